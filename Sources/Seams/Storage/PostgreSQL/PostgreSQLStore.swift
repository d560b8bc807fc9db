import Foundation
import Synchronization

/// A PostgreSQL database as the core's store, for several workers on several machines.
///
/// A few connections, each with a thread of its own, take what waits: the changes that came in while a connection was busy
/// share its next transaction, each in a savepoint, so that the disk's flush is paid once for all of them.
package final class PostgreSQLStore: RelationalStore {
    package let worker: String
    private let queue: PostgreSQLQueue
    private let listener: PostgreSQLListener
    private let closing: Gathering

    package var dialect: SQLDialect { .postgreSQL }

    private init(
        _ address: PostgreSQLAddress, worker: String, queue: PostgreSQLQueue, closing: Gathering
    ) {
        self.worker = worker
        self.queue = queue
        self.closing = closing
        listener = PostgreSQLListener(address, worker: worker)
    }

    /// Connects `connections` times under the name `worker`, which no other living process may have on this database.
    ///
    /// - Throws: `SQLError`.
    package static func open(
        _ address: PostgreSQLAddress, worker: String, connections: Int = 4
    ) async throws -> PostgreSQLStore {
        let queue = PostgreSQLQueue()
        let (opening, closing) = (Gathering(connections), Gathering(connections))
        let store = PostgreSQLStore(address, worker: worker, queue: queue, closing: closing)
        for slot in 0..<connections {
            PostgreSQLLane(address, worker: worker, slot: slot, queue: queue).start(
                opened: { opening.arrived($0) }, ended: { closing.arrived(nil) })
        }
        if let error = await opening.all() {
            try await store.close()
            throw error
        }
        return store
    }

    package func commit<Value: Sendable>(
        _ change: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await perform(change, isQuery: false)
    }

    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await perform(query, isQuery: true)
    }

    /// Also calls `onChange` after each time that the connection was lost, since a notice may have been lost with it. What
    /// this worker itself notifies is left out.
    package func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {
        await listener.listen(to: channel, onChange)
    }

    package func close() async throws {
        queue.close()
        listener.close()
        _ = await closing.all()
    }

    private func perform<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value, isQuery: Bool
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = PostgreSQLChange(isQuery: isQuery, body) { continuation.resume(with: $0) }
            if !queue.add(job) { job.fail(SQLError("the store is closed", code: "08003")) }
        }
    }
}

/// Waits until a number of threads have reported, and keeps their first error.
private final class Gathering: Sendable {
    private struct State {
        var missing: Int
        var error: SQLError?
        var waiting: [CheckedContinuation<SQLError?, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(missing: count))
    }

    func arrived(_ error: SQLError?) {
        let (told, first) = state.withLock { state in
            state.missing -= 1
            state.error = state.error ?? error
            guard state.missing == 0 else { return ([CheckedContinuation<SQLError?, Never>](), state.error) }
            defer { state.waiting = [] }
            return (state.waiting, state.error)
        }
        for continuation in told { continuation.resume(returning: first) }
    }

    /// Returns the first error once all have reported.
    func all() async -> SQLError? {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.missing > 0 { state.waiting.append(continuation) }
                return state.missing == 0
            }
            if isDone { continuation.resume(returning: state.withLock { $0.error }) }
        }
    }
}
