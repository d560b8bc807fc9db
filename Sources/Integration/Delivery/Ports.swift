package import Seams

/// What delivery and intake need of DingTalk: the client on the wire, or a fake in memory.
package protocol DingTalkPort: Sendable {
    /// Reads an approval instance.
    func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance

    /// The ids of all instances of a form that were *created* in the interval, from all pages.
    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String]

    /// The ids of the form's instances that were *created* in the interval and are withdrawn, from all pages.
    func withdrawnIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String]

    /// The ids of the form's instances that were *created* in the interval and ended with a result that still stands, from
    /// all pages.
    func completedIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String]

    /// Comments on an instance.
    func comment(on instance: String, text: String) async throws(PlatformFailure)

    /// The texts of all comments on an instance, as they stand.
    func comments(on instance: String) async throws(PlatformFailure) -> [String]

    /// Receives events by stream mode, reconnecting until the task is cancelled; an event for which `onEvent` returns
    /// false is not acknowledged.
    func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async
}

/// What delivery needs of Kingdee: the client on the wire, or a fake in memory. A call is one attempt.
package protocol KingdeePort: Sendable {
    /// Saves a document whose `Model` is this JSON text.
    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument

    /// Submits a saved document.
    func submit(form: String, id: String) async throws(PlatformFailure)

    /// Audits a submitted document.
    func audit(form: String, id: String) async throws(PlatformFailure)

    /// Takes several documents of a form a step further in one call; the subjects are their models or their ids, as the step
    /// has it. Returns a verdict for each.
    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>]

    /// Takes a document one step back.
    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure)

    /// How the document with this id differs from the `Model` that we meant to save.
    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference

    /// The documents of a form that a trace leads to, each once, by id.
    func find(_ trace: DocumentTrace, of form: DocumentForm) async throws(PlatformFailure) -> [KingdeeDocument]

    /// A document's content: View's JSON.
    func content(form: String, id: String) async throws(PlatformFailure) -> String
}

extension KingdeePort {
    /// The documents of a form of the common kind with this number, or with number nil those whose source field contains
    /// `source`.
    package func find(
        form: String, number: String?, source: String, sourceField: String
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        try await find(
            number.map(DocumentTrace.number) ?? .source(source), of: DocumentForm(id: form, sourceField: sourceField))
    }
}
