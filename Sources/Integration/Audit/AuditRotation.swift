/// A rotation as the log tells of it: which was the last entry that went, and into which file.
package struct AuditRotation: Hashable, Sendable {
    package var last: AuditPlace
    /// Empty when the entries were deleted.
    package var file: String

    /// Reads an entry; nil for one that is about something else.
    package init?(_ record: AuditRecord) {
        let entry = record.entry
        guard entry.kind == .system, entry.action == AuditStore.rotation,
            let match = entry.detail.wholeMatch(of: /through entry ([0-9]+) ([0-9a-f]{64}) to (.+)/),
            let number = Int64(match.output.1)
        else { return nil }
        last = AuditPlace(chain: entry.subject, number: number, hash: String(match.output.2))
        file = match.output.3 == "nowhere" ? "" : String(match.output.3)
    }
}
