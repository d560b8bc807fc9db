import Integration

/// Kingdee as another port shows it; specimens replace the calls that they get wrong.
protocol KingdeeWrapper: KingdeePort {
    var inner: any KingdeePort { get }
}

extension KingdeeWrapper {
    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        try await inner.save(form: form, model: model)
    }

    func submit(form: String, id: String) async throws(PlatformFailure) {
        try await inner.submit(form: form, id: id)
    }

    func audit(form: String, id: String) async throws(PlatformFailure) {
        try await inner.audit(form: form, id: id)
    }

    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        try await inner.writeAll(step, form: form, subjects)
    }

    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) {
        try await inner.undo(step, form: form, id: id)
    }

    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference {
        try await inner.difference(of: document, in: form, from: model)
    }

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        try await inner.find(trace, of: form)
    }

    func content(form: String, id: String) async throws(PlatformFailure) -> String {
        try await inner.content(form: form, id: id)
    }
}
