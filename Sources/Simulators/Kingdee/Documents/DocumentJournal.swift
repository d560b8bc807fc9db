/// Writes effects on documents into the history. Called inside the store's lock, so that the history's order is the
/// order of the effects.
struct DocumentJournal: Sendable {
    let history: History
    /// The call that has the effect; nil for a person's action through the control API.
    let call: Int?

    func saved(_ record: DocumentRecord, _ form: KingdeeForm, created: Bool) {
        history.record(
            .documentSaved(
                call: call, form: form.definition.id, id: String(record.id), number: record.number, created: created,
                status: record.status.rawValue, content: record.content(in: form).text))
    }

    func moved(_ record: DocumentRecord, _ form: KingdeeForm, operation: String, from: DocumentStatus) {
        history.record(
            .documentStatusChanged(
                call: call, form: form.definition.id, id: String(record.id), number: record.number,
                operation: operation,
                from: from.rawValue, to: record.status.rawValue))
    }

    func deleted(_ record: DocumentRecord, _ form: KingdeeForm) {
        history.record(
            .documentDeleted(call: call, form: form.definition.id, id: String(record.id), number: record.number))
    }
}
