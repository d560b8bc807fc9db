import Foundation

/// One connection with its thread: takes groups of changes from the queue, and connects again when the server was away.
///
/// Unchecked: `session` and `failures` belong to the thread that `start` begins.
final class PostgreSQLLane: @unchecked Sendable {
    /// How often a change is run again after deadlocks before its caller hears of them.
    private static let attemptsMax = 8
    /// How long a connection waits for its own former one to be missed by the server.
    private static let takeoverLimit = 20.0

    /// The advisory lock that every transaction shares (two numbers of our own; their space is apart from the names').
    private static let gate = "1919248993, 1"

    private let address: PostgreSQLAddress
    private let worker: String
    private let slot: Int
    private let queue: PostgreSQLQueue
    private var session: PostgreSQLSession?
    /// Connections that failed in a row; the exponent of the back-off.
    private var failures = 0

    init(_ address: PostgreSQLAddress, worker: String, slot: Int, queue: PostgreSQLQueue) {
        self.address = address
        self.worker = worker
        self.slot = slot
        self.queue = queue
    }

    /// Begins the thread. `opened` hears once whether the first connection came about, `ended` when the queue is closed and
    /// nothing is left to do.
    func start(
        opened: @escaping @Sendable (SQLError?) -> Void, ended: @escaping @Sendable () -> Void
    ) {
        Thread.detachNewThread { [self] in
            do throws(SQLError) {
                session = try connect(takeover: PostgreSQLLane.takeoverLimit)
                opened(nil)
            } catch {
                opened(error)
            }
            while let group = queue.next() { perform(group) }
            session = nil
            ended()
        }
    }

    private func perform(_ group: [PostgreSQLChange]) {
        // Connections die while nobody uses them; whoever finds out tries once more before he complains.
        for isLast in [false, true] {
            do throws(SQLError) {
                let session = try living()
                try group.first?.isQuery == true ? ask(group, session) : commit(group, session)
                return
            } catch {
                if session?.isLost == true { session = nil }
                guard isLast || session != nil || error.code == SQLError.unknownOutcome || failures > 0 else {
                    continue
                }
                for change in group { change.fail(error) }
                if failures > 0 { queue.pause(seconds: min(5, 0.05 * Double(1 << min(failures, 7)))) }
                return
            }
        }
    }

    private func living() throws(SQLError) -> PostgreSQLSession {
        if let session, !session.isLost { return session }
        session = nil
        do throws(SQLError) {
            let session = try connect(takeover: 1)
            self.session = session
            failures = 0
            return session
        } catch {
            failures += 1
            throw error
        }
    }

    /// Connects; while the name is still taken, for at most `takeover` seconds, tries again.
    private func connect(takeover: Double) throws(SQLError) -> PostgreSQLSession {
        let end = Date(timeIntervalSinceNow: takeover)
        while true {
            do throws(SQLError) {
                return try PostgreSQLSession(address, worker: worker, slot: slot)
            } catch {
                guard error.code == PostgreSQLSession.nameTaken, Date() < end else { throw error }
                queue.pause(seconds: 0.05)
            }
        }
    }

    // MARK: Queries

    /// - Throws: `SQLError` when no answer was given to the caller.
    private func ask(_ group: [PostgreSQLChange], _ session: PostgreSQLSession) throws(SQLError) {
        for query in group {
            try session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            let outcome = query.run(session)
            if session.isLost, let refusal = session.refusal { throw refusal }
            session.rollBack()
            outcome.report()
        }
    }

    // MARK: Changes

    /// - Throws: `SQLError` when the callers were not told, and the transaction was undone or its outcome is unknown.
    private func commit(_ group: [PostgreSQLChange], _ session: PostgreSQLSession) throws(SQLError) {
        for number in 1... {
            do throws(SQLError) {
                for outcome in try attempt(group, session, alone: number > 1) { outcome.report() }
                return
            } catch  where error.isPassing && !session.isLost && number < PostgreSQLLane.attemptsMax {
                try session.forgetStatements()
            }
        }
    }

    /// One transaction for all of `group`. Returns what to tell, now that it is on the disk.
    ///
    /// What met others in a deadlock is run `alone`, with no other transaction of any worker beside it: meeting them again
    /// would cost the server's `deadlock_timeout`, a second, each time.
    ///
    /// - Throws: `SQLError`; nothing is on the disk unless it is of unknown outcome.
    private func attempt(
        _ group: [PostgreSQLChange], _ session: PostgreSQLSession, alone: Bool
    ) throws(SQLError) -> [PostgreSQLChange.Outcome] {
        let isShared = group.count > 1
        do throws(SQLError) {
            try session.run(
                "BEGIN; SELECT pg_advisory_xact_lock\(alone ? "" : "_shared")(\(PostgreSQLLane.gate))"
                    + (isShared ? "; SAVEPOINT change" : ""))
            var outcomes: [PostgreSQLChange.Outcome] = []
            for (index, change) in group.enumerated() {
                let outcome = change.run(session)
                outcomes.append(outcome)
                if let refusal = session.refusal, refusal.isPassing || session.isLost { throw refusal }
                if outcome.hasFailed, !isShared {
                    session.rollBack()
                    return outcomes
                }
                if outcome.hasFailed { try session.run("ROLLBACK TO SAVEPOINT change") }
                if index + 1 < group.count { try session.run("RELEASE SAVEPOINT change; SAVEPOINT change") }
            }
            try session.commit()
            return outcomes
        } catch {
            if !session.isLost { session.rollBack() }
            throw error
        }
    }
}
