import Crypto
package import Seams

extension SQLConnection {
    /// Appends an entry to the audit log in the transaction at hand: with the effect that it tells of, or not at all.
    ///
    /// Each connection has a chain of its own, so that no writer waits for another. The newest entry of a chain is never
    /// rotated away, so that its number and hash are always at hand.
    package func audit(_ entry: AuditEntry) throws {
        let last = try row(
            "SELECT number, hash FROM audit WHERE chain = ? ORDER BY number DESC LIMIT 1", [.of(name)])
        let number = (try last?.get(0, as: Int64.self) ?? 0) + 1
        let hash = AuditChain.hash(of: entry, in: name, number: number, after: try last?.get(1) ?? AuditChain.start)
        try execute(
            """
            INSERT INTO audit (chain, number, at, kind, actor, action, subject, detail, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .of(name), .of(number), .of(entry.at), .of(entry.kind.rawValue), .of(entry.actor),
                .of(entry.action), .of(entry.subject), .of(entry.detail), .of(hash),
            ])
    }
}

/// How entries are chained.
package enum AuditChain {
    /// What stands for the hash before the first entry.
    package static let start = String(repeating: "0", count: 64)

    /// The SHA-256 over the hash before and all members, 64 hexadecimal digits. Each member is preceded by its length, so
    /// that nothing can move from one member to the next unseen; the chain's name is one of them, so that an entry cannot
    /// move to another chain.
    package static func hash(of entry: AuditEntry, in chain: String, number: Int64, after previous: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320 + entry.detail.utf8.count)
        append(previous, to: &bytes)
        append(chain, to: &bytes)
        append(String(number), to: &bytes)
        append(String(entry.at.nanoseconds), to: &bytes)
        append(entry.kind.rawValue, to: &bytes)
        append(entry.actor, to: &bytes)
        append(entry.action, to: &bytes)
        append(entry.subject, to: &bytes)
        append(entry.detail, to: &bytes)
        return Hexadecimal.text(SHA256.hash(data: bytes))
    }

    private static func append(_ member: String, to bytes: inout [UInt8]) {
        bytes += String(member.utf8.count).utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += member.utf8
        bytes.append(UInt8(ascii: "\n"))
    }
}
