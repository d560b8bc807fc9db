import Integration
import Seams
import Synchronization
import VirtualTime

/// A DingTalk in memory: instances, comments, and calls that fail as planned.
final class FakeDingTalk: DingTalkPort, AttachmentSource {
    struct Stored: Sendable {
        var instance: ApprovalInstance
        var processCode: String
        var created: Timestamp
    }

    private struct State {
        var instances: [String: Stored] = [:]
        var comments: [String] = []
        var plan: FaultPlan
        var pushes: [IncomingEvent] = []
        var acknowledgements: [Bool] = []
        var files: [String: [UInt8]] = [:]
        var links: [String: String] = [:]
        var largestPart = 0
        /// What stands in front of the files' store answers so many calls itself.
        var strangeReplies = 0
    }

    private let time: ManualTime
    private let timeout: Duration
    private let state: Mutex<State>

    init(time: ManualTime, timeout: Duration = .seconds(5), faults: [PlannedFault] = []) {
        self.time = time
        self.timeout = timeout
        state = Mutex(State(plan: FaultPlan(faults)))
    }

    /// The comments, each with its instance in front.
    var comments: [String] { state.withLock { $0.comments } }

    func calls(_ operation: PlatformOperation) -> Int { state.withLock { $0.plan.count(operation) } }

    func put(_ instance: ApprovalInstance, processCode: String = "PROC-CLAIM") {
        let now = time.now
        state.withLock { state in
            let created = state.instances[instance.id]?.created ?? now
            state.instances[instance.id] = Stored(instance: instance, processCode: processCode, created: created)
        }
    }

    /// Puts a file behind an id; nil takes it away.
    func put(file id: String, _ bytes: [UInt8]?) {
        state.withLock { $0.files[id] = bytes }
    }

    /// Makes all links end now.
    func endLinks() {
        state.withLock { $0.links = [:] }
    }

    /// Lets something else answer so many calls for parts.
    func answerStrangely(_ calls: Int) {
        state.withLock { $0.strangeReplies = calls }
    }

    /// The most bytes that were asked for at once.
    var largestPart: Int { state.withLock { $0.largestPart } }

    func refusal(ofPicture address: String) -> String? {
        address.hasPrefix("https://pictures/") ? nil : "it lies elsewhere"
    }

    func fileLink(
        _ file: String, of instance: String, isRecorded: Bool
    ) async throws(PlatformFailure) -> String {
        try perform(.grantFile) { (state) throws(PlatformFailure) in
            let records = state.instances[instance]?.instance.recordedFiles ?? ""
            // A file of a decision or a comment is not found unless it is asked for so.
            guard isRecorded || !records.contains("\"\(file)\"") else { throw .rejected(reason: "noPermission") }
            let link = "link-\(state.links.count)"
            state.links[link] = file
            return link
        }
    }

    func filePart(
        _ link: String, from start: Int64, bytes: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart {
        try perform(.downloadFile) { (state) throws(PlatformFailure) in
            if state.strangeReplies > 0 {
                state.strangeReplies -= 1
                return FilePart(bytes: Array("<html></html>".utf8), size: 13, isWhole: true)
            }
            state.largestPart = max(state.largestPart, bytes)
            let picture = link.hasPrefix("https://pictures/") ? link : nil
            guard let id = state.links[link] ?? picture else { throw .sessionLost("link ended") }
            guard let file = state.files[id] else { throw .notFound("NoSuchKey") }
            let end = min(file.count, Int(start) + bytes)
            return FilePart(bytes: Array(file[Int(start)..<end]), size: Int64(file.count))
        }
    }

    func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance {
        try perform(.readInstance) { (state) throws(PlatformFailure) in
            guard let stored = state.instances[id] else { throw .notFound("processInstanceNotExist") }
            return stored.instance
        }
    }

    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try perform(.listInstances) { (state) throws(PlatformFailure) in
            state.instances.values.filter { $0.processCode == processCode && $0.created >= from && $0.created <= to }
                .map(\.instance.id).sorted()
        }
    }

    func withdrawnIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try perform(.listInstances) { (state) throws(PlatformFailure) in
            state.instances.values.filter {
                $0.processCode == processCode && $0.created >= from && $0.created <= to
                    && $0.instance.status == "TERMINATED"
            }.map(\.instance.id).sorted()
        }
    }

    func completedIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try perform(.listInstances) { (state) throws(PlatformFailure) in
            state.instances.values.filter {
                $0.processCode == processCode && $0.created >= from && $0.created <= to
                    && $0.instance.status == "COMPLETED"
            }.map(\.instance.id).sorted()
        }
    }

    /// Takes an instance away, as people can.
    func remove(_ id: String) {
        state.withLock { $0.instances[id] = nil }
    }

    func comment(on instance: String, text: String) async throws(PlatformFailure) {
        try perform(.comment) { (state) throws(PlatformFailure) in state.comments.append("\(instance): \(text)") }
    }

    func comments(on instance: String) async throws(PlatformFailure) -> [String] {
        try perform(.readInstance) { (state) throws(PlatformFailure) in
            let prefix = "\(instance): "
            return state.comments.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
    }

    /// Whether each event of stream mode was acknowledged.
    var acknowledgements: [Bool] { state.withLock { $0.acknowledgements } }

    /// Events for stream mode to push when it starts.
    func push(_ event: IncomingEvent) {
        state.withLock { $0.pushes.append(event) }
    }

    func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async {
        for event in state.withLock({ $0.pushes }) {
            let isAcknowledged = await onEvent(event)
            state.withLock { $0.acknowledgements.append(isAcknowledged) }
        }
    }

    private func perform<Value: Sendable>(
        _ operation: PlatformOperation, _ change: (inout State) throws(PlatformFailure) -> Value
    ) throws(PlatformFailure) -> Value {
        switch state.withLock({ $0.plan.strike(operation) }) {
        case nil:
            return try state.withLock { (state) throws(PlatformFailure) in try change(&state) }
        case .refused(let failure):
            throw failure
        case .replyLost:
            state.withLock { state in _ = try? change(&state) }  // its refusal is lost as well
        case .requestLost, .late:
            break
        }
        time.advance(by: timeout)
        throw .outcomeUnknown("no reply to \(operation.rawValue)")
    }
}
