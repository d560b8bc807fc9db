import Seams

/// A part of the core that only one process does at a time, such as a walk through all stock: whoever holds its lease.
///
/// What the holder stores is fenced by the lease's epoch: a holder that was taken for dead cannot store anything more.
struct Lease: Sendable {
    let name: String
    /// Which holder it is.
    let epoch: Int
}

/// The leases of parts of the core.
enum LeaseSchema: SchemaPart {
    static let name = "leases"

    static let steps = [
        """
        CREATE TABLE leases (
            name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, until INTEGER NOT NULL
        ) STRICT;
        """
    ]
}

/// The lease was taken over by another process meanwhile: nothing may be stored under it.
struct LostLease: Error, Hashable, CustomStringConvertible {
    let name: String

    var description: String { "the lease of \(name) was taken over by another process" }
}

extension RelationalStore {
    /// Takes the lease `name` until `until`; nil while another process holds it. An embedded database has one process
    /// only, so that what holds it there is dead.
    func takeLease(_ name: String, until: Timestamp, at now: Timestamp) async throws -> Lease? {
        let free = dialect == .sqlite ? Timestamp(nanoseconds: .max) : now
        return try await commit { database in
            try database.value(
                Int.self,
                """
                INSERT INTO leases (name, epoch, until) VALUES (?, 1, ?)
                ON CONFLICT (name) DO UPDATE SET epoch = leases.epoch + 1, until = excluded.until
                WHERE leases.until <= ?
                RETURNING epoch
                """,
                [.of(name), .of(until), .of(free)]
            ).map { Lease(name: name, epoch: $0) }
        }
    }
}

extension SQLConnection {
    /// Insists that `lease` is still ours, in the transaction at hand, and keeps it until `until`.
    ///
    /// - Throws: `LostLease`.
    func hold(_ lease: Lease, until: Timestamp) throws {
        let held = try execute(
            "UPDATE leases SET until = ? WHERE name = ? AND epoch = ?",
            [.of(until), .of(lease.name), .of(lease.epoch)])
        guard held == 1 else { throw LostLease(name: lease.name) }
    }
}
