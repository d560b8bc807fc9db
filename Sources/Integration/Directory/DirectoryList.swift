import Seams

/// How far a comparison has come; stored with each page, so that it goes on where a killed process stopped.
struct DirectoryList: Hashable, Sendable {
    /// What is listed next.
    enum Phase: String, Sendable {
        /// DingTalk's departments, then their members: the pages stand in a table of their own.
        case dingTalk = "dingtalk"
        /// Kingdee's departments, then its people, by their internal ids.
        case departments, employees
        /// Nothing: the comparison is over.
        case idle
    }

    /// Counts the comparisons: rows bear the number of the last one that met them.
    var generation: Int
    var phase: Phase
    /// The last internal id of Kingdee that was compared.
    var cursor: Int64
    /// Whether Kingdee's records are listed too.
    var isFull: Bool
    var started: Timestamp
    /// When the last full comparison began that was finished.
    var compared: Timestamp?
    var epoch: Int
    /// Whether this listing of Kingdee's tells who is known to nobody.
    var strangers: Strangers

    /// Only once each row has its number is anybody in Kingdee a stranger.
    enum Strangers: Int, Sendable {
        /// To be looked for as soon as that is so.
        case due = 0
        /// This listing of Kingdee's records looks for them.
        case looking = 1
        /// Until the next full comparison.
        case looked = 2
    }

    static let columns = "generation, phase, cursor, is_full, started, compared, epoch, strangers"

    init(row: SQLRow) throws {
        generation = try row.get(0)
        phase = Phase(rawValue: try row.get(1)) ?? .idle
        cursor = try row.get(2)
        isFull = try row.get(3)
        started = try row.get(4)
        compared = try row.find(5)
        epoch = try row.get(6)
        strangers = Strangers(rawValue: try row.get(7)) ?? .due
    }
}

/// Whom a comparison takes for strangers, and what becomes of them.
struct StrangerPolicy: Sendable {
    /// Kingdee's number of our organisation: other companies' people are none of our business.
    var organization: String
    var policy: DirectorySettings.Unknown

    func covers(_ record: KingdeeBaseData) -> Bool {
        record.organization == organization && record.status == "C"
            && record.content[DirectoryContent.status] == DirectoryContent.active
    }
}

/// One page that is still to be read from DingTalk.
struct DirectoryPage: Hashable, Sendable {
    /// The sub-departments, or the members, of a department.
    enum Kind: Int, Sendable {
        case departments = 0
        case members = 1
    }

    var id: Int64
    var kind: Kind
    /// The `dept_id`.
    var department: String
    var cursor: Int
}

extension DirectoryStore {
    private static let name = "organisation"

    /// Takes the comparison until `lease`; nil while another process has it.
    func takeList(at now: Timestamp, lease: Timestamp) async throws -> DirectoryList? {
        try await database.commit { database in
            try database.execute(
                """
                INSERT INTO directory_lists (name, generation, phase, cursor, is_full, started)
                VALUES (?, 0, 'idle', 0, 0, 0) ON CONFLICT (name) DO NOTHING
                """,
                [.of(DirectoryStore.name)])
            return try database.row(
                """
                UPDATE directory_lists SET epoch = epoch + 1, lease = ? WHERE name = ? AND (lease IS NULL OR lease <= ?)
                RETURNING \(DirectoryList.columns)
                """,
                [.of(lease), .of(DirectoryStore.name), .of(now)]
            ).map(DirectoryList.init(row:))
        }
    }

    /// Until when somebody has the comparison; nil while nobody has.
    func listLease() async throws -> Timestamp? {
        try await database.read { database in
            try database.value(
                Timestamp.self, "SELECT lease FROM directory_lists WHERE name = ?", [.of(DirectoryStore.name)])
        }
    }

    /// Gives the comparison back, where it is.
    func giveListBack(_ list: DirectoryList) async throws {
        _ = try await database.commit { database in
            try database.execute(
                "UPDATE directory_lists SET lease = NULL WHERE name = ? AND epoch = ?",
                [.of(DirectoryStore.name), .of(list.epoch)])
        }
    }

    /// Begins the next comparison, with the root's pages.
    func begin(_ list: DirectoryList, isFull: Bool, root: String, at now: Timestamp) async throws -> DirectoryList {
        var next = list
        (next.generation, next.phase, next.cursor) = (list.generation + 1, .dingTalk, 0)
        (next.isFull, next.started) = (isFull, now)
        if isFull { next.strangers = .due }
        let begun = next
        try await database.commit { database in
            try database.store(begun, lease: nil)
            try database.execute("DELETE FROM directory_pages")
            try database.addPages(of: root)
            if try database.directoryRows(.department, [root])[root] == nil {
                try database.mark(.department, [root], at: now)
            }
            try database.meet(.department, [root], begun.generation)
        }
        return begun
    }

