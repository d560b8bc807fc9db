/// A write that takes a new document one step further, and that Kingdee takes for many documents in one call.
package enum WriteStep: Hashable, Sendable {
    /// `Save`, `BatchSave`: the subject is the document's `Model`, JSON text.
    case save
    /// `Submit`: the subject is the document's id.
    case submit
    /// `Audit`: the subject is the document's id.
    case audit

    var operation: PlatformOperation {
        switch self {
        case .save: .save
        case .submit: .submit
        case .audit: .audit
        }
    }
}

extension KingdeePort {
    /// Takes one document a step further; `subject` is its model or its id, as the step has it. The result tells id and
    /// number after a Save only.
    func write(_ step: WriteStep, form: String, _ subject: String) async throws(PlatformFailure) -> KingdeeDocument {
        switch step {
        case .save: return try await save(form: form, model: subject)
        case .submit: try await submit(form: form, id: subject)
        case .audit: try await audit(form: form, id: subject)
        }
        return KingdeeDocument(id: subject, number: "", status: "")
    }
}
