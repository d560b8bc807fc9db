package import Seams

/// The people and departments in the core's database. Each method is one transaction, and what it reports is on the
/// disk.
package struct DirectoryStore: Sendable {
    let database: any RelationalStore

    package init(_ database: any RelationalStore) {
        self.database = database
    }

    /// Gives back what an earlier process held. Only for a database with one process.
    package func recover(at now: Timestamp) async throws {
        guard database.dialect == .sqlite else { return }
        try await database.commit { database in
            try database.execute(
                "UPDATE directory SET epoch = epoch + 1, lease = NULL, due = ? WHERE lease IS NOT NULL", [.of(now)])
            try database.execute(
                "UPDATE directory SET due = ? WHERE lease IS NULL AND waiting IN (\(WaitReason.ofPlatformsList))",
                [.of(now)])
            try database.execute("UPDATE directory_lists SET epoch = epoch + 1, lease = NULL")
        }
    }

    // MARK: News

    /// Notes that something changed in DingTalk: each of these is read again before anything else is done about it. A
    /// mark carries no content, so that their order means nothing.
    package func mark(_ kind: DirectoryKind, _ sources: [String], at now: Timestamp) async throws {
        try await database.commit { database in
            try database.mark(kind, sources, at: now)
            try database.notify(DirectoryStore.channel)
        }
    }

    /// What other processes are told by.
    static let channel = "rehearsal_directory"

    // MARK: Claims

    /// Takes at most `limit` due rows of one kind until `lease`, departments first. What an event announced comes
    /// before what a list showed.
    package func claim(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [DirectoryRow] {
        let worker = database.worker
        return try await database.commit { database in
            for kind in DirectoryKind.allCases {
                let rows = try database.rows(
                    """
                    UPDATE directory SET epoch = epoch + 1, lease = ?, due = ?, holder = ? WHERE id IN (
                        SELECT id FROM directory WHERE kind = ? AND due IS NOT NULL AND due <= ?
                        ORDER BY due, id LIMIT ?\(database.dialect.skipLocked))
                    RETURNING \(DirectoryRow.columns)
                    """,
                    [.of(lease), .of(lease), .of(worker), .of(kind.rawValue), .of(now), .of(limit)])
                guard rows.isEmpty else { return try rows.map(DirectoryRow.init(row:)).sorted { $0.id < $1.id } }
            }
            return []
        }
    }

    /// The next time after `now` at which something falls due.
    package func nextDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            try DirectoryKind.allCases.compactMap { kind in
                try database.value(
                    Timestamp.self,
                    "SELECT MIN(due) FROM directory WHERE kind = ? AND due IS NOT NULL AND due > ?",
                    [.of(kind.rawValue), .of(now)])
            }.min()
        }
    }

    /// Makes those due that wait only for a platform.
    package func wake(_ reason: WaitReason, at now: Timestamp) async throws {
        _ = try await database.commit { database in
            try database.execute(
                "UPDATE directory SET due = ? WHERE waiting = ? AND lease IS NULL AND due > ?",
                [.of(now), .of(reason.rawValue), .of(now)])
        }
    }

    // MARK: Steps

    /// The departments with these `dept_id`s; unknown ones are noted, to be read.
    func departments(_ sources: [String], at now: Timestamp) async throws -> [String: DirectoryRow] {
        guard !sources.isEmpty else { return [:] }
        return try await database.commit { database in
            let rows = try database.directoryRows(.department, sources)
            let missing = sources.filter { rows[$0] == nil }
            if !missing.isEmpty { try database.mark(.department, missing, at: now) }
            return rows
        }
    }

    /// Makes sure that each row alone has its number. The number of somebody who left goes over to whoever comes back
    /// under another id, together with the record.
    ///
    /// - Returns: for each row the row as it is stored now, or who has its number.
    /// - Throws: `StaleClaim` when somebody else holds a row.
    func reserve(_ rows: [DirectoryRow], at now: Timestamp) async throws -> [Result<DirectoryRow, NumberTaken>] {
        try await database.commit { database in
            try rows.map { row in
                var row = row
                let other = try database.row(
                    """
                    SELECT \(DirectoryRow.columns) FROM directory
                    WHERE kind = ? AND number = ? AND id <> ?\(database.dialect.forUpdate)
                    """,
                    [.of(row.kind.rawValue), .of(row.number), .of(row.id)]
                ).map(DirectoryRow.init(row:))
                if let other {
                    guard other.state == .gone || other.isStranger else {
                        return .failure(NumberTaken(number: row.number ?? "", by: other.source))
                    }
                    (row.base, row.document, row.attempts) = (other.base, other.document, other.attempts)
                    // Whoever only Kingdee had is met for the first time, unless we disabled them.
                    if other.isStranger, other.base?.isGone != true { row.base = nil }
                    try database.execute(
                        """
                        UPDATE directory SET number = NULL, document = NULL, base = NULL, attempts = NULL,
                            state = 'gone', due = NULL, lease = NULL, held = NULL, leaving = NULL, epoch = epoch + 1
                        WHERE id = ?
                        """,
                        [.of(other.id)])
                    if let held = other.held { try database.settleLeave(held, at: now) }
                }
                let changed = try database.execute(
                    "UPDATE directory SET number = ?, document = ?, base = ? WHERE id = ? AND epoch = ?",
                    [.of(row.number), .of(row.document), .of(row.base?.text), .of(row.id), .of(row.epoch)])
                guard changed == 1 else { throw StaleClaim(item: row.id, epoch: row.epoch) }
                return .success(row)
            }
        }
    }

    /// Stores what is about to be sent, before its first byte. Returns the ids of the rows that are still ours; the
    /// others must not be sent.
    func intend(_ rows: [DirectoryRow], lease: Timestamp, at now: Timestamp) async throws -> Set<Int64> {
        try await database.commit { database in
            var ours: Set<Int64> = []
            for row in rows {
                let changed = try database.execute(DirectoryRow.update, row.arguments(lease: lease, at: now))
                if changed == 1 { ours.insert(row.id) }
            }
            return ours
        }
    }

    /// Gives rows back, with what became of them. Those of which there was news meanwhile are due at once.
    ///
    /// - Returns: how many were not ours any more.
    func release(_ endings: [DirectoryEnding], at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            var stale = 0
            for ending in endings where try !database.release(ending, at: now) { stale += 1 }
            return stale
        }
    }
}

