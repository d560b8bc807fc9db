import Foundation
import Seams
import Synchronization
import VirtualTime

@testable import Integration

/// A Kingdee in memory: documents with a life cycle, numbers that are enforced or overwritten as the tenant has it, and
/// calls that fail as planned.
final class FakeKingdee: KingdeePort, AttachmentTarget {
    struct Document: Hashable, Sendable {
        var id: String
        var number: String
        var status: String
        var source: String
        var model: String
        var form = "ER_ExpReimbursement"
        var isCancelled = false
    }

    private struct Late: Sendable {
        var at: Timestamp
        var change: @Sendable (inout Books) -> Void
    }

    /// A file that hangs on a document.
    struct Hung: Hashable, Sendable {
        var id: String
        var document: String
        var file: String
        var name: String
        var alias: String
        var bytes: [UInt8]
    }

    struct Books: Sendable {
        /// What was uploaded of each file.
        var files: [String: [UInt8]] = [:]
        var hung: [Hung] = []
        var documents: [Document] = []
        var nextID = 100_001
        /// The forms of deleted documents, in order.
        var deletions: [String] = []
    }

    private struct State {
        var books = Books()
        var late: [Late] = []
        var plan: FaultPlan
        var outage: PlatformFailure?
        var largestBlock = 0
    }

    /// Whether a number that exists is refused.
    let isNumberEnforced: Bool
    /// Whether the number sent is kept; otherwise a code rule replaces it.
    let isNumberHonoured: Bool
    /// Whether no query shows documents in status A.
    let hidesCreated: Bool
    /// How long the client waits for a lost reply.
    let timeout: Duration
    private let time: ManualTime
    private let state: Mutex<State>

    init(
        time: ManualTime, isNumberEnforced: Bool = true, isNumberHonoured: Bool = true,
        hidesCreated: Bool = false, timeout: Duration = .seconds(5), faults: [PlannedFault] = []
    ) {
        self.hidesCreated = hidesCreated
        self.time = time
        self.isNumberEnforced = isNumberEnforced
        self.isNumberHonoured = isNumberHonoured
        self.timeout = timeout
        state = Mutex(State(plan: FaultPlan(faults)))
    }

    /// All documents, after everything that came late has been carried out.
    var documents: [Document] {
        settle()
        return state.withLock { $0.books.documents }
    }

    /// What hangs on documents, after everything that came late has been carried out.
    var hung: [Hung] {
        settle()
        return state.withLock { $0.books.hung }
    }

    /// The most bytes that came at once.
    var largestBlock: Int { state.withLock { $0.largestBlock } }

    func upload(_ block: FileBlock, timeout: Duration) async throws(PlatformFailure) -> TakenBlock {
        state.withLock { $0.largestBlock = max($0.largestBlock, block.bytes.count) }
        return try perform(.uploadFile) { (books: inout Books) throws(PlatformFailure) in try books.take(block) }
    }

    func boundFiles(form: String, document: String) async throws(PlatformFailure) -> [BoundFile] {
        try perform(.findFile) { (books: inout Books) throws(PlatformFailure) in
            books.hung.filter { $0.document == document }
                .map { BoundFile(id: $0.id, file: $0.file, name: $0.name, alias: $0.alias) }
        }
    }

    var deletions: [String] { state.withLock { $0.books.deletions } }

    /// When the last call that is still under way will be carried out.
    var lastLate: Timestamp? {
        settle()
        return state.withLock { $0.late.map(\.at).max() }
    }

    func calls(_ operation: PlatformOperation) -> Int { state.withLock { $0.plan.count(operation) } }

    /// Makes every call fail like this, from now on; nil ends the outage.
    func setOutage(_ failure: PlatformFailure?) {
        state.withLock { $0.outage = failure }
    }

