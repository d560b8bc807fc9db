package import Seams
import Synchronization

/// A role that only one worker may have at a time, such as listing a platform's changes. For both engines; under SQLite the
/// only process always gets it, and a restart takes it over from the life before.
///
/// A loop of a flow asks before each pass:
/// ```swift
/// let leadership = Leadership("departments", in: parts.database, time: parts.time)   // once, in the flow's init
/// let worked = try await leadership.lead(unlessDoneSince: time.now - settings.every) { term in
///     let page = try await fetch()
///     try await database.commit { connection in
///         try connection.require(term)      // refuses, in the same transaction, once somebody else leads
///         try connection.store(page)
///     }
/// }
/// // nil: another worker leads, or has done it lately; ask again later
/// ```
/// While the body runs the lease is renewed every third of its length; a body that lost it is cancelled. The lease alone
/// does not keep two from working for a moment (a process may stand still, and go on later): `require` does.
package final class Leadership: Sendable {
    private let role: String
    private let database: any RelationalStore
    private let length: Duration
    private let time: any Time
    private let isLeading = Mutex(false)

    /// The role `role`, whose lease lasts `length` unless it is renewed.
    package init(
        _ role: String, in database: any RelationalStore, lease length: Duration = .seconds(15), time: any Time
    ) {
        self.role = role
        self.database = database
        self.length = length
        self.time = time
    }

    /// Runs `body` as the leader, and gives the role back afterwards; a body that returned has done the role's work.
    ///
    /// Returns nil without running it when another worker leads, when this process leads already, or when the work was
    /// done after `limit`.
    ///
    /// - Throws: `LostLeadership` when the role was taken away meanwhile, the database's error, or what `body` throws.
    package func lead<Value: Sendable>(
        unlessDoneSince limit: Timestamp? = nil,
        _ body: @escaping @Sendable (LeadershipTerm) async throws -> Value
    ) async throws -> Value? {
        let isFree = isLeading.withLock { isLeading in
            defer { isLeading = true }
            return !isLeading
        }
        guard isFree else { return nil }
        defer { isLeading.withLock { $0 = false } }
        let taken = try await database.takeTerm(role, until: time.now + length, at: time.now, unlessDoneSince: limit)
        guard let term = taken else { return nil }
        let result: Result<Value, any Error>
        do {
            result = .success(try await renewing(term, body))
        } catch {
            result = .failure(error)
        }
        let isDone = if case .success = result { true } else { false }
        try await giveBack(term, isDone: isDone)
        return try result.get()
    }

    private func renewing<Value: Sendable>(
        _ term: LeadershipTerm, _ body: @escaping @Sendable (LeadershipTerm) async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body(term) }
            group.addTask { [self] in
                while true {
                    do { try await time.sleep(for: length / 3) } catch { return nil }  // the body has ended
                    try await renew(term)
                }
            }
            while let next = try await group.next() { if let value = next { return value } }
            throw CancellationError()
        }
    }

    private func renew(_ term: LeadershipTerm) async throws {
        let lease = time.now + length
        try await database.commit { try $0.hold(term, until: lease) }
    }

    /// A role that was taken away meanwhile stays as it is.
    private func giveBack(_ term: LeadershipTerm, isDone: Bool) async throws {
        let done = isDone ? time.now : nil
        try await database.commit { connection in
            _ = try connection.execute(
                "UPDATE leaderships SET holder = NULL, lease = 0, done = COALESCE(?, done) WHERE role = ? AND epoch = ?",
                [.of(done), .of(term.role), .of(term.epoch)])
        }
    }
}

/// One time of leading. Its epoch is higher than that of all terms before.
package struct LeadershipTerm: Hashable, Sendable {
    package var role: String
    package var epoch: Int
}

/// Another worker leads now. The only right reaction is to stop.
package struct LostLeadership: Error, Hashable, CustomStringConvertible {
    package var term: LeadershipTerm

    package var description: String { "another worker has taken '\(term.role)' over since term \(term.epoch)" }
}

extension SQLConnection {
    /// Makes sure that `term` is still the newest, and stays so until the transaction ends.
    ///
    /// - Throws: `LostLeadership`.
    package func require(_ term: LeadershipTerm) throws {
        let epoch = try value(
            Int.self, "SELECT epoch FROM leaderships WHERE role = ?\(dialect.forUpdate)", [.of(term.role)])
        guard epoch == term.epoch else { throw LostLeadership(term: term) }
    }

    /// Makes sure of `term` as `require` does, and keeps the role until `lease`: for a loop that holds its role for as
    /// long as it runs, and renews it with what it stores.
    ///
    /// - Throws: `LostLeadership`.
    package func hold(_ term: LeadershipTerm, until lease: Timestamp) throws {
        let changed = try execute(
            "UPDATE leaderships SET lease = ? WHERE role = ? AND epoch = ?",
            [.of(lease), .of(term.role), .of(term.epoch)])
        guard changed == 1 else { throw LostLeadership(term: term) }
    }
}

extension RelationalStore {
    /// Takes `role` until `lease`; nil while another worker has it, or when its work was done after `limit`. What this
    /// worker's earlier life held, or one that is gone, is free.
    package func takeTerm(
        _ role: String, until lease: Timestamp, at now: Timestamp, unlessDoneSince limit: Timestamp? = nil
    ) async throws -> LeadershipTerm? {
        let worker = worker
        return try await commit { connection in
            try connection.execute(
                "INSERT INTO leaderships (role, holder, epoch, lease, done) VALUES (?, NULL, 0, 0, NULL) "
                    + "ON CONFLICT (role) DO NOTHING", [.of(role)])
            let row = try connection.row(
                "SELECT holder, epoch, lease, done FROM leaderships WHERE role = ?\(connection.dialect.forUpdate)",
                [.of(role)])
            guard let row else { return nil }
            let holder = try row.find(0, as: String.self)
            if let limit, let done = try row.find(3, as: Timestamp.self), done > limit { return nil }
            let isFree = try holder == nil || holder == worker || row.get(2, as: Timestamp.self) <= now
            guard try isFree || connection.isGone(worker: holder ?? "") else { return nil }
            let term = LeadershipTerm(role: role, epoch: try row.get(1) + 1)
            try connection.execute(
                "UPDATE leaderships SET holder = ?, epoch = ?, lease = ? WHERE role = ?",
                [.of(worker), .of(term.epoch), .of(lease), .of(role)])
            return term
        }
    }
}
