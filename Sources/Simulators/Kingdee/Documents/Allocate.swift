extension KingdeeOperation {
    /// 分配: gives audited base data to other organisations, each as a row of its own with the same number.
    static let allocate = documentOperation("Allocate", parameters: ["formid", "data"]) {
        call throws(KingdeeRefusal) in
        let request = try Allocation(call)
        let audits = try call.data().member(ignoringCase: "IsAutoSubmitAndAudit")?.boolean ?? false
        return request.perform(call) { state, id, organization, effect throws(KingdeeRefusal) in
            try state.allocate(id, request.form, to: organization, audits: audits, effect)
        }
    }

    /// 取消分配: takes it away from them again.
    static let cancelAllocate = documentOperation("CancelAllocate", parameters: ["formid", "data"]) {
        call throws(KingdeeRefusal) in
        let request = try Allocation(call)
        return request.perform(call) { state, id, organization, effect throws(KingdeeRefusal) in
            try state.takeBack(id, request.form, from: organization, effect)
        }
    }
}

/// Which base data goes to which organisations.
private struct Allocation {
    let form: KingdeeForm
    private let ids: [String]
    private let organizations: [String]

    init(_ call: KingdeeCall) throws(KingdeeRefusal) {
        form = try call.form()
        guard form.definition.isBaseData, form.headField("FUseOrgId") != nil else { throw .noSuchOperation("Allocate") }
        let data = try call.data()
        ids = DocumentSelection.texts(data.member(ignoringCase: "PkIds"))
        guard !ids.isEmpty else { throw .parameterEmpty("PkIds") }
        organizations = DocumentSelection.texts(data.member(ignoringCase: "TOrgIds"))
        guard !organizations.isEmpty else { throw .parameterEmpty("TOrgIds") }
    }

    func perform(
        _ call: KingdeeCall,
        _ act: (inout DocumentState, Int64, String, DocumentState.Effect) throws(KingdeeRefusal) -> DocumentRecord
    ) -> KingdeeReply {
        let effect = DocumentState.Effect(user: call.user, now: call.now, journal: call.journal)
        var status = StatusBlock()
        for (index, id) in ids.enumerated() {
            for organization in organizations {
                call.services.documents.transact { state in
                    do throws(KingdeeRefusal) {
                        guard let id = Int64(id) else { throw .noSuchDocument(id) }
                        let number = try state.organization(organization, call.services)
                        let record = try act(&state, id, number, effect)
                        status.entities.append(.init(id: record.id, number: record.number, index: index))
                    } catch {
                        status.errors.append(error.at(index))
                    }
                }
            }
        }
        return KingdeeReply(status)
    }
}

extension DocumentState {
    /// The number of the organisation with an internal id.
    fileprivate func organization(_ id: String, _ services: KingdeeServices) throws(KingdeeRefusal) -> String {
        guard let form = services.form("ORG_Organizations"), let id = Int64(id), let record = books[form.position][id]
        else { throw .noSuchDocument(id) }
        return record.number
    }

    fileprivate mutating func allocate(
        _ id: Int64, _ form: KingdeeForm, to organization: String, audits: Bool, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard let original = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard original.status == .audited else {
            throw .document(original.number, form.definition, "只有已审核的数据才允许分配")
        }
        guard copy(of: original, form, in: organization) == nil else {
            throw .document(original.number, form.definition, "数据已经分配到组织“\(organization)”")
        }
        var copy = original
        copy.id = 0
        for entry in copy.entries.indices {
            for row in copy.entries[entry].indices { copy.entries[entry][row].id = 0 }
        }
        if let place = form.headField("FUseOrgId") {
            copy.head[place] = .reference(form: "ORG_Organizations", number: organization)
        }
        copy.status = audits ? .audited : .created
        (copy.creator, copy.created) = (effect.user, effect.now)
        (copy.modifier, copy.modified) = (effect.user, effect.now)
        copy.audited = audits ? effect.now : nil
        copy.auditor = audits ? effect.user : ""
        books[form.position].store(&copy)
        effect.journal.saved(copy, form, created: true)
        return copy
    }

    fileprivate mutating func takeBack(
        _ id: Int64, _ form: KingdeeForm, from organization: String, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard let original = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard let copy = copy(of: original, form, in: organization), copy.id != id else {
            throw .document(original.number, form.definition, "数据没有分配到组织“\(organization)”")
        }
        books[form.position].remove(copy)
        effect.journal.deleted(copy, form)
        return copy
    }

    private func copy(of record: DocumentRecord, _ form: KingdeeForm, in organization: String) -> DocumentRecord? {
        guard let place = form.headField("FUseOrgId") else { return nil }
        let user = FieldValue.reference(form: "ORG_Organizations", number: organization)
        return books[form.position].ids(of: record.number).lazy.compactMap { books[form.position][$0] }
            .first { $0.head[place] == user }
    }
}
