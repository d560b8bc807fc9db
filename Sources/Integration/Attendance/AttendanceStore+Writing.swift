import Seams

extension AttendanceStore {
    /// What an earlier process was writing is in doubt, and due at once. Only for a database with one process.
    func recover(at now: Timestamp) async throws {
        guard database.dialect == .sqlite else { return }
        _ = try await database.commit { database in
            try database.execute(
                "UPDATE attendance_records SET epoch = epoch + 1, due = ? WHERE state = 'saving' AND due > ?",
                [.of(now), .of(now)])
        }
    }

    /// Takes at most `limit` due results until `lease`. From here on each counts as possibly written.
    func claim(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [AttendanceJob] {
        let worker = database.worker
        return try await database.commit { database in
            try database.rows(
                """
                SELECT number, content, revision, document, state, doubt_revision, doubt_at, epoch, pauses,
                    sent_revision, sent_at
                FROM attendance_records
                WHERE due IS NOT NULL AND due <= ? ORDER BY due, number LIMIT ?\(database.dialect.skipLocked)
                """,
                [.of(now), .of(limit)]
            ).map { row in
                let isInDoubt = try row.get(4, as: String.self) == "saving"
                let job = AttendanceJob(
                    number: try row.get(0), content: try row.get(1), revision: try row.get(2),
                    document: try row.find(3), isInDoubt: isInDoubt,
                    doubtRevision: try row.find(isInDoubt ? 9 : 5), doubtAt: try row.find(isInDoubt ? 10 : 6),
                    epoch: try row.get(7) + 1, pauses: try row.get(8))
                try database.execute(
                    """
                    UPDATE attendance_records SET state = 'saving', epoch = ?, due = ?, doubt_revision = ?, doubt_at = ?,
                        holder = ?
                    WHERE number = ?
                    """,
                    [
                        .of(job.epoch), .of(lease), .of(job.doubtRevision), .of(job.doubtAt), .of(worker),
                        .of(job.number),
                    ])
                return job
            }
        }
    }

    /// Notes what is about to be sent: after a crash it counts as possibly written.
    ///
    /// - Parameters:
    ///   - isRepeated: whether the same was about to be sent a moment ago, and was refused with others.
    ///   - lease: until when the jobs are held from now on; nil leaves that as it is.
    func sending(
        _ jobs: [AttendanceJob], isRepeated: Bool = false, lease: Timestamp? = nil, at now: Timestamp
    ) async throws {
        try await database.commit { database in
            for job in jobs {
                let changed = try database.execute(
                    """
                    UPDATE attendance_records SET sent_revision = ?, sent_at = ?, due = COALESCE(?, due)
                    WHERE number = ? AND epoch = ?
                    """,
                    [.of(job.revision), .of(now), .of(lease), .of(job.number), .of(job.epoch)])
                guard changed == 1 else { throw StaleClaim(item: 0, epoch: job.epoch) }
                guard !isRepeated else { continue }
                // A correction takes the place of what was sent before, and what became of that nobody will ask again.
                guard job.isInDoubt, let sent = job.doubtRevision, sent != job.revision else { continue }
                try database.audit(
                    AuditEntry(
                        at: now, kind: .effect, action: "lose sight of attendance", subject: job.number,
                        detail: "revision \(sent)"))
            }
        }
    }

    /// The next time after `now` at which a result falls due.
    func nextDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            try database.value(
                Timestamp.self, "SELECT MIN(due) FROM attendance_records WHERE due IS NOT NULL AND due > ?", [.of(now)])
        }
    }

    /// Stores what became of each job. One that was claimed again meanwhile is left alone.
    func store(_ fates: [(job: AttendanceJob, fate: AttendanceFate)], at now: Timestamp) async throws {
        let list = fates.map { JobFate(job: $0.job, fate: $0.fate) }
        try await database.commit { database in
            for entry in list { try database.store(entry.fate, of: entry.job, at: now) }
        }
    }

    // MARK: Operators

    /// How many results each state has.
    func counts() async throws -> [String: Int] {
        try await database.read { database in
            try database.rows("SELECT state, COUNT(*) FROM attendance_records GROUP BY state").reduce(into: [:]) {
                counts, row in counts[try row.get(0)] = try row.get(1)
            }
        }
    }

    /// The refused results, newest first: number, day and reason.
    func refused(limit: Int) async throws -> [(number: String, day: Int, reason: String)] {
        let rows = try await database.read { database in
            try database.rows(
                """
                SELECT number, day, reason FROM attendance_records WHERE state = 'refused'
                ORDER BY updated DESC, number LIMIT ?
                """,
                [.of(limit)])
        }
        return try rows.map { (try $0.get(0), try $0.get(1), try $0.find(2) ?? "") }
    }

    /// Lets all refused results be written again, for example after their form was mended; returns how many.
    func retryRefused(by actor: String, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            let changed = try database.execute(
                "UPDATE attendance_records SET state = 'waiting', due = ?, pauses = 0 WHERE state = 'refused'",
                [.of(now)])
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: actor, action: "retry attendance", subject: "refused results",
                    detail: "\(changed) results"))
            return changed
        }
    }
}

private struct JobFate: Sendable {
    let job: AttendanceJob
    let fate: AttendanceFate
}

extension SQLConnection {
    fileprivate func store(_ fate: AttendanceFate, of job: AttendanceJob, at now: Timestamp) throws {
        var (state, document, due, reason) = ("saving", job.document, Timestamp?.none, String?.none)
        switch fate {
        case .saved(let id): (state, document) = ("saved", id)
        case .later(let time, let why): (state, due, reason) = (job.isInDoubt ? "saving" : "waiting", time, why)
        case .doubtful(let time, let why): (due, reason) = (time, why)
        case .refused(let time, let why): (state, due, reason) = ("refused", time, why)
        case .unwanted: (state, reason) = ("saved", "the mapping wants no document of it")
        }
        // A correction that came meanwhile is written next.
        let isResting = state == "saved" || state == "refused"
        let before = try value(String.self, "SELECT reason FROM attendance_records WHERE number = ?", [.of(job.number)])
        let changed = try execute(
            """
            UPDATE attendance_records SET document = ?, reason = ?, holder = NULL,
                state = CASE WHEN revision <> ? AND ? = 1 THEN 'waiting' ELSE CAST(? AS TEXT) END,
                due = CASE WHEN revision <> ? AND ? = 1 THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END,
                pauses = CASE WHEN ? = 1 OR revision <> ? THEN 0 ELSE pauses + 1 END
            WHERE number = ? AND epoch = ?
            """,
            [
                .of(document), .of(reason), .of(job.revision), .of(isResting), .of(state), .of(job.revision),
                .of(isResting), .of(now), .of(due), .of(state == "saved"), .of(job.revision), .of(job.number),
                .of(job.epoch),
            ])
        guard changed == 1 else { return }
        switch fate {
        case .saved(let id):
            try audit(
                AuditEntry(
                    at: now, kind: .effect, action: "save attendance", subject: job.number,
                    detail: "document \(id), revision \(job.revision)"))
        case .refused(_, let why) where why != before:
            try audit(
                AuditEntry(
                    at: now, kind: .system, action: "attendance refused", subject: job.number, detail: why))
        case .later, .doubtful, .refused, .unwanted: break
        }
    }
}
