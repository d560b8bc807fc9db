import Foundation
import Seams

/// How far the reading of attendance has come.
struct AttendanceProgress: Codable, Hashable, Sendable {
    /// The first and the last workday of the round under way; nil between rounds.
    var round: Round?
    /// The last workday of the last whole round.
    var readThrough: Int?
    /// When the last round began.
    var began: Timestamp?

    struct Round: Codable, Hashable, Sendable {
        var last: Int
        /// The days of the call under way: from here, at most seven.
        var window: Int
        /// The people up to and with this userid are done in that window.
        var after: String
        /// How many results of the next people are stored.
        var offset: Int
    }

    /// Whether a round is under way, or to be begun. A clock that was set back is no reason to wait.
    func isDue(every: Duration, at now: Timestamp) -> Bool {
        guard round == nil, let began else { return true }
        return now - began >= every || began > now
    }
}

/// A result that is to be written to Kingdee, taken by one worker.
struct AttendanceJob: Hashable, Sendable {
    var number: String
    var content: String
    /// Counts the corrections.
    var revision: Int
    /// The document's internal id, once it is known.
    var document: String?
    /// Whether an earlier attempt may have had an effect.
    var isInDoubt: Bool
    /// What the last attempt with an unknown outcome sent, and when.
    var doubtRevision: Int?
    var doubtAt: Timestamp?
    var epoch: Int
    var pauses: Int
}

/// What became of an attempt to write a result.
enum AttendanceFate: Hashable, Sendable {
    case saved(document: String)
    /// No effect; tried again at this time.
    case later(Timestamp, reason: String)
    /// Perhaps an effect; looked up at this time.
    case doubtful(Timestamp, reason: String)
    /// Kingdee refuses the content: it is tried again when it is corrected, when an operator says so, and at this time,
    /// since what is refused may be a person whom Kingdee does not have yet.
    case refused(Timestamp, reason: String)
    /// The mapping wants no document of it.
    case unwanted
}

/// Attendance in the core's store. Each method is one transaction, and what it reports is on the disk.
struct AttendanceStore: Sendable {
    let database: any RelationalStore

    private static let progressName = "round"

    func progress() async throws -> AttendanceProgress {
        let text = try await database.read { database in
            try database.value(
                String.self, "SELECT value FROM attendance_progress WHERE name = ?", [.of(AttendanceStore.progressName)]
            )
        }
        guard let text else { return AttendanceProgress() }
        return try JSONDecoder().decode(AttendanceProgress.self, from: Data(text.utf8))
    }

    /// Stores a page of results, each as `content` writes it, together with how far the reading has come. Returns how
    /// many are new or corrected.
    ///
    /// - Throws: `LostLeadership`.
    func store(
        _ records: [AttendanceRecord], _ progress: AttendanceProgress?,
        content: @escaping @Sendable (AttendanceRecord) -> String, under term: LeadershipTerm, until: Timestamp,
        at now: Timestamp
    ) async throws -> Int {
        try await database.commit { database in
            try database.hold(term, until: until)
            var changed = 0
            for record in records {
                changed += try database.execute(
                    """
                    INSERT INTO attendance_records
                        (number, user_id, day, check_type, content, revision, state, due, created, updated)
                    VALUES (?, ?, ?, ?, ?, 1, 'waiting', ?, ?, ?)
                    ON CONFLICT (number) DO UPDATE SET content = excluded.content,
                        revision = attendance_records.revision + 1, updated = excluded.updated, pauses = 0,
                        state = CASE WHEN attendance_records.state = 'saving' THEN 'saving' ELSE 'waiting' END,
                        due = CASE WHEN attendance_records.state = 'saving' THEN attendance_records.due
                            ELSE excluded.due END
                    WHERE attendance_records.content <> excluded.content
                    """,
                    [
                        .of(record.number), .of(record.userID), .of(record.day), .of(record.checkType),
                        .of(content(record)), .of(now), .of(now), .of(now),
                    ])
            }
            if let progress { try database.keep(progress) }
            return changed
        }
    }

    // MARK: Marks

    /// Remembers that somebody punched.
    func mark(_ punches: [(user: String, day: Int)], at now: Timestamp) async throws {
        let list = punches.map { PunchMark(user: $0.user, day: $0.day, marks: 1) }
        try await database.commit { database in
            for mark in list {
                try database.execute(
                    """
                    INSERT INTO attendance_marks (user_id, day, marks, at) VALUES (?, ?, 1, ?)
                    ON CONFLICT (user_id, day) DO UPDATE SET marks = attendance_marks.marks + 1
                    """,
                    [.of(mark.user), .of(mark.day), .of(now)])
            }
            try database.notify(AttendanceStore.channel)
        }
    }

    /// What wakes other processes.
    static let channel = "attendance"

    /// Marks of the day of the oldest one, at most `limit`.
    func marks(limit: Int) async throws -> [PunchMark] {
        try await database.read { database in
            let day = try database.value(Int.self, "SELECT day FROM attendance_marks ORDER BY at, day LIMIT 1")
            guard let day else { return [] }
            return try database.rows(
                "SELECT user_id, day, marks FROM attendance_marks WHERE day = ? ORDER BY at, user_id LIMIT ?",
                [.of(day), .of(limit)]
            ).map { PunchMark(user: try $0.get(0), day: try $0.get(1), marks: try $0.get(2)) }
        }
    }

    /// Takes marks away; one that was set again meanwhile stays.
    func unmark(_ marks: [PunchMark]) async throws {
        try await database.commit { database in
            for mark in marks { try database.unmark(mark) }
        }
    }

    /// Takes a mark away whose attendance DingTalk does not show, and writes that down.
    func refuse(_ mark: PunchMark, because reason: String, at now: Timestamp) async throws {
        try await database.commit { database in
            try database.unmark(mark)
            try database.audit(
                AuditEntry(
                    at: now, kind: .system, action: "attendance not shown", subject: mark.user,
                    detail: "\(CivilDate(daysSinceEpoch: mark.day)): \(reason)"))
        }
    }
}

/// Somebody who punched on a day, by events.
struct PunchMark: Hashable, Sendable {
    var user: String
    var day: Int
    var marks: Int
}

extension SQLConnection {
    fileprivate func unmark(_ mark: PunchMark) throws {
        try execute(
            "DELETE FROM attendance_marks WHERE user_id = ? AND day = ? AND marks = ?",
            [.of(mark.user), .of(mark.day), .of(mark.marks)])
    }

    fileprivate func keep(_ progress: AttendanceProgress) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try execute(
            """
            INSERT INTO attendance_progress (name, value) VALUES ('round', ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            [.of(String(decoding: try encoder.encode(progress), as: UTF8.self))])
    }
}
