import Seams
import Synchronization

/// One open connection of the stream mode.
final class StreamConnection: Sendable {
    private struct State {
        var waiting: [String: AsyncStream<StreamAck>.Continuation] = [:]
        var isClosing = false
    }

    private enum Answer {
        case acknowledged(StreamAck)
        case lost
    }

    /// How long the platform stays silent after `disconnect` before it cuts the connection.
    private static let silence = Duration.seconds(10)

    let id: String
    private let wantsEvents: Bool
    private let socket: WebSocket
    private let time: any Time
    private let randomness: any Randomness
    private let pingInterval: Duration
    private let disconnect = WakeUp()
    private let state = Mutex(State())

    init(
        id: String, wantsEvents: Bool, socket: WebSocket, time: any Time, randomness: any Randomness,
        pingInterval: Duration
    ) {
        self.id = id
        self.wantsEvents = wantsEvents
        self.socket = socket
        self.time = time
        self.randomness = randomness
        self.pingInterval = pingInterval
    }

    /// Whether events may be sent over it.
    var takesEvents: Bool { wantsEvents && state.withLock { !$0.isClosing } }

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
        for continuation in waiting.values { continuation.finish() }
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
        let (acks, continuation) = AsyncStream.makeStream(of: StreamAck.self, bufferingPolicy: .bufferingOldest(1))
        let isOpen = state.withLock { state in
            guard !state.isClosing || frame.type == "SYSTEM" else { return false }
            state.waiting[frame.messageID] = continuation
            return true
        }
        guard isOpen else { return "the stream connection is closing" }
        defer { state.withLock { $0.waiting[frame.messageID] = nil } }
        let socket = socket
        do {
            let answer = try await time.withTimeout(timeout) { () -> Answer in
                try await socket.send(frame.text)
                for await ack in acks { return .acknowledged(ack) }
                return .lost
            }
            switch answer {
            case .acknowledged(let ack)?: return ack.refusal
            case .lost?: return "the stream connection was lost"
            case nil: return "no acknowledgement within \(timeout.unitText)"
            }
        } catch {
            return "the stream connection was lost: \(error)"
        }
    }

    private func received(_ message: String) {
        guard let ack = StreamAck(message) else { return }
        let continuation = state.withLock { $0.waiting.removeValue(forKey: ack.messageID) }
        continuation?.yield(ack)
        continuation?.finish()
    }

    /// Pings until one stays unanswered for the whole interval: then the client is gone.
    private func keepAlive() async {
        while !Task.isCancelled {
            guard (try? await time.sleep(for: pingInterval)) != nil else { return }  // cancelled: the connection ended
            let id = StreamFrame.newMessageID(at: time.now, randomness)
            let opaque: JSON = ["opaque": .string(randomness.uuid("dingtalk.message"))]
            let ping = StreamFrame.system("ping", messageID: id, time: time.now, data: opaque)
            // A client may answer a ping as it likes, as long as it answers.
            if await deliver(ping, timeout: pingInterval)?.hasPrefix("acknowledged") == false { return }
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