    /// The next page to read; nil when DingTalk's list is complete.
    func nextPage() async throws -> DirectoryPage? {
        try await database.read { database in
            let row = try database.row(
                "SELECT id, rank, department, cursor FROM directory_pages ORDER BY rank, id LIMIT 1")
            guard let row else { return nil }
            return DirectoryPage(
                id: try row.get(0), kind: DirectoryPage.Kind(rawValue: try row.get(1)) ?? .members,
                department: try row.get(2), cursor: try row.get(3))
        }
    }

    /// Whether each row has its number, unless it was given up.
    func isNumbered() async throws -> Bool {
        try await database.read { database in
            try database.value(
                Int.self, "SELECT 1 FROM directory WHERE state = 'open' AND number IS NULL AND gone = 0 LIMIT 1") == nil
        }
    }

    /// The number of the newest news: a page that is asked for from now on shows what each of them announced.
    func newestNews() async throws -> Int64 {
        try await database.read { try $0.newestNews() }
    }

    /// Takes what a page shows, and that it was read: both or neither.
    ///
    /// - Parameters:
    ///   - next: where the next page of the same list begins; nil after the last.
    ///   - news: the newest news before the page was asked for.
    /// - Returns: how many rows differ from what was known.
    func keep(
        _ facts: [(source: String, facts: DirectoryContent)], of page: DirectoryPage, next: Int?, news: Int64,
        _ list: DirectoryList, lease: Timestamp, at now: Timestamp
    ) async throws -> Int {
        let kind: DirectoryKind = page.kind == .departments ? .department : .employee
        return try await database.commit { database in
            try database.store(list, lease: lease)
            let known = try database.directoryRows(kind, facts.map(\.source))
            var changed = 0
            for (source, facts) in facts where try database.take(kind, source, facts, known[source], news, at: now) {
                changed += 1
            }
            try database.meet(kind, facts.map(\.source), list.generation)
            if page.kind == .departments { for (source, _) in facts { try database.addPages(of: source) } }
            if let next {
                try database.execute("UPDATE directory_pages SET cursor = ? WHERE id = ?", [.of(next), .of(page.id)])
            } else {
                try database.execute("DELETE FROM directory_pages WHERE id = ?", [.of(page.id)])
            }
            return changed
        }
    }

    /// Has those read whom the finished list did not show.
    func seekMissing(_ list: DirectoryList, lease: Timestamp, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.store(list, lease: lease)
            let heard = try database.newestNews() + 1
            // Those whose number somebody else had: it may be free by now.
            try database.execute(
                "UPDATE directory SET due = ?, state = 'open', tries = 0 WHERE state = 'dead' AND number IS NULL",
                [.of(now)])
            return try database.execute(
                """
                UPDATE directory SET heard = ?, missing = ?, state = 'open', waiting = NULL, tries = 0,
                    news = COALESCE(news, ?), due = CASE WHEN lease IS NULL THEN ? ELSE due END
                WHERE listed < ? AND gone = 0 AND created < ?
                """,
                [.of(heard), .of(heard), .of(now), .of(now), .of(list.generation), .of(list.started)])
        }
    }

    /// Compares a page of Kingdee's records with what we know of them; those that differ are looked at.
    func compare(
        _ kind: DirectoryKind, _ records: [KingdeeBaseData], _ list: DirectoryList, strangers: StrangerPolicy?,
        lease: Timestamp, at now: Timestamp
    ) async throws -> Int {
        try await database.commit { database in
            try database.store(list, lease: lease)
            guard !records.isEmpty else { return 0 }
            let places = records.map { _ in "?" }.joined(separator: ", ")
            let rows = try database.rows(
                "SELECT \(DirectoryRow.columns) FROM directory WHERE kind = ? AND number IN (\(places))",
                [.of(kind.rawValue)] + records.map { .of($0.number) }
            ).map(DirectoryRow.init(row:))
            let actual = Dictionary(records.map { ($0.number, $0) }) { first, _ in first }
            var drifted: [Int64] = []
            for row in rows {
                guard let base = row.base, let record = row.number.flatMap({ actual[$0] }) else { continue }
                if record.differs(from: base) { drifted.append(row.id) }
            }
            try database.update("found = \(list.generation)", rows.map(\.id), "true")
            // In the order of the rows, and after what has news.
            try database.update("due = \(now.nanoseconds), state = 'open'", drifted, "lease IS NULL AND due IS NULL")
            if let strangers {
                let known = Set(rows.compactMap(\.number))
                try database.takeStrangers(
                    kind, records.filter { strangers.covers($0) && !known.contains($0.number) }, strangers.policy,
                    at: now)
            }
            return drifted.count
        }
    }

    /// Has those looked at whom Kingdee's finished list did not show.
    func seekDeleted(_ list: DirectoryList, lease: Timestamp, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.store(list, lease: lease)
            return try database.execute(
                """
                UPDATE directory SET due = ?, state = 'open'
                WHERE found < ? AND document IS NOT NULL AND state IN ('done', 'conflict', 'held') AND lease IS NULL
                    AND due IS NULL AND updated < ?
                """,
                [.of(now), .of(list.generation), .of(list.started)])
        }
    }

    /// Stores how far it came.
    func keep(_ list: DirectoryList, lease: Timestamp?) async throws {
        try await database.commit { try $0.store(list, lease: lease) }
    }
}