/// Somebody else has the number.
struct NumberTaken: Error, Hashable, CustomStringConvertible {
    var number: String
    var by: String

    var description: String {
        "the number \(number) belongs to \(by) already; give one of them another job number in DingTalk"
    }
}

/// What became of a row.
struct DirectoryEnding: Sendable {
    var row: DirectoryRow
    /// What a person has to judge; empty withdraws what was asked before.
    var conflicts: [DirectoryDifference] = []
    var audits: [AuditEntry] = []
    /// Whether it is known what both sides hold, so that open questions are brought up to date.
    var isConclusive = false
    /// Whether the record came into being, or was found: those that waited for it go on.
    var wakesChildren = false
}

extension SQLConnection {
    /// The rows of these sources.
    func directoryRows(_ kind: DirectoryKind, _ sources: [String]) throws -> [String: DirectoryRow] {
        guard !sources.isEmpty else { return [:] }
        let places = sources.map { _ in "?" }.joined(separator: ", ")
        let rows = try rows(
            "SELECT \(DirectoryRow.columns) FROM directory WHERE kind = ? AND source IN (\(places))",
            [.of(kind.rawValue)] + sources.map { .of($0) }
        ).map(DirectoryRow.init(row:))
        return Dictionary(rows.map { ($0.source, $0) }) { first, _ in first }
    }

