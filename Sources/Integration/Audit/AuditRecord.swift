import Seams

/// An entry as it stands in the log: in which chain, at which place, with which hash.
package struct AuditRecord: Hashable, Sendable {
    package var chain: String
    /// Counted from 1 without a gap.
    package var number: Int64
    package var entry: AuditEntry
    /// The hash that was stored with it, which covers the hash of the entry before.
    package var hash: String

    package init(chain: String, number: Int64, entry: AuditEntry, hash: String) {
        self.chain = chain
        self.number = number
        self.entry = entry
        self.hash = hash
    }

    /// Where it stands.
    package var place: AuditPlace { AuditPlace(chain: chain, number: number, hash: hash) }
}

/// A place in a chain with the hash that stands there: an anchor when it is kept elsewhere, a link where a chain was cut by
/// rotation.
package struct AuditPlace: Hashable, Codable, Sendable {
    package var chain: String
    package var number: Int64
    package var hash: String

    package init(chain: String, number: Int64, hash: String) {
        self.chain = chain
        self.number = number
        self.hash = hash
    }

    /// Before the first entry of `chain`.
    package static func start(of chain: String) -> AuditPlace {
        AuditPlace(chain: chain, number: 0, hash: AuditChain.start)
    }
}

extension AuditRecord {
    static let columns = "chain, number, at, kind, actor, action, subject, detail, hash"

    /// Reads a row of `columns`, in that order. A kind that nobody knows is somebody's alteration: the entry's hash then
    /// differs as well, so that `system` stands in for it.
    init(row: SQLRow) throws {
        self.init(
            chain: try row.get(0), number: try row.get(1),
            entry: AuditEntry(
                at: try row.get(2), kind: AuditEntry.Kind(rawValue: try row.get(3)) ?? .system, actor: try row.get(4),
                action: try row.get(5), subject: try row.get(6), detail: try row.get(7)),
            hash: try row.get(8))
    }
}

extension AuditRecord {
    /// One line of an archive, without the line feed. Nanoseconds stand as text, since JSON numbers lose digits elsewhere.
    package var line: String {
        JSONValue.members([
            "chain": .string(chain), "number": .number(String(number)), "at": .string(String(entry.at.nanoseconds)),
            "kind": .string(entry.kind.rawValue), "actor": .string(entry.actor), "action": .string(entry.action),
            "subject": .string(entry.subject), "detail": .string(entry.detail), "hash": .string(hash),
        ]).jsonText
    }

    /// Reads one line of an archive; nil when it is no entry.
    init?(reading line: JSONView) {
        guard let chain = line["chain"]?.text, let number = line["number"]?.text.flatMap({ Int64($0) }),
            let at = line["at"]?.text.flatMap({ Int64($0) }), let kind = line["kind"]?.text,
            let actor = line["actor"]?.text, let action = line["action"]?.text,
            let subject = line["subject"]?.text, let detail = line["detail"]?.text, let hash = line["hash"]?.text
        else { return nil }
        self.init(
            chain: chain, number: number,
            entry: AuditEntry(
                at: Timestamp(nanoseconds: at), kind: AuditEntry.Kind(rawValue: kind) ?? .system, actor: actor,
                action: action, subject: subject, detail: detail),
            hash: hash)
    }
}
