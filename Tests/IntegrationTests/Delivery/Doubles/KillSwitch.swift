import Integration
import Seams
import Synchronization

/// Ends a process between two of its effects: from the n-th boundary on, nothing that it does reaches the outside.
///
/// There is a boundary before and after each commit and each platform call. A killed process still runs its code here,
/// but every commit and call of it fails without effect, which nobody outside can tell from death.
final class KillSwitch: Sendable {
    struct Killed: Error {}

    private struct State {
        var passed = 0
        var isDead = false
    }

    private let killAt: Int?
    private let state = Mutex(State())

    /// Kills at the n-th boundary, counted from 1; never with nil.
    init(at boundary: Int?) {
        killAt = boundary
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// How many boundaries were met.
    var passed: Int { state.withLock { $0.passed } }

    func boundary() throws(Killed) {
        let isDead = state.withLock { state in
            state.passed += 1
            if state.passed == killAt { state.isDead = true }
            return state.isDead
        }
        if isDead { throw Killed() }
    }
}

/// A database as one process sees it.
struct MortalStore: RelationalStore {
    let disk: any RelationalStore
    let kill: KillSwitch

    var dialect: SQLDialect { disk.dialect }
    var worker: String { disk.worker }

    func commit<Value: Sendable>(
        _ change: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try kill.boundary()
        let result = try await disk.commit(change)
        try kill.boundary()
        return result
    }

    func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        if kill.isDead { throw KillSwitch.Killed() }
        return try await disk.read(query)
    }

    func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {}
    func close() async throws {}
}

/// The platforms as one process sees them.
struct MortalPlatforms: DingTalkPort, KingdeePort, AttachmentSource, AttachmentTarget {
    let dingTalk: FakeDingTalk
    let kingdee: FakeKingdee
    let kill: KillSwitch
    var revoker: Revoker?

    private func mortal<Value>(
        _ call: () async throws(PlatformFailure) -> Value
    ) async throws(PlatformFailure) -> Value {
        await revoker?.callStarts()
        do { try kill.boundary() } catch { throw .outcomeUnknown("killed") }
        let outcome: Result<Value, PlatformFailure>
        do throws(PlatformFailure) { outcome = .success(try await call()) } catch { outcome = .failure(error) }
        do { try kill.boundary() } catch { throw .outcomeUnknown("killed") }
        return try outcome.get()
    }

    func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance {
        try await mortal { () throws(PlatformFailure) in try await dingTalk.instance(id) }
    }

    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await mortal { () throws(PlatformFailure) in
            try await dingTalk.instanceIDs(processCode: processCode, from: from, to: to)
        }
    }

    func withdrawnIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await mortal { () throws(PlatformFailure) in
            try await dingTalk.withdrawnIDs(processCode: processCode, from: from, to: to)
        }
    }

    func completedIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await mortal { () throws(PlatformFailure) in
            try await dingTalk.completedIDs(processCode: processCode, from: from, to: to)
        }
    }

    func comments(on instance: String) async throws(PlatformFailure) -> [String] {
        try await mortal { () throws(PlatformFailure) in try await dingTalk.comments(on: instance) }
    }

    func comment(on instance: String, text: String) async throws(PlatformFailure) {
        try await mortal { () throws(PlatformFailure) in try await dingTalk.comment(on: instance, text: text) }
    }

    func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async {}

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        try await mortal { () throws(PlatformFailure) in try await kingdee.save(form: form, model: model) }
    }

    func submit(form: String, id: String) async throws(PlatformFailure) {
        try await mortal { () throws(PlatformFailure) in try await kingdee.submit(form: form, id: id) }
    }

    func audit(form: String, id: String) async throws(PlatformFailure) {
        try await mortal { () throws(PlatformFailure) in try await kingdee.audit(form: form, id: id) }
    }

    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        try await mortal { () throws(PlatformFailure) in
            try await kingdee.writeAll(step, form: form, subjects)
        }
    }

    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) {
        try await mortal { () throws(PlatformFailure) in try await kingdee.undo(step, form: form, id: id) }
    }

    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference {
        try await mortal { () throws(PlatformFailure) in
            try await kingdee.difference(of: document, in: form, from: model)
        }
    }

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        try await mortal { () throws(PlatformFailure) in
            try await kingdee.find(trace, of: form)
        }
    }

    func refusal(ofPicture address: String) -> String? { dingTalk.refusal(ofPicture: address) }

    func fileLink(
        _ file: String, of instance: String, isRecorded: Bool
    ) async throws(PlatformFailure) -> String {
        try await mortal { () throws(PlatformFailure) in
            try await dingTalk.fileLink(file, of: instance, isRecorded: isRecorded)
        }
    }

    func filePart(
        _ link: String, from start: Int64, bytes: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart {
        try await mortal { () throws(PlatformFailure) in
            try await dingTalk.filePart(link, from: start, bytes: bytes, timeout: timeout)
        }
    }

    func upload(_ block: FileBlock, timeout: Duration) async throws(PlatformFailure) -> TakenBlock {
        try await mortal { () throws(PlatformFailure) in try await kingdee.upload(block, timeout: timeout) }
    }

    func boundFiles(form: String, document: String) async throws(PlatformFailure) -> [BoundFile] {
        try await mortal { () throws(PlatformFailure) in
            try await kingdee.boundFiles(form: form, document: document)
        }
    }

    func content(form: String, id: String) async throws(PlatformFailure) -> String {
        try await mortal { () throws(PlatformFailure) in try await kingdee.content(form: form, id: id) }
    }
}