    /// The number of the newest news.
    func newestNews() throws -> Int64 {
        try value(Int64.self, "SELECT MAX(heard) FROM directory") ?? 0
    }

    func mark(_ kind: DirectoryKind, _ sources: [String], at now: Timestamp) throws {
        let heard = try newestNews() + 1
        for source in sources {
            // Due before everything that has a time: in the order of the news.
            try execute(
                """
                INSERT INTO directory (kind, source, state, heard, due, news, created, updated)
                VALUES (?, ?, 'open', ?, ?, ?, ?, ?)
                ON CONFLICT (kind, source) DO UPDATE SET heard = excluded.heard, state = 'open',
                    due = CASE WHEN directory.lease IS NULL THEN excluded.due ELSE directory.due END,
                    waiting = NULL, tries = 0, news = COALESCE(directory.news, excluded.news)
                """,
                [.of(kind.rawValue), .of(source), .of(heard), .of(heard), .of(now), .of(now), .of(now)])
        }
    }

    fileprivate func release(_ ending: DirectoryEnding, at now: Timestamp) throws -> Bool {
        var row = ending.row
        // Held until our own update: news that comes in between waits, and then finds the row given back.
        let current = try self.row(
            "SELECT heard, news, kept, granted, held, leaving FROM directory WHERE id = ? AND epoch = ?\(dialect.forUpdate)",
            [.of(row.id), .of(row.epoch)])
        guard let current else { return false }
        if try current.get(0, as: Int64.self) != row.heard {
            row.due = Timestamp(nanoseconds: try current.get(0))
            row.state = .open
            row.news = try current.find(1)
            row.kept = [DirectoryDifference](text: try current.find(2))
            row.granted = [DirectoryDifference](text: try current.find(3))
            (row.held, row.leaving) = (try current.find(4), try current.find(5))
            row.tries = 0
        } else if let parent = row.waitsFor, try isWritten(department: parent) {
            row.due = now
        }
        try execute(DirectoryRow.update, row.arguments(lease: nil, at: now))
        try execute(DirectoryRow.settle, row.decisions)
        for entry in ending.audits { try audit(entry) }
        if let held = try current.find(4, as: Int64.self), held != row.held { try settleLeave(held, at: now) }
        if ending.isConclusive {
            // What a person decided meanwhile is not asked once more.
            try ask(row, ending.conflicts.filter { !row.kept.contains($0) && !row.grants($0) }, at: now)
        }
        if ending.wakesChildren, row.kind == .department {
            try execute(
                "UPDATE directory SET due = ?, waits_for = NULL WHERE waits_for = ? AND lease IS NULL",
                [.of(now), .of(row.source)])
        }
        return true
    }

    private func isWritten(department source: String) throws -> Bool {
        try value(
            String.self, "SELECT document FROM directory WHERE kind = 'department' AND source = ?", [.of(source)])
            != nil
    }

    /// Brings the open question about a row up to date.
    private func ask(_ row: DirectoryRow, _ conflicts: [DirectoryDifference], at now: Timestamp) throws {
        let open = try self.row(
            "SELECT id, fields FROM directory_conflicts WHERE record = ? AND state = 'open'", [.of(row.id)])
        let text = conflicts.text
        if let open {
            let asked: String = try open.get(1)
            guard asked != text else { return }
            try execute(
                "UPDATE directory_conflicts SET state = 'settled', decided_at = ? WHERE id = ?",
                [.of(now), .of(try open.get(0, as: Int64.self))])
        }
        guard !conflicts.isEmpty else { return }
        try execute(
            "INSERT INTO directory_conflicts (record, state, fields, at) VALUES (?, 'open', ?, ?)",
            [.of(row.id), .of(text), .of(now)])
        try audit(
            AuditEntry(
                at: now, kind: .effect, action: "hold \(row.kind.form)", subject: row.number ?? row.source,
                detail: "changed in Kingdee: \(conflicts.map(\.field).joined(separator: ", "))"))
    }
}