extension SQLConnection {
    /// The fence: nobody else may have taken the comparison.
    fileprivate func store(_ list: DirectoryList, lease: Timestamp?) throws {
        let changed = try execute(
            """
            UPDATE directory_lists SET generation = ?, phase = ?, cursor = ?, is_full = ?, started = ?, compared = ?,
                strangers = ?, lease = COALESCE(?, lease)
            WHERE name = 'organisation' AND epoch = ?
            """,
            [
                .of(list.generation), .of(list.phase.rawValue), .of(list.cursor), .of(list.isFull), .of(list.started),
                .of(list.compared), .of(list.strangers.rawValue), .of(lease), .of(list.epoch),
            ])
        guard changed == 1 else { throw StaleClaim(item: 0, epoch: list.epoch) }
    }

    fileprivate func addPages(of department: String) throws {
        for kind in [DirectoryPage.Kind.departments, .members] {
            try execute(
                """
                INSERT INTO directory_pages (rank, department, cursor) VALUES (?, ?, 0)
                ON CONFLICT (rank, department) DO NOTHING
                """,
                [.of(kind.rawValue), .of(department)])
        }
    }

    /// Notes which comparison met these.
    fileprivate func meet(_ kind: DirectoryKind, _ sources: [String], _ generation: Int) throws {
        guard !sources.isEmpty else { return }
        let places = sources.map { _ in "?" }.joined(separator: ", ")
        try execute(
            "UPDATE directory SET listed = ? WHERE kind = ? AND source IN (\(places))",
            [.of(generation), .of(kind.rawValue)] + sources.map { .of($0) })
    }

    fileprivate func update(_ assignments: String, _ ids: [Int64], _ condition: String) throws {
        guard !ids.isEmpty else { return }
        let places = ids.map { _ in "?" }.joined(separator: ", ")
        try execute(
            "UPDATE directory SET \(assignments) WHERE id IN (\(places)) AND \(condition)", ids.map { .of($0) })
    }

    /// Takes what a list shows of one of them; returns whether it is new.
    fileprivate func take(
        _ kind: DirectoryKind, _ source: String, _ facts: DirectoryContent, _ known: DirectoryRow?, _ news: Int64,
        at now: Timestamp
    ) throws -> Bool {
        guard let known else {
            try execute(
                """
                INSERT INTO directory (kind, source, facts, state, heard, seen, due, news, created, updated)
                VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, source) DO NOTHING
                """,
                [
                    .of(kind.rawValue), .of(source), .of(facts.text), .of(news), .of(news), .of(now), .of(now),
                    .of(now), .of(now),
                ])
            return true
        }
        // What came after the page was asked for is read on its own.
        guard known.heard <= news, known.facts != facts || known.isGone else { return false }
        let changed = try execute(
            """
            UPDATE directory SET facts = ?, gone = 0, seen = heard, state = 'open', due = ?, waiting = NULL, tries = 0,
                news = COALESCE(news, ?)
            WHERE id = ? AND lease IS NULL AND heard <= ?
            """,
            [.of(facts.text), .of(now), .of(now), .of(known.id), .of(news)])
        // Somebody works on it with what was read before: it is read again afterwards.
        if changed == 0 { try mark(kind, [source], at: now) }
        return true
    }
}
