import Seams
import Synchronization
import VirtualTime

@testable import Integration

/// A Yida in memory: forms with the time of their last change, updates, and calls that fail as planned.
final class FakeYida: YidaPort {
    struct Stored: Sendable {
        var form: String
        var instance: ApprovalInstance
        var modified: Timestamp
        var made: Int
    }

    private struct State {
        var forms: [String: Stored] = [:]
        var updates: [String] = []
        var pages: [Int] = []
        var listed: [String] = []
        var reads = 0
        var failures: [PlatformOperation: [PlatformFailure]] = [:]
        /// What every read of a form, or of an application's forms, fails with.
        var shut: [String: PlatformFailure] = [:]
        /// Done after a page was answered, once.
        var afterPage: (@Sendable () -> Void)?
    }

    private let time: ManualTime
    private let state = Mutex(State())

    init(time: ManualTime) {
        self.time = time
    }

    /// What was set, each with its form in front.
    var updates: [String] { state.withLock { $0.updates } }
    /// How often a form was read.
    var reads: Int { state.withLock { $0.reads } }
    /// The pages asked for, in order.
    var pages: [Int] { state.withLock { $0.pages } }

    /// The forms listed, in order.
    var listed: [String] { state.withLock { $0.listed } }

    /// Fills in a form, or changes it now.
    func put(_ instance: ApprovalInstance, in form: YidaForm = .request) {
        let now = time.now
        state.withLock { state in
            let made = state.forms[instance.id]?.made ?? state.forms.count
            state.forms[instance.id] = Stored(form: form.id, instance: instance, modified: now, made: made)
        }
    }

    /// Deletes a filled form.
    func remove(_ id: String) {
        state.withLock { $0.forms[id] = nil }
    }

    /// Every read of a form, or of an application's forms, fails so; nil opens it again.
    func shut(_ subject: String, _ failure: PlatformFailure?) {
        state.withLock { $0.shut[subject] = failure }
    }

    private func check(_ form: YidaForm) throws(PlatformFailure) {
        let failure = state.withLock { $0.shut[form.id] ?? $0.shut[form.app ?? ""] }
        if let failure { throw failure }
    }

    func files(of form: YidaForm) -> any AttachmentSource { NoFiles() }

    private struct NoFiles: AttachmentSource {
        func fileLink(
            _ file: String, of instance: String, isRecorded: Bool
        ) async throws(PlatformFailure) -> String {
            throw .notFound("no file")
        }

        func refusal(ofPicture address: String) -> String? { "no pictures" }

        func filePart(
            _ link: String, from start: Int64, bytes: Int, timeout: Duration
        ) async throws(PlatformFailure) -> FilePart {
            throw .notFound("no file")
        }
    }

    /// The next calls of an operation fail so; one that ends unknown is carried out.
    func fail(_ operation: PlatformOperation, _ failures: PlatformFailure...) {
        state.withLock { $0.failures[operation, default: []] += failures }
    }

