import Seams
import Testing

@testable import Integration

@Suite struct AttendanceStoreTests {
    let now = Timestamp(seconds: 1_768_440_600)
    let store: AttendanceStore
    let settings = AttendanceSettings()

    init() async throws {
        let disk = try MemoryDatabase()
        try await ItemStore(disk).migrate()
        store = AttendanceStore(database: EmbeddedStore(disk))
    }

    private func record(_ result: String = "Normal", day: Int = 20_467) -> AttendanceRecord {
        AttendanceRecord(
            userID: "015201", staff: "E0001", day: day, checkType: "OnDuty", plan: "1",
            planned: ShanghaiTime.midnight(day) + .seconds(9 * 3600),
            checked: ShanghaiTime.midnight(day) + .seconds(9 * 3600 - 60), timeResult: result, locationResult: "Normal",
            sourceType: "USER")
    }

    private func read(_ records: [AttendanceRecord], _ progress: AttendanceProgress? = nil) async throws -> Int {
        let term = try #require(
            try await store.database.takeTerm("attendance-read", until: now + .seconds(60), at: now))
        return try await store.store(
            records, progress, content: { [settings] in $0.content(settings) }, under: term, until: now + .seconds(60),
            at: now)
    }

    private func claim(at time: Timestamp? = nil) async throws -> [AttendanceJob] {
        try await store.claim(limit: 10, at: time ?? now, lease: (time ?? now) + .seconds(60))
    }

    @Test func aResultThatIsReadAgainIsNoWork() async throws {
        #expect(try await read([record()]) == 1)
        #expect(try await read([record()]) == 0)
        let jobs = try await claim()
        #expect(jobs.count == 1 && !jobs[0].isInDoubt && jobs[0].document == nil)
        try await store.store([(jobs[0], .saved(document: "7"))], at: now)
        #expect(try await read([record()]) == 0)
        #expect(try await claim().isEmpty)
    }

    @Test func aCorrectionChangesTheSameDocument() async throws {
        _ = try await read([record("NotSigned")])
        try await store.store([(try await claim()[0], .saved(document: "7"))], at: now)
        #expect(try await read([record("Normal")]) == 1)
        let job = try await claim()[0]
        #expect(job.document == "7" && job.revision == 2 && !job.isInDoubt)
        #expect(job.content.contains(#""FTimeResult":"Normal""#))
    }

    @Test func aCorrectionDuringASaveIsWrittenAfterIt() async throws {
        _ = try await read([record("Late")])
        let first = try await claim()[0]
        try await store.sending([first], at: now)
        #expect(try await read([record("Normal")]) == 1)
        #expect(try await claim().isEmpty, "nobody may overtake the save that is under way")
        try await store.store([(first, .saved(document: "7"))], at: now)
        let second = try await claim()[0]
        #expect(second.revision == 2 && second.document == "7")
    }

    @Test func whatWasBeingSavedIsInDoubtAfterARestart() async throws {
        _ = try await read([record()])
        let job = try await claim()[0]
        try await store.sending([job], at: now)
        try await store.recover(at: now + .seconds(1))
        let again = try await claim(at: now + .seconds(1))[0]
        #expect(again.isInDoubt && again.doubtRevision == 1 && again.doubtAt == now)
        // The process that was taken for dead stores nothing more.
        try await store.store([(job, .saved(document: "7"))], at: now)
        #expect(try await store.counts() == ["saving": 1])
        await #expect(throws: StaleClaim.self) { try await store.sending([job], at: now) }
    }

    @Test func theDoubtOutlivesASuccess() async throws {
        _ = try await read([record("Late")])
        var job = try await claim()[0]
        try await store.sending([job], at: now)
        try await store.store([(job, .doubtful(now, reason: "lost"))], at: now)
        job = try await claim()[0]
        #expect(job.isInDoubt)
        try await store.store([(job, .saved(document: "7"))], at: now)
        _ = try await read([record("Normal")])
        // An older content may still be carried out late: the writer waits for it to settle.
        let next = try await claim()[0]
        #expect(!next.isInDoubt && next.doubtRevision == 1 && next.doubtAt == now)
    }

    @Test func aRefusedResultIsTriedAgainLaterOrWhenSomebodySaysSo() async throws {
        _ = try await read([record()])
        let later = now + .seconds(20)
        try await store.store([(try await claim()[0], .refused(later, reason: "no such employee"))], at: now)
        #expect(try await claim().isEmpty)
        #expect(try await store.nextDue(after: now) == later)
        #expect(try await store.refused(limit: 5).map(\.reason) == ["no such employee"])
        #expect(try await store.retryRefused(by: "someone", at: now) == 1)
        #expect(try await claim().count == 1)
    }

    @Test func progressIsStoredWithItsPage() async throws {
        let round = AttendanceProgress.Round(last: 20_468, window: 20_462, after: "015201", offset: 50)
        let progress = AttendanceProgress(round: round, readThrough: 20_467, began: now)
        _ = try await read([record()], progress)
        #expect(try await store.progress() == progress)
    }

    @Test func marksOfOneDayComeTogetherAndStayWhenSetAgain() async throws {
        try await store.mark([("b", 1), ("a", 1), ("c", 2)], at: now)
        let marks = try await store.marks(limit: 10)
        #expect(marks.map(\.user) == ["a", "b"])
        try await store.mark([("a", 1)], at: now)
        try await store.unmark(marks)
        #expect(try await store.marks(limit: 10) == [PunchMark(user: "a", day: 1, marks: 2)])
    }

    @Test func theNumberStaysWhateverTheResult() {
        #expect(record("Late").number == record("Normal").number)
        #expect(record().number != record(day: 20_466).number)
        #expect(record().number.utf8.count == 22 && record().number.hasPrefix("KQ"))
    }

    @Test func whoDidNotPunchHasNoTime() throws {
        let result = try JSONValue(
            parsing: #"""
                {"userId":"015201","workDate":1768406400000,"checkType":"OffDuty","planId":5,"baseCheckTime":1768471200000,
                 "userCheckTime":1768471200000,"timeResult":"NotSigned","locationResult":"NotSigned","sourceType":"SYSTEM"}
                """#)
        let record = try #require(AttendanceRecord(reading: result) { _ in "E0001" })
        let content = record.content(settings)
        #expect(content.contains(#""FEmpId":{"FNumber":"E0001"}"#))
        #expect(content.contains(#""FWorkDate":"2026-01-15","FCheckType":"OffDuty","FPlanned":"2026-01-15 18:00:00","#))
        #expect(content.contains(#""FChecked":"","FTimeResult":"NotSigned""#))
    }
}
