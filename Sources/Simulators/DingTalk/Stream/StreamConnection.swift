import Seams
import Synchronization

/// One open connection of the stream mode.
final class StreamConnection: Sendable {
    private struct State {
        var waiting: [String: AsyncStream<StreamAck>.Continuation] = [:]
        var isClosing = false
    }

    /// What became of a frame.
    enum Answer: Sendable {
        case acknowledged(StreamAck)
        case lost
        /// Not acknowledged, and why.
        case failed(String)
    }

    /// How long the platform stays silent after `disconnect` before it cuts the connection.
    private static let silence = Duration.seconds(10)

    let id: String
    private let topics: Set<String>
    private let socket: WebSocket
    private let time: any Time
    private let randomness: any Randomness
    private let pingInterval: Duration
    private let disconnect = WakeUp()
    private let state = Mutex(State())

    init(
        id: String, topics: [String], socket: WebSocket, time: any Time, randomness: any Randomness,
        pingInterval: Duration
    ) {
        self.id = id
        self.topics = Set(topics)
        self.socket = socket
        self.time = time
        self.randomness = randomness
        self.pingInterval = pingInterval
    }

    /// Whether events may be sent over it.
    var takesEvents: Bool { takes("*") }

    /// Whether frames of this topic may be sent over it; `*` are events.
    func takes(_ topic: String) -> Bool { topics.contains(topic) && !isClosing }

    private var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Reads acknowledgements and pings until the connection ends, from either side.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await message in self.socket.messages { self.received(message) } }
            group.addTask { await self.keepAlive() }
            group.addTask { await self.endWhenAsked() }
            await group.next()
            group.cancelAll()
        }
        let waiting = state.withLock { state in
            state.isClosing = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for (_, continuation) in waiting.sorted(by: { $0.key < $1.key }) { continuation.finish() }
    }

    /// Tells the client that the connection ends; it is cut 10 s later.
    func askToDisconnect() {
        state.withLock { $0.isClosing = true }
        disconnect.signal()
    }

    /// Sends a frame and waits at most `timeout` for its acknowledgement.
    ///
    /// Returns nil when it was taken over, else why not.
    func deliver(_ frame: StreamFrame, timeout: Duration) async -> String? {
        switch await exchange(frame, timeout: timeout) {
        case .acknowledged(let ack): ack.refusal
        case .lost: "the stream connection was lost"
        case .failed(let reason): reason
        }
    }

    /// Sends a frame and waits at most `timeout` for whatever the client acknowledges it with.
    func exchange(_ frame: StreamFrame, timeout: Duration) async -> Answer {
        let (acks, continuation) = AsyncStream.makeStream(of: StreamAck.self, bufferingPolicy: .bufferingOldest(1))
        let isOpen = state.withLock { state in
            guard !state.isClosing else { return false }
            state.waiting[frame.messageID] = continuation
            return true
        }
        guard isOpen else { return .failed("the stream connection is closing") }
        defer { state.withLock { $0.waiting[frame.messageID] = nil } }
        let socket = socket
        do {
            let answer = try await time.withTimeout(timeout) { () -> Answer in
                try await socket.send(frame.text)
                for await ack in acks { return .acknowledged(ack) }
                return .lost
            }
            return answer ?? .failed("no acknowledgement within \(timeout.unitText)")
        } catch {
            return .failed("the stream connection was lost: \(error)")
        }
    }

    private func received(_ message: String) {
        guard let ack = StreamAck(message) else { return }
        let continuation = state.withLock { $0.waiting.removeValue(forKey: ack.messageID) }
        continuation?.yield(ack)
        continuation?.finish()
    }

    /// Pings until one stays unanswered for the whole interval: then the client is gone. After `disconnect` the platform
    /// is silent.
    private func keepAlive() async {
        while !Task.isCancelled {
            guard (try? await time.sleep(for: pingInterval)) != nil else { return }  // cancelled: the connection ended
            let id = StreamFrame.newMessageID(at: time.now, randomness)
            let opaque: JSON = ["opaque": .string(randomness.uuid("dingtalk.message"))]
            let ping = StreamFrame.system("ping", messageID: id, time: time.now, data: opaque)
            guard !isClosing else { continue }
            // A client may answer a ping as it likes, as long as it answers.
            if case .acknowledged = await exchange(ping, timeout: pingInterval) { continue }
            guard isClosing else { return }
        }
    }

    private func endWhenAsked() async {
        await disconnect.wait(until: nil, on: time)
        guard !Task.isCancelled else { return }
        let frame = StreamFrame.system(
            "disconnect", messageID: StreamFrame.newMessageID(at: time.now, randomness), time: time.now,
            data: ["reason": "connection is expired"])
        try? await socket.send(frame.text)  // a client that is gone already needs no farewell
        try? await time.sleep(for: StreamConnection.silence)
    }
}