    /// Changes the books behind the core's back.
    func edit(_ change: (inout Books) -> Void) {
        settle()
        state.withLock { change(&$0.books) }
    }

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        var made = try Document(model: model)
        made.form = form
        let document = made
        return try perform(.save) { [self] (books: inout Books) throws(PlatformFailure) in
            try books.save(document, isEnforced: isNumberEnforced, isHonoured: isNumberHonoured)
        }
    }

    /// One document after the other, as Kingdee carries a batch out.
    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        if step == .save { state.withLock { _ = $0.plan.strike(.saveBatch) } }
        var verdicts: [Result<KingdeeDocument, PlatformFailure>] = []
        for subject in subjects {
            do throws(PlatformFailure) {
                verdicts.append(.success(try await write(step, form: form, subject)))
            } catch {
                verdicts.append(.failure(error))
            }
        }
        return verdicts
    }

    func submit(form: String, id: String) async throws(PlatformFailure) {
        try perform(.submit) { (books: inout Books) throws(PlatformFailure) in
            try books.move(id, from: ["Z", "A", "D"], to: "B")
        }
    }

    func audit(form: String, id: String) async throws(PlatformFailure) {
        try perform(.audit) { (books: inout Books) throws(PlatformFailure) in
            try books.move(id, from: ["B"], to: "C")
        }
    }

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        try perform(.find) { [hidesCreated] (books: inout Books) throws(PlatformFailure) in
            books.documents.filter { $0.form == form.id && !(hidesCreated && $0.status == "A") }.filter { document in
                switch trace {
                case .number(let number): document.number == number
                case .source(let source): document.source.contains(source)
                case .id(let id): document.id == id
                }
            }.map {
                KingdeeDocument(
                    id: $0.id, number: $0.number, status: $0.status, source: $0.source,
                    isCancelled: form.cancelField == nil ? nil : $0.isCancelled)
            }
        }
    }

    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) {
        try perform(step.operation) { (books: inout Books) throws(PlatformFailure) in
            switch step {
            case .unaudit: try books.move(id, from: ["C"], to: "D")
            case .unsubmit: try books.move(id, from: ["B"], to: "D")
            case .cancel: try books.cancel(id)
            case .delete:
                try books.move(id, from: ["Z", "A", "D"], to: "A")
                books.deletions += books.documents.filter { $0.id == id }.map(\.form)
                books.documents.removeAll { $0.id == id }
            }
        }
    }

    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference {
        try perform(.compare) { (books: inout Books) throws(PlatformFailure) in
            guard let stored = books.documents.first(where: { $0.id == document }) else { throw .notFound("gone") }
            var difference = DocumentDifference()
            if stored.model != model {
                difference.changes = [
                    DocumentDifference.Change(kind: .changed, field: "Model", there: stored.model, here: model)
                ]
            }
            return difference
        }
    }

    func content(form: String, id: String) async throws(PlatformFailure) -> String {
        try perform(.find) { (books: inout Books) throws(PlatformFailure) in
            guard let stored = books.documents.first(where: { $0.id == id }) else { throw .notFound("gone") }
            return #"{"Id":\#(id),"DocumentStatus":"\#(stored.status)"}"#
        }
    }

    private func perform<Value: Sendable>(
        _ operation: PlatformOperation,
        _ change: @escaping @Sendable (inout Books) throws(PlatformFailure) -> Value
    ) throws(PlatformFailure) -> Value {
        settle()
        if let outage = state.withLock({ $0.outage }) { throw outage }
        switch state.withLock({ $0.plan.strike(operation) }) {
        case nil:
            return try state.withLock { (state) throws(PlatformFailure) in try change(&state.books) }
        case .refused(let failure):
            throw failure
        case .replyLost:
            state.withLock { state in _ = try? change(&state.books) }  // its refusal is lost as well
        case .requestLost:
            break
        case .late(let delay):
            let at = time.now + timeout + delay
            state.withLock { $0.late.append(Late(at: at) { books in _ = try? change(&books) }) }
        }
        time.advance(by: timeout)
        throw .outcomeUnknown("no reply to \(operation.rawValue)")
    }

    private func settle() {
        let now = time.now
        state.withLock { state in
            for late in state.late.filter({ $0.at <= now }).sorted(by: { $0.at < $1.at }) { late.change(&state.books) }
            state.late.removeAll { $0.at <= now }
        }
    }
}

extension FakeKingdee.Document {
    fileprivate init(model: String) throws(PlatformFailure) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(model.utf8)) as? [String: Any] else {
            throw .rejected(reason: "no JSON: \(model)")
        }
        self.init(
            id: (object["FID"] as? Int).map(String.init) ?? "", number: object["FBillNo"] as? String ?? "", status: "A",
            source: object["FCausa"] as? String ?? "", model: model)
    }
}

extension FakeKingdee.Books {
    /// As unkind as can be: whatever comes to a file is appended, and each last block hangs it once more.
    fileprivate mutating func take(_ block: FileBlock) throws(PlatformFailure) -> TakenBlock {
        guard let document = documents.first(where: { $0.id == block.document }) else {
            throw .notFound("no document \(block.document)")
        }
        guard ["Z", "A", "D"].contains(document.status) else { throw .rejected(reason: "单据已提交，不允许上传附件") }
        let id = block.file ?? "file-\(files.count)"
        guard block.file == nil || files[id] != nil else { throw .notFound("no file \(id)") }
        files[id, default: []] += block.bytes
        guard block.isLast else { return TakenBlock(file: id) }
        let attachment = FakeKingdee.Hung(
            id: String(470_257 + hung.count), document: block.document, file: id, name: block.name, alias: block.alias,
            bytes: files[id] ?? [])
        hung.append(attachment)
        return TakenBlock(file: id, attachment: attachment.id)
    }

    fileprivate mutating func save(
        _ document: FakeKingdee.Document, isEnforced: Bool, isHonoured: Bool
    ) throws(PlatformFailure) -> KingdeeDocument {
        var document = document
        if let index = documents.firstIndex(where: { $0.id == document.id }) {
            guard ["Z", "A", "D"].contains(documents[index].status) else { throw .rejected(reason: "单据已审核，不允许修改") }
            documents[index].model = document.model
            return KingdeeDocument(id: document.id, number: documents[index].number, status: documents[index].status)
        }
        if isHonoured, isEnforced, !document.number.isEmpty, documents.contains(where: { $0.number == document.number })
        {
            throw .duplicateNumber("违反字段唯一性要求：编码唯一。[\(document.number)]在当前系统中已经被使用。")
        }
        document.id = String(nextID)
        // Without a number of its own a document is given one, as vouchers are.
        if !isHonoured || document.number.isEmpty { document.number = "FYBX\(nextID)" }
        nextID += 1
        documents.append(document)
        return KingdeeDocument(id: document.id, number: document.number, status: "A")
    }

    /// A second time is refused, as Kingdee does.
    fileprivate mutating func cancel(_ id: String) throws(PlatformFailure) {
        guard let index = documents.firstIndex(where: { $0.id == id }) else { throw .notFound("no document \(id)") }
        guard ["Z", "A", "D"].contains(documents[index].status), !documents[index].isCancelled else {
            throw .rejected(reason: "单据已经作废")
        }
        documents[index].isCancelled = true
    }

    fileprivate mutating func move(_ id: String, from: [String], to status: String) throws(PlatformFailure) {
        guard let index = documents.firstIndex(where: { $0.id == id }) else { throw .notFound("no document \(id)") }
        guard from.contains(documents[index].status) else {
            throw .rejected(reason: "status \(documents[index].status) does not allow it")
        }
        documents[index].status = status
    }
}
