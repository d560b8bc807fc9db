import Logging
import Seams

/// Reads attendance results from DingTalk: the last days of everybody each `every`, and what events marked in between.
///
/// Progress is stored with each page, so that a restart goes on with the next one. Results are corrected for days
/// afterwards (a forgotten punch is made up for by an approval), therefore the last days are read again each time.
struct AttendanceReader: Sendable {
    let store: AttendanceStore
    let dingTalk: DingTalkClient
    let settings: AttendanceSettings
    let mappings: RecordMappings
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    let signal: WakeSignal
    /// Wakes the writer.
    let written: WakeSignal

    /// The people to read, by userid, with their staff numbers.
    private typealias Roster = [(user: String, staff: String)]

    /// When marks are looked at again after a failure, and how many there were in a row.
    private struct MarksPause {
        var until: Timestamp?
        var failures = 0

        /// More than any pause that a failure asks for.
        static let longest = Duration.seconds(600)
    }

    /// Where operators' alerts learn of marks that cannot be read.
    private static let marksRole = "attendance-marks"

    /// Runs until the signal is stopped.
    func run() async {
        let loop = LeaderLoop(
            role: "attendance-read", database: store.database, gate: gate, time: time, logger: logger, signal: signal,
            health: metrics.health)
        var roster: Roster?
        var pause = MarksPause()
        await loop.run { term in
            var progress = try await store.progress()
            if progress.round == nil { roster = nil }
            let now = time.now
            let isDue = progress.isDue(every: settings.every, at: now)
            if roster == nil { roster = isDue ? try await people() : nil }
            try await readMarks(term, &pause)
            guard isDue, let people = roster else {
                let next = progress.began.map { $0 + settings.every } ?? now
                return .at(min(next, pause.until ?? next))
            }
            progress = begun(progress)
            try await readPage(&progress, people, term)
            return .now
        }
    }

    /// Reads what events marked, unless that failed a moment ago: a round goes on all the same, since it reads the last
    /// days anyway.
    private func readMarks(_ term: LeadershipTerm, _ pause: inout MarksPause) async throws {
        // A clock that was set back is no reason to wait.
        if let until = pause.until, until > time.now, until - time.now <= MarksPause.longest { return }
        do {
            try await readMarks(term)
            pause = MarksPause()
            metrics.health.worked(AttendanceReader.marksRole)
        } catch let held as HeldBack {
            pause.until = held.until
        } catch let failure as PlatformFailure {
            pause.failures += 1
            pause.until = time.now + gate.retryPause(step: pause.failures)
            metrics.health.failed(AttendanceReader.marksRole, "\(failure)", at: time.now)
            logger.warning("marks of attendance were not read", metadata: ["error": "\(failure)"])
        }
    }

    /// The round under way, or a new one.
    private func begun(_ progress: AttendanceProgress) -> AttendanceProgress {
        guard progress.round == nil else { return progress }
        let today = ShanghaiTime.day(time.now)
        let wanted = progress.readThrough.map { $0 - settings.rereadDays } ?? today - settings.lookbackDays
        let first = max(min(wanted, today - settings.rereadDays), today - settings.lookbackDays)
        var next = progress
        next.began = time.now
        next.round = AttendanceProgress.Round(last: today, window: min(first, today), after: "", offset: 0)
        return next
    }

    /// Reads and stores the next page of a round.
    private func readPage(_ progress: inout AttendanceProgress, _ people: Roster, _ term: LeadershipTerm) async throws {
        guard var round = progress.round else { return }
        let chunk = people.filter { $0.user > round.after }.prefix(DingTalkClient.AttendanceLimits.people)
        var records: [AttendanceRecord] = []
        if let last = chunk.last {
            let page = try await page(
                from: round.window, through: min(round.window + DingTalkClient.AttendanceLimits.days - 1, round.last),
                of: Array(chunk), offset: round.offset)
            records = page.records
            if page.hasMore {
                round.offset += DingTalkClient.AttendanceLimits.page
            } else {
                (round.after, round.offset) = (last.user, 0)
            }
            progress.round = round
        } else {
            round.window += DingTalkClient.AttendanceLimits.days
            (round.after, round.offset) = ("", 0)
            progress.round = round.window <= round.last ? round : nil
            if progress.round == nil { progress.readThrough = round.last }
        }
        let changed = try await store.store(
            records, progress, content: content, under: term, until: time.now + LeaderLoop.leaseTime, at: time.now)
        metrics.attendanceRead(results: records.count, changed: changed)
        if changed > 0 { written.wake() }
    }