    /// Once, after the next page was answered.
    func afterNextPage(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.afterPage = body }
    }

    func form(_ id: String, of form: YidaForm) async throws(PlatformFailure) -> ApprovalInstance {
        state.withLock { $0.reads += 1 }
        try check(form)
        try fail(.readForm)
        guard let stored = state.withLock({ $0.forms[id] }) else {
            throw .notFound("invalidState.form.dataDoesNotExistOrIsDeleted")
        }
        return stored.instance
    }

    func changed(
        _ form: YidaForm, from: Timestamp, through: Timestamp, page: Int
    ) async throws(PlatformFailure) -> YidaPage {
        try check(form)
        try fail(.listForms)
        let (answer, after) = state.withLock { state -> (YidaPage, (@Sendable () -> Void)?) in
            state.pages.append(page)
            state.listed.append(form.id)
            let found = state.forms.values
                .filter {
                    $0.form == form.id && $0.modified.seconds >= from.seconds && $0.modified.seconds <= through.seconds
                }
                .sorted { $0.made > $1.made }
            let shown = found.dropFirst((page - 1) * YidaPage.size).prefix(YidaPage.size)
            defer { state.afterPage = nil }
            return (YidaPage(total: found.count, forms: shown.map(\.instance)), state.afterPage)
        }
        after?()
        return answer
    }

    func update(
        _ id: String, of form: YidaForm, fields: [(name: String, text: String)]
    ) async throws(PlatformFailure) {
        let now = time.now
        let failure = state.withLock { state in
            state.failures[.updateForm]?.isEmpty == false ? state.failures[.updateForm]?.removeFirst() : nil
        }
        if case .notSent(let reason)? = failure { throw .notSent(reason) }
        state.withLock { state in
            guard var stored = state.forms[id] else { return }
            let changed = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.text) })
            let record = (try? JSONValue(parsing: stored.instance.record ?? "{}")) ?? .null
            guard case .object(let members) = record else { return }
            let kept = members.filter { changed[$0.name] == nil }
            stored.instance.record =
                JSONValue.object(kept + fields.map { JSONValue.Member($0.name, .string($0.text)) }).jsonText
            stored.modified = now
            state.forms[id] = stored
            state.updates.append(
                "\(id): " + fields.map { "\($0.name)=\($0.text)" }.joined(separator: " "))
        }
        if let failure { throw failure }
    }

    private func fail(_ operation: PlatformOperation) throws(PlatformFailure) {
        let failure = state.withLock { state -> PlatformFailure? in
            state.failures[operation]?.isEmpty == false ? state.failures[operation]?.removeFirst() : nil
        }
        if let failure { throw failure }
    }
}

extension YidaForm {
    static let request = YidaForm(id: "FORM-1", process: "TPROC--1")
    /// Three forms of two applications.
    static let several = [
        YidaForm(id: "FORM-A1", process: "TPROC--A1", app: "APP_A"),
        YidaForm(id: "FORM-A2", process: "TPROC--A2", app: "APP_A"),
        YidaForm(id: "FORM-B1", process: "TPROC--B1", app: "APP_B"),
    ]
}

extension ApprovalInstance {
    /// A filled form with a text and one row.
    static func form(
        _ id: String = "F-1", text: String = "螺丝", status: String = "COMPLETED", result: String = "agree",
        more: String = ""
    ) throws -> ApprovalInstance {
        let item = try JSONValue(
            parsing: """
                {"instanceStatus":"\(status)","approvedResult":"\(result)","title":"t","originator":{"userId":"u1"},
                 "data":{"textField_1":"\(text)","numberField_2":1005.005,"numberField_2_value":"1005.005",
                 "tableField_3":[{"selectField_4":"甲","selectField_4_id":"a","numberField_5":2}]\(more)}}
                """)
        guard let instance = ApprovalInstance(id: id, of: .request, yida: item) else {
            throw JSONTextError(offset: 0, expected: "a form")
        }
        return instance
    }
}

extension Route {
    /// Maps a form to number, source and text; the text `未知` cannot be mapped.
    static func yida(
        of form: YidaForm = .request,
        writeBack: YidaWriteBack? = YidaWriteBack(number: "textField_n", state: "textField_s")
    ) -> Route {
        var route = Route(flow: form.flow, form: "ER_ExpReimbursement", sourceField: "FCausa", version: "1") {
            instance, number in
            let record = try JSONValue(parsing: instance.record ?? "{}")
            let text = record["textField_1"]?.text ?? ""
            guard text != "未知" else { throw Poisoned(description: "nothing is called '未知'") }
            let model = "{\"FBillNo\":\"\(number)\",\"FCausa\":\"Yida \(instance.id)\",\"FText\":\"\(text)\"}"
            return MappedDocument(form: "ER_ExpReimbursement", model: model)
        }
        route.source = .yida(form)
        route.writeBack = writeBack
        return route
    }
}
