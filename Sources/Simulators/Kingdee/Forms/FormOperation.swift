/// An operation (操作) that a tenant added to a form beside the usual ones: found in `QueryBusinessInfo`, done by
/// `ExcuteOperation`, where it sets fields.
struct FormOperation: Sendable {
    /// What `opNumber` names, such as `Freeze`.
    let number: String
    /// The Chinese name, such as `冻结`.
    let name: String
    /// The statuses in which it is allowed; empty means all.
    var statuses: [DocumentStatus] = []
    /// The head fields that it sets, in the order of the file.
    var values: [(key: String, value: FieldValue)] = []
    /// The numbers that the platform gives to its own operations.
    static let usual = [
        "Save", "Draft", "Submit", "Audit", "UnAudit", "Delete", "CancelAssign", "View", "Forbid", "Enable", "Allocate",
        "CancelAllocate", "Cancel", "UnCancel", "BillClose", "BillUnClose",
    ]
}

extension KingdeeForm {
    /// The tenant's own operation with a number, regardless of case.
    func operation(_ number: String) -> FormOperation? {
        definition.operations.first { $0.number.lowercased() == number.lowercased() }
    }
}

extension DocumentState {
    /// Performs a tenant's own operation on a document. The platform's text for a status in which it is not allowed is
    /// the tenant's.
    mutating func perform(
        _ operation: FormOperation, on id: Int64, _ form: KingdeeForm, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard var record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) { throw hindrance }
        guard operation.statuses.isEmpty || operation.statuses.contains(record.status) else {
            throw .document(record.number, form.definition, "当前状态不允许\(operation.name)")
        }
        for (key, value) in operation.values {
            if let place = form.headField(key) { record.head[place] = value }
        }
        record.modified = effect.now
        record.modifier = effect.user
        books[form.position].store(&record)
        effect.journal.saved(record, form, created: false)
        return record
    }
}
