import Seams

/// Makes a draft from what a person or a client handed in.
extension DingTalkState {
    /// Why a draft cannot be made.
    enum DraftMistake: Error {
        case unknownTemplate, unknownOriginator, unknownDepartment
        case unknownApprover(String)
        /// A template with a suite, which only the app can start.
        case onlyInTheApp
        /// The originator may not start it.
        case invisible
        /// The originator has to choose the people of a step, and did not, or chose others than allowed.
        case selectionMissing, selectionOutside
        case form(FormMistake)
    }

    /// Who decides and who gets a copy, as whoever starts an approval says.
    struct Participants {
        var nodes: [ApproverNode] = []
        var copies: [String] = []
        var copyPosition = CopyPosition.finish
        /// The people that the originator chose for steps of the template's flow, by `actionerKey`.
        var selected: [String: [String]] = [:]
    }

    /// The draft of an instance. Without approvers the template's own flow decides.
    ///
    /// - Parameter isInApp: whether a person fills it in in the app, where suites can be filled in too.
    func draft(
        processCode: String, originator: String, department: Int64?, values: [SubmittedValue],
        participants: Participants = Participants(), claim: String? = nil, isInApp: Bool = false, _ step: DingTalkStep
    ) throws(DraftMistake) -> ApprovalDraft {
        guard let template = world.templates.first(where: { $0.code == processCode }) else { throw .unknownTemplate }
        guard let person = contacts.employee(originator) else { throw .unknownOriginator }
        guard template.isVisible(to: originator) else { throw .invisible }
        guard isInApp || template.isStartable else { throw .onlyInTheApp }
        guard let unit = contacts.department(ofApproval: department ?? person.department) else {
            throw .unknownDepartment
        }
        let nodes =
            participants.nodes.isEmpty ? try flow(of: template, for: person, participants) : participants.nodes
        let everybody = nodes.flatMap(\.users) + participants.copies
        if let stranger = everybody.first(where: { contacts.employee($0) == nil }) { throw .unknownApprover(stranger) }
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
            // Copies are for those who name the approvers too; otherwise the template decides (「发起审批实例」).
            nodes: nodes, copies: participants.nodes.isEmpty ? [] : participants.copies,
            copyPosition: participants.copyPosition, claim: claim)
    }

    /// The template's own flow for one originator.
    func flow(
        of template: ProcessTemplate, for originator: Company.Employee, _ participants: Participants
    ) throws(DraftMistake) -> [ApproverNode] {
        guard !template.flow.isEmpty else {
            return [ApproverNode(users: [contacts.approver(otherThan: originator.userID)], mode: .any)]
        }
        var nodes: [ApproverNode] = []
        for step in template.flow {
            guard let key = step.selectionKey else {
                nodes.append(ApproverNode(users: step.users, mode: step.needsAll ? .all : .any))
                continue
            }
            guard let chosen = participants.selected[key], !chosen.isEmpty else { throw .selectionMissing }
            guard step.users.isEmpty || chosen.allSatisfy(step.users.contains) else { throw .selectionOutside }
            nodes.append(ApproverNode(users: chosen, mode: step.needsAll ? .all : .any))
        }
        return nodes.filter { !$0.users.isEmpty }
    }
}

/// The members of a form value in an API call, old or new spelling.
enum SubmittedForm {
    /// The values; nil when an element lacks its name or its value.
    static func values(_ list: JSON?, extended: String) -> [SubmittedValue]? {
        guard let elements = list?.array else { return nil }
        var values: [SubmittedValue] = []
        for element in elements {
            let names = ["id", "bizAlias", "name"].compactMap { element[$0]?.scalarText }
            guard let name = names.first(where: { !$0.isEmpty }) else { return nil }
            guard let value = element["value"] ?? rows(element["details"]) else { return nil }
            values.append(
                SubmittedValue(id: name, value: value.scalarText ?? value.text, extValue: element[extended]?.scalarText)
            )
        }
        return values
    }

    /// A table in its other form: `details` holds rows, each with the `details` of its cells.
    private static func rows(_ details: JSON?) -> JSON? {
        guard let elements = details?.array else { return nil }
        let rows = elements.compactMap { $0["details"]?.array.map(JSON.array) }
        return .array(rows.isEmpty ? [.array(elements)] : rows)
    }

    /// An approver node as a call names it; nil when the mode and the number of people do not fit: `AND` and `OR` want
    /// several, `NONE` one (「发起审批实例」).
    static func node(mode: String?, users: [String]) -> ApproverNode? {
        switch mode {
        case "AND" where users.count > 1: ApproverNode(users: users, mode: .all)
        case "OR" where users.count > 1: ApproverNode(users: users, mode: .any)
        case "NONE" where users.count == 1: ApproverNode(users: users, mode: .any)
        default: nil
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
