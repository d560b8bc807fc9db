import Seams

/// Makes a draft from what a person or a client handed in.
extension DingTalkState {
    /// Why a draft cannot be made.
    enum DraftMistake: Error {
        case unknownTemplate, unknownOriginator, unknownDepartment
        case unknownApprover(String)
        case form(FormMistake)
    }

    /// The draft of an instance. Without approvers the template's own flow decides: one person who is not the
    /// originator.
    func draft(
        processCode: String, originator: String, department: Int64?, values: [SubmittedValue],
        nodes: [ApproverNode] = [], copies: [String] = [], claim: String? = nil, _ step: DingTalkStep
    ) throws(DraftMistake) -> ApprovalDraft {
        guard let template = world.templates.first(where: { $0.code == processCode }) else { throw .unknownTemplate }
        guard let person = contacts.employee(originator) else { throw .unknownOriginator }
        guard let unit = contacts.department(ofApproval: department ?? person.department) else {
            throw .unknownDepartment
        }
        if let stranger = nodes.flatMap(\.users).first(where: { contacts.employee($0) == nil }) {
            throw .unknownApprover(stranger)
        }
        let reader = FormReader(
            template: template, contacts: contacts, approvals: approvals, randomness: step.randomness)
        let readings: [FormReading]
        do {
            readings = try reader.read(values)
        } catch {
            throw .form(error)
        }
        return ApprovalDraft(
            template: template, originator: person, department: unit.id == ContactBook.rootID ? -1 : unit.id,
            departmentName: unit.name, values: readings,
            nodes: nodes.isEmpty
                ? [ApproverNode(users: [contacts.approver(otherThan: originator)], mode: .any)] : nodes,
            copies: copies, claim: claim)
    }
}

/// The members of a form value in an API call, old or new spelling.
enum SubmittedForm {
    static func values(_ list: JSON?, extended: String) -> [SubmittedValue]? {
        guard let elements = list?.array else { return nil }
        return elements.compactMap { element in
            let name = element["id"] ?? element["bizAlias"] ?? element["name"]
            guard let name = name?.scalarText, let value = element["value"] else { return nil }
            return SubmittedValue(
                id: name, value: value.scalarText ?? value.text, extValue: element[extended]?.scalarText)
        }
    }

    /// `agree` or `refuse`; nil for anything else.
    static func agrees(_ text: String?) -> Bool? {
        switch text {
        case "agree": true
        case "refuse": false
        default: nil
        }
    }
}
