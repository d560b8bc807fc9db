package import Seams

/// Where a person or department stands.
package enum DirectoryState: String, CaseIterable, Codable, Sendable {
    /// Something is to be read or written.
    case open
    /// Kingdee holds what DingTalk says.
    case done
    /// A change made in Kingdee waits for a person; everything else is as it should be.
    case conflict
    /// Kingdee is to disable it with many others, or never had it from us: one decision of a person covers them all.
    case held
    /// Refused for good; only a person, or a change in DingTalk, moves it on.
    case dead
    /// DingTalk has it no more, and Kingdee has disabled it, or never had it.
    case gone
}

/// One person or department, as it is stored.
package struct DirectoryRow: Hashable, Sendable {
    package var id: Int64
    package var kind: DirectoryKind
    /// DingTalk's `userid` or `dept_id`.
    package var source: String
    /// Kingdee's number, once one is chosen. It never changes.
    package var number: String?
    /// Kingdee's internal id, once it is known.
    package var document: String?
    /// What DingTalk last said; nil before it was read.
    var facts: DirectoryContent?
    /// Whether DingTalk has it no more.
    package var isGone: Bool
    /// What Kingdee held when it was last ours, by field.
    var base: DirectoryContent?
    /// What was sent without an answer.
    var attempts: [DirectoryContent]
    /// Differences that a person decided to leave.
    var kept: [DirectoryDifference]
    /// Differences that a person decided to overwrite.
    var granted: [DirectoryDifference]
    /// Until when an attempt may still be carried out.
    var unsure: Timestamp?
    package var state: DirectoryState
    package var epoch: Int
    package var due: Timestamp?
    package var waiting: WaitReason?
    /// The `dept_id` of the department that has to be written first.
    package var waitsFor: String?
    /// Attempts since the last news that could have had an effect.
    package var tries: Int
    /// Pauses since the last success.
    package var pauses: Int
    package var reason: String?
    /// The number of the last news of it.
    var heard: Int64
    /// The number of the news that the facts cover.
    var seen: Int64
    /// When the first news came that is not dealt with.
    package var news: Timestamp?
    package var updated: Timestamp
    /// Since when it is to be disabled, or when it was; nil for all others, and where a person decided.
    var leaving: Timestamp?
    /// The open decision that it waits for.
    var held: Int64?

    /// Whether only Kingdee has it, and never had it from us.
    var isStranger: Bool { source.hasPrefix(DirectoryRow.strangerPrefix) }

    /// Whether nobody can have it as a department: it is gone, or was given up before it was ever in Kingdee.
    var isUnavailable: Bool { isGone || state == .gone || state == .dead && document == nil }

    /// How the sources of those begin whom only Kingdee has; no `userid` or `dept_id` does.
    static let strangerPrefix = "kingdee:"

    /// Whether a person decided to overwrite what Kingdee holds there.
    func grants(_ difference: DirectoryDifference) -> Bool {
        granted.contains { $0.field == difference.field && $0.theirs == difference.theirs }
    }

    /// Whether DingTalk has to be asked.
    var needsReading: Bool { seen < heard || (facts == nil && !isGone) }

    static let columns = """
        id, kind, source, number, document, facts, gone, base, attempts, kept, granted, unsure, state, epoch, due, \
        waiting, waits_for, tries, pauses, reason, heard, seen, news, updated, \
        leaving, held
        """

    init(row: SQLRow) throws {
        id = try row.get(0)
        kind = DirectoryKind(rawValue: try row.get(1)) ?? .employee
        source = try row.get(2)
        number = try row.find(3)
        document = try row.find(4)
        facts = try row.find(5, as: String.self).flatMap(DirectoryContent.init(text:))
        isGone = try row.get(6)
        base = try row.find(7, as: String.self).flatMap(DirectoryContent.init(text:))
        attempts = DirectoryRow.contents(try row.find(8))
        kept = [DirectoryDifference](text: try row.find(9))
        granted = [DirectoryDifference](text: try row.find(10))
        unsure = try row.find(11)
        state = DirectoryState(rawValue: try row.get(12)) ?? .open
        epoch = try row.get(13)
        due = try row.find(14)
        waiting = try row.find(15, as: String.self).flatMap(WaitReason.init(rawValue:))
        waitsFor = try row.find(16)
        tries = try row.get(17)
        pauses = try row.get(18)
        reason = try row.find(19)
        heard = try row.get(20)
        seen = try row.get(21)
        news = try row.find(22)
        updated = try row.get(23)
        leaving = try row.find(24)
        held = try row.find(25)
    }

    /// The statement that stores what a worker finds out, for a row that is held with its epoch. What a person decided
    /// stays as it is stored: that may be newer than the row in the worker's hands.
    static let update = """
        UPDATE directory SET number = ?, document = ?, facts = ?, gone = ?, base = ?, attempts = ?, unsure = ?,
            state = ?, waiting = ?, waits_for = ?, tries = ?, pauses = ?, reason = ?, seen = ?, news = ?, updated = ?,
            lease = ?, due = ?
        WHERE id = ? AND epoch = ?
        """

    /// The arguments of `update`. A row that stays held is due when its lease ends.
    func arguments(lease: Timestamp?, at now: Timestamp) -> [SQLValue] {
        [
            .of(number), .of(document), .of(facts?.text), .of(isGone), .of(base?.text),
            .of(attempts.isEmpty ? nil : JSONValue.array(attempts.map { .string($0.text) }).jsonText), .of(unsure),
            .of(state.rawValue), .of(waiting?.rawValue), .of(waitsFor), .of(tries), .of(pauses), .of(reason), .of(seen),
            .of(news), .of(now), .of(lease), .of(lease ?? due), .of(id), .of(epoch),
        ]
    }

    /// The statement that stores what became of a person's decisions: only for who has looked at the stored ones.
    static let settle = "UPDATE directory SET kept = ?, granted = ?, leaving = ?, held = ? WHERE id = ? AND epoch = ?"

    /// The arguments of `settle`.
    var decisions: [SQLValue] {
        [
            .of(kept.isEmpty ? nil : kept.text), .of(granted.isEmpty ? nil : granted.text), .of(leaving), .of(held),
            .of(id), .of(epoch),
        ]
    }

    private static func contents(_ text: String?) -> [DirectoryContent] {
        let value = text.flatMap { try? JSONValue(parsing: $0) } ?? .null
        return (value.elements ?? []).compactMap { $0.text.flatMap(DirectoryContent.init(text:)) }
    }
}
