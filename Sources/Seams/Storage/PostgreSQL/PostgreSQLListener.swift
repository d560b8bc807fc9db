import CPostgreSQL
import Foundation
import Synchronization

/// A connection that only listens, with a thread of its own; it begins with the first listener and connects again when the
/// server was away.
final class PostgreSQLListener: Sendable {
    private struct Subscription {
        var channel: String
        var onChange: @Sendable () -> Void
    }

    private struct State {
        var subscriptions: [Int: Subscription] = [:]
        var next = 0
        var isRunning = false
        var isClosed = false
    }

    private let address: PostgreSQLAddress
    private let worker: String
    private let state = Mutex(State())
    private let bell = Bell()

    init(_ address: PostgreSQLAddress, worker: String) {
        self.address = address
        self.worker = worker
    }

    /// Calls `onChange` for each notice of others, and whenever some may have been missed, until the task is cancelled or
    /// the listener closed.
    func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {
        let (ending, end) = AsyncStream<Void>.makeStream()
        let (id, mustStart) = state.withLock { state in
            defer { state.isRunning = true }
            state.next += 1
            state.subscriptions[state.next] = Subscription(channel: channel) { onChange() }
            return (state.next, !state.isRunning && !state.isClosed)
        }
        if mustStart { Thread.detachNewThread { [self] in run() } }
        bell.ring()
        await withTaskCancellationHandler {
            for await _ in ending {}
        } onCancel: {
            end.finish()
        }
        state.withLock { $0.subscriptions[id] = nil }
    }

    /// Ends the connection. Listeners stay until they are cancelled, and hear nothing any more.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private var channels: Set<String> {
        state.withLock { Set($0.subscriptions.values.map(\.channel)) }
    }

    private func tell(_ isMeant: (String) -> Bool) {
        let meant = state.withLock { state in
            state.subscriptions.sorted { $0.key < $1.key }.map(\.value).filter { isMeant($0.channel) }
        }
        for subscription in meant { subscription.onChange() }
    }

    private func run() {
        var failures = 0
        while !isClosed {
            do throws(SQLError) {
                let connection = try PostgreSQLSession.connect(address, application: "rehearsal \(worker) listening")
                failures = 0
                defer { PQfinish(connection) }
                try listen(connection)
            } catch {
                failures += 1
                bell.wait(milliseconds: Int32(min(5000, 50 << min(failures, 7))))
            }
        }
    }

    /// Returns when closed.
    private func listen(_ connection: OpaquePointer) throws(SQLError) {
        var heard: Set<String> = []
        while !isClosed {
            let new = channels.subtracting(heard).sorted()
            for channel in new {
                try run("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"", connection)
                heard.insert(channel)
            }
            tell(new.contains)  // what was notified before is lost
            guard PQconsumeInput(connection) == 1 else { throw SQLError(connection.message, code: "08006") }
            while let notice = PQnotifies(connection) {
                let (channel, sender) = (String(cString: notice.pointee.relname), String(cString: notice.pointee.extra))
                PQfreemem(notice)
                if sender != worker { tell { $0 == channel } }
            }
            if !bell.wait(milliseconds: 30_000, besides: PQsocket(connection)) { try run("SELECT 1", connection) }
        }
    }

    private func run(_ command: String, _ connection: OpaquePointer) throws(SQLError) {
        let result = PQexec(connection, command)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw SQLError(connection.message, code: "08006")
        }
    }
}

/// Wakes a thread that waits for a socket: a pipe, whose one end it watches as well.
private final class Bell: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends {
                _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            }
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)  // a full pipe rings already
    }

    /// Waits until it rings, until `socket` has something, or until the time is over; the last gives false.
    @discardableResult
    func wait(milliseconds: Int32, besides socket: Int32 = -1) -> Bool {
        var watched = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&watched, 2, milliseconds)
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
        return count != 0
    }
}
