import Logging
import Seams
import Synchronization

/// One open connection of stream mode, from its first frame to its end.
struct StreamSession: Sendable {
    /// How many events are handled at a time; further frames wait on the socket. Enough for one group commit.
    private static let eventsMax = 256

    /// How a session ended.
    enum End: Hashable, Sendable {
        /// The server said that it would.
        case disconnected
        /// The connection was lost, or silent for too long.
        case lost
    }

    let socket: WebSocket
    let time: any Time
    let log: Logger
    /// A connection that carries nothing for this long is taken for dead: a cut link gives no sign.
    let silenceMax: Duration
    let onEvent: @Sendable (IncomingEvent) async -> Bool

    /// Handles frames until the connection ends, then waits for the events at work to be acknowledged, and closes.
    func run() async -> End {
        let lastFrame = LastFrame(time.now)
        let end = await withTaskGroup(of: Void.self) { watch in
            watch.addTask { await closeWhenSilent(since: lastFrame) }
            let end = await handleFrames(lastFrame)
            watch.cancelAll()
            return end
        }
        await socket.close()
        return end
    }

    private func handleFrames(_ lastFrame: LastFrame) async -> End {
        await withDiscardingTaskGroup { events in
            let places = Places(StreamSession.eventsMax)
            for await text in socket.messages {
                lastFrame.note(time.now)
                switch StreamFrame(text) {
                case .answer(let answer): await send(answer)
                case .event(let event, let messageID):
                    await places.take()
                    events.addTask {
                        let isDone = await onEvent(event)
                        await send(StreamFrame.acknowledgement(of: messageID, isDone: isDone))
                        await places.give()
                    }
                case .disconnect(let reason):
                    log.info("stream: the server disconnects", metadata: ["reason": "\(reason)"])
                    return .disconnected
                case .unreadable(let text): log.warning("stream: unreadable frame", metadata: ["frame": "\(text)"])
                }
            }
            return .lost
        }
    }

    private func send(_ text: String) async {
        do {
            try await socket.send(text)
        } catch {
            // The server pushes again what was not acknowledged; the frames' loop sees the end of the connection.
            log.info("stream: an acknowledgement was not sent", metadata: ["reason": "\(error)"])
        }
    }

    private func closeWhenSilent(since lastFrame: LastFrame) async {
        while true {
            let deadline = lastFrame.time + silenceMax
            guard deadline > time.now else { break }
            // Cancelled when the session ends.
            guard (try? await time.sleep(until: deadline)) != nil else { return }
        }
        log.warning("stream: silent for \(silenceMax.unitText), connecting again")
        await socket.close()
    }
}

/// When the last frame came.
private final class LastFrame: Sendable {
    private let state: Mutex<Timestamp>

    init(_ time: Timestamp) {
        state = Mutex(time)
    }

    var time: Timestamp { state.withLock { $0 } }

    func note(_ time: Timestamp) {
        state.withLock { $0 = time }
    }
}

/// A bounded number of places; who finds none waits for the next one given back.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        guard waiting.isEmpty else {
            waiting.removeFirst().resume()
            return
        }
        free += 1
    }
}