    /// What is stored of a result: the document, or the record where a mapping makes the document of it.
    private var content: @Sendable (AttendanceRecord) -> String {
        if mappings[.attendance] != nil { return AttendanceDocument.content }
        return { [settings] in $0.content(settings) }
    }

    /// Reads what events marked.
    func readMarks(_ term: LeadershipTerm) async throws {
        while true {
            let marks = try await store.marks(limit: DingTalkClient.AttendanceLimits.people)
            guard let day = marks.first?.day else { return }
            var people: Roster = []
            for mark in marks {
                do {
                    people.append((mark.user, try await staff(of: mark.user)))
                } catch PlatformFailure.rejected(let reason) {
                    try await store.refuse(mark, because: reason, at: time.now)
                }
            }
            try await read(people, marks, day, term)
        }
    }

    /// Reads one day of people whom events marked. Whom DingTalk refuses, such as somebody outside the application's
    /// contact scope, is not to be in the way of the others.
    private func read(_ people: Roster, _ marks: [PunchMark], _ day: Int, _ term: LeadershipTerm) async throws {
        guard !people.isEmpty else { return }
        do {
            var offset = 0
            while true {
                let page = try await page(from: day, through: day, of: people, offset: offset)
                let changed = try await store.store(
                    page.records, nil, content: content, under: term, until: time.now + LeaderLoop.leaseTime,
                    at: time.now)
                metrics.attendanceRead(results: page.records.count, changed: changed)
                if changed > 0 { written.wake() }
                guard page.hasMore else { break }
                offset += DingTalkClient.AttendanceLimits.page
            }
        } catch PlatformFailure.rejected(let reason) {
            let users = Set(people.map(\.user))
            guard people.count > 1 else {
                for mark in marks where users.contains(mark.user) {
                    try await store.refuse(mark, because: reason, at: time.now)
                }
                return
            }
            let middle = people.count / 2
            try await read(Array(people[..<middle]), marks, day, term)
            try await read(Array(people[middle...]), marks, day, term)
            return
        }
        let users = Set(people.map(\.user))
        try await store.unmark(marks.filter { users.contains($0.user) })
    }

    private func page(
        from first: Int, through last: Int, of people: Roster, offset: Int
    ) async throws -> (records: [AttendanceRecord], hasMore: Bool) {
        let users = people.map(\.user)
        let page = try await gate.read(.readAttendance) { [dingTalk] in
            try await dingTalk.attendance(from: first, through: last, of: users, offset: offset)
        }
        let staff = Dictionary(people.map { ($0.user, $0.staff) }) { first, _ in first }
        let records = page.results.compactMap { result in
            AttendanceRecord(reading: result) { staff[$0] ?? "" }
        }
        return (records, page.hasMore && !page.results.isEmpty)
    }

    // MARK: People

    /// Everybody in the departments and below them, by userid.
    private func people() async throws -> Roster {
        var found: [String: String] = [:]
        var open = settings.departments.map(String.init)
        var seen = Set(open)
        while let department = open.popLast() {
            var cursor: Int? = 0
            while let from = cursor {
                let page = try await gate.read(.listContacts) { [dingTalk] in
                    try await dingTalk.people(of: department, from: from)
                }
                for person in page.people {
                    if let user = person["userid"]?.text { found[user] = person["job_number"]?.text ?? "" }
                }
                cursor = page.next
            }
            let below = try await gate.read(.listContacts) { [dingTalk] in
                try await dingTalk.departments(below: department)
            }
            for id in below.compactMap({ $0["dept_id"]?.text }) where seen.insert(id).inserted { open.append(id) }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Somebody's staff number; empty for who has none, or has left.
    ///
    /// - Throws: `PlatformFailure.rejected` where DingTalk does not show this person.
    private func staff(of user: String) async throws -> String {
        do {
            return try await gate.read(.readContact) { [dingTalk] in try await dingTalk.contact(user) }["job_number"]?
                .text
                ?? ""
        } catch PlatformFailure.notFound {
            return ""
        }
    }
}
