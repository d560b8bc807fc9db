package import Seams

/// The audit log in the core's database.
package struct AuditStore: Sendable {
    /// How many entries are read in one transaction.
    static let page = 5000

    let database: any RelationalStore

    package init(_ database: any RelationalStore) {
        self.database = database
    }

    /// Appends entries in a transaction of their own: for what is no effect of another one.
    package func append(_ entries: AuditEntry...) async throws {
        try await database.commit { database in
            for entry in entries { try database.audit(entry) }
        }
    }

    /// The newest entry of each chain, by the chains' names: what a customer keeps elsewhere as an anchor.
    package func heads() async throws -> [AuditRecord] {
        try await database.read { database in
            try database.rows(
                """
                SELECT \(AuditRecord.columns) FROM audit WHERE number = (
                    SELECT MAX(number) FROM audit other WHERE other.chain = audit.chain)
                ORDER BY chain
                """
            ).map(AuditRecord.init(row:))
        }
    }

    /// The names of all chains, sorted.
    package func chains() async throws -> [String] {
        try await database.read { database in
            try database.rows("SELECT DISTINCT chain FROM audit ORDER BY chain").map { try $0.get(0) }
        }
    }

    /// The next entries of a chain, oldest first.
    package func records(of chain: String, after number: Int64, limit: Int = page) async throws -> [AuditRecord] {
        try await database.read { try $0.auditRecords(of: chain, after: number, limit: limit) }
    }

    /// Where a chain begins in the store: behind what was rotated away, or at its start.
    package func beginning(of chain: String) async throws -> AuditPlace {
        try await database.read { try $0.auditBeginning(of: chain) }
    }

    /// The first finding about a chain's beginning, if there is one: entries before it are gone, and the rotation that
    /// should have removed them is not in the log, although the log goes back so far.
    package func doubt(about chain: String) async throws -> AuditFinding? {
        try await database.read { database in
            guard
                let first = try database.value(
                    Int64.self, "SELECT MIN(number) FROM audit WHERE chain = ?", [.of(chain)]), first > 1
            else { return nil }
            let row = try database.row(
                "SELECT number, hash, file, at FROM audit_rotations WHERE chain = ?", [.of(chain)])
            guard let row, try row.get(0, as: Int64.self) == first - 1 else {
                return .headless(chain: chain, first: first)
            }
            let place = AuditPlace(chain: chain, number: try row.get(0), hash: try row.get(1))
            let detail = AuditStore.rotationDetail(place, file: try row.get(2))
            let isTold =
                try database.value(
                    Int64.self,
                    "SELECT COUNT(*) FROM audit WHERE subject = ? AND action = ? AND detail = ?",
                    [.of(chain), .of(AuditStore.rotation), .of(detail)]) ?? 0 > 0
            let oldest = try database.value(Timestamp.self, "SELECT MIN(at) FROM audit")
            let rotated: Timestamp = try row.get(3)
            guard !isTold, let oldest, oldest <= rotated else { return nil }
            return .headless(chain: chain, first: first)
        }
    }

    /// The rotations that the log in the store tells of.
    package func rotations() async throws -> [AuditRotation] {
        try await database.read { database in
            try database.rows(
                "SELECT \(AuditRecord.columns) FROM audit WHERE action = ? ORDER BY chain, number",
                [.of(AuditStore.rotation)]
            ).compactMap { AuditRotation(try AuditRecord(row: $0)) }
        }
    }

    static let rotation = "rotate audit log"

    static func rotationDetail(_ place: AuditPlace, file: String) -> String {
        "through entry \(place.number) \(place.hash) to \(file.isEmpty ? "nowhere" : file)"
    }
}

extension SQLConnection {
    func auditRecords(of chain: String, after number: Int64, limit: Int) throws -> [AuditRecord] {
        try rows(
            "SELECT \(AuditRecord.columns) FROM audit WHERE chain = ? AND number > ? ORDER BY number LIMIT ?",
            [.of(chain), .of(number), .of(limit)]
        ).map(AuditRecord.init(row:))
    }

    func auditBeginning(of chain: String) throws -> AuditPlace {
        let row = try row("SELECT number, hash FROM audit_rotations WHERE chain = ?", [.of(chain)])
        guard let row else { return .start(of: chain) }
        return AuditPlace(chain: chain, number: try row.get(0), hash: try row.get(1))
    }
}
