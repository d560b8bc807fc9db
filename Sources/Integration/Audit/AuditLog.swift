import Crypto
package import Seams

extension SQLConnection {
    /// Appends an entry to the audit log in the transaction at hand: with the effect that it tells of, or not at all.
    ///
    /// Each connection has a chain of its own, so that no writer waits for another.
    package func audit(_ entry: AuditEntry) throws {
        let last = try row(
            "SELECT number, hash FROM audit WHERE chain = ? ORDER BY number DESC LIMIT 1", [.of(name)])
        let number = try last?.get(0, as: Int64.self) ?? 0
        let hash = AuditChain.hash(of: entry, number: number + 1, after: try last?.get(1) ?? AuditChain.start)
        try execute(
            """
            INSERT INTO audit (chain, number, at, kind, actor, action, subject, detail, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .of(name), .of(number + 1), .of(entry.at), .of(entry.kind.rawValue), .of(entry.actor),
                .of(entry.action), .of(entry.subject), .of(entry.detail), .of(hash),
            ])
    }
}

/// How entries are chained.
enum AuditChain {
    /// What stands for the hash before the first entry.
    static let start = String(repeating: "0", count: 64)

    /// The SHA-256 over the hash before and all members, 64 hexadecimal digits. Each member is preceded by its length, so
    /// that nothing can move from one member to the next unseen.
    static func hash(of entry: AuditEntry, number: Int64, after previous: String) -> String {
        let members = [
            previous, String(number), String(entry.at.nanoseconds), entry.kind.rawValue, entry.actor, entry.action,
            entry.subject, entry.detail,
        ]
        var hash = SHA256()
        for member in members { hash.update(data: Array("\(member.utf8.count):\(member)\n".utf8)) }
        return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
