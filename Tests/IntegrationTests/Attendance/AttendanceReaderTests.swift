import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct AttendanceReaderTests {
    /// A reader of a company in which somebody punched whom DingTalk shows as it is told.
    private struct Bench {
        let time = ManualTime()
        let store: AttendanceStore
        let reader: AttendanceReader
        let term: LeadershipTerm

        init(_ database: any RelationalStore, contact: @escaping @Sendable (String) -> String) async throws {
            try await database.commit { try StoreSchema.migrate($0) }
            store = AttendanceStore(database: database)
            let day = ShanghaiTime.midnight(ShanghaiTime.day(time.now)).nanoseconds / 1_000_000
            let network = ScriptedNetwork { call throws(NetworkError) in
                if call.path.hasSuffix("v2/user/get") { return .json(contact(call.text)) }
                if call.path.hasSuffix("v2/user/list") {
                    return .json(
                        #"{"errcode":0,"result":{"has_more":false,"list":[{"userid":"u2","job_number":"E2"}]}}"#)
                }
                if call.path.hasSuffix("listsub") { return .json(#"{"errcode":0,"result":[]}"#) }
                guard call.path.hasSuffix("attendance/list") else {
                    return .json(#"{"accessToken":"t","expireIn":7200}"#)
                }
                // A list with somebody outside the contact scope is refused as a whole.
                guard !call.text.contains("hidden") else { return .json(#"{"errcode":50002,"errmsg":"员工不在权限范围"}"#) }
                return .json(
                    """
                    {"errcode":0,"hasMore":false,"recordresult":[{"userId":"u2","checkType":"OnDuty","planId":1,\
                    "workDate":\(day),"timeResult":"Late"}]}
                    """)
            }
            let (time, randomness) = (time, SeededRandomness(seed: Seed(1)))
            reader = AttendanceReader(
                store: store,
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "ding", appSecret: "secret"), network: network, time: time,
                    randomness: randomness),
                settings: AttendanceSettings(), mappings: RecordMappings(),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: Metrics()
                ) { _ in }, metrics: Metrics(), time: time, logger: .silent, signal: WakeSignal(),
                written: WakeSignal())
            term = try #require(
                try await database.takeTerm("attendance-read", until: time.now + .seconds(60), at: time.now))
            let today = ShanghaiTime.day(time.now)
            try await store.mark(["refused", "u2", "hidden"].map { ($0, today) }, at: time.now)
        }
    }

    private static func shown(_ body: String) -> String {
        let user = body.contains("hidden") ? "hidden" : "u2"
        return #"{"errcode":0,"result":{"userid":"\#(user)","job_number":"E2"}}"#
    }

    @Test(arguments: StoreEngine.allCases)
    func readsTheOthersWhereDingTalkDoesNotShowSomebody(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database) { body in
                body.contains("refused")
                    ? #"{"errcode":50002,"errmsg":"员工不在权限范围"}"#
                    : AttendanceReaderTests.shown(body)
            }
            try await bench.reader.readMarks(bench.term)
            #expect(try await bench.store.marks(limit: 10).isEmpty)
            #expect(try await bench.store.counts() == ["waiting": 1])
            let audits = try await database.read { database in
                try database.rows("SELECT subject FROM audit WHERE action = 'attendance not shown' ORDER BY subject")
                    .map { try $0.get(0, as: String.self) }
            }
            #expect(audits == ["hidden", "refused"])
        }
    }

    @Test func goesOnWithTheRoundWhileMarksCannotBeRead() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(database) { _ in #"{"errcode":-1,"errmsg":"系统繁忙"}"# }
            let until = bench.time.now
            try await database.commit { try $0.hold(bench.term, until: until) }
            let reader = bench.reader
            let running = Task { await reader.run() }
            while try await bench.store.progress().readThrough == nil {
                try Task.checkCancellation()
                await Task.yield()
            }
            reader.signal.stop()
            await running.value
            #expect(try await bench.store.counts() == ["waiting": 1])
            #expect(try await bench.store.marks(limit: 10).count == 3)
        }
    }

    /// Not with each page of the round, nor only with the next round.
    @Test func looksAtMarksAgainAfterAPause() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let isBusy = Mutex(true)
            let asked = Mutex(0)
            let bench = try await Bench(database) { body in
                asked.withLock { $0 += 1 }
                let code = isBusy.withLock(\.self) ? -1 : 50002
                return #"{"errcode":\#(code),"errmsg":"不可见"}"#
            }
            let (reader, time, store) = (bench.reader, bench.time, bench.store)
            let until = time.now
            try await database.commit { try $0.hold(bench.term, until: until) }
            let running = Task { await reader.run() }
            while try await store.progress().readThrough == nil {
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(asked.withLock(\.self) == 1)
            isBusy.withLock { $0 = false }
            let last = time.now + .seconds(120)
            while try await !store.marks(limit: 1).isEmpty {
                try Task.checkCancellation()
                if time.now < last { time.advance(by: .seconds(1)) }
                await Task.yield()
            }
            reader.signal.stop()
            await running.value
        }
    }

    @Test func takesAClockThatWasSetBackForNoReasonToWait() {
        let now = Timestamp(seconds: 1_768_440_600)
        func isDue(began: Int) -> Bool {
            AttendanceProgress(began: now + .seconds(began)).isDue(every: .seconds(60), at: now)
        }
        #expect(isDue(began: -60) && !isDue(began: -59) && !isDue(began: 0) && isDue(began: 1))
        #expect(AttendanceProgress().isDue(every: .seconds(60), at: now))
    }

    /// A punch at 02:00 of a night shift belongs to the workday before it.
    @Test func marksTheDayBeforeForAPunchBeforeNoon() throws {
        let day = 20_467
        func days(_ hour: Int) throws -> [Int] {
            let milliseconds = ShanghaiTime.midnight(day).nanoseconds / 1_000_000 + Int64(hour) * 3_600_000
            let data = try JSONValue(parsing: #"{"dataList":[{"userId":"u1","checkTime":\#(milliseconds)}]}"#)
            return AttendanceFlow.punches(data).map(\.day)
        }
        #expect(try days(2) == [day, day - 1])
        #expect(try days(11) == [day, day - 1])
        #expect(try days(12) == [day])
    }
}
