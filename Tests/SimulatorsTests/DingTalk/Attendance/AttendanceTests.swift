import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// The two attendance calls (reference, section 5). The clock stands at Thursday 2026-01-15 09:30 in Asia/Shanghai.
@Suite
struct AttendanceTests {
    var bench = DingTalkBench()

    private func call(_ path: String, _ changes: [String: JSON] = [:]) async throws -> JSON {
        let defaults: [String: JSON] =
            path == "list"
            ? [
                "workDateFrom": "2026-01-05 00:00:00", "workDateTo": "2026-01-11 00:00:00", "offset": 0, "limit": 50,
                "userIdList": [.string(DingTalkBench.zhang)],
            ]
            : [
                "checkDateFrom": "2026-01-05 00:00:00", "checkDateTo": "2026-01-11 23:59:59",
                "userIds": [.string(DingTalkBench.zhang)],
            ]
        let body = defaults.merging(changes) { $1 }.sorted { $0.key < $1.key }
        return try await bench.call(
            .post, "/attendance/\(path)?access_token=\(try await bench.token())",
            .object(body.map { JSON.Member($0.key, $0.value) })
        ).body
    }

    private func rows(_ answer: JSON) -> [JSON] { answer["recordresult"]?.array ?? [] }

    private func punch(_ body: JSON) async throws {
        let members = [JSON.Member("userid", .string(DingTalkBench.zhang))] + (body.members ?? [])
        _ = try await bench.simulator.control("POST", ["attendance"], .object(members))
    }

    @Test
    func showsTwoResultsForEachWorkday() async throws {
        let answer = try await call("list")
        #expect(answer["errcode"] == 0)
        #expect(answer["hasMore"] == false)
        #expect(answer["result"] == nil)
        #expect(answer["request_id"] == nil)
        #expect(rows(answer).count == 10)
        let first = try #require(rows(answer).first)
        #expect(first["checkType"] == "OnDuty")
        #expect(first["workDate"] == 1_767_542_400_000)  // 2026-01-05 00:00 in Asia/Shanghai
        #expect(first["baseCheckTime"] == 1_767_574_800_000)
        #expect(first["groupId"] == 685_935_028)
        #expect(try await call("list") == answer)  // the same whenever it is asked for
        #expect(rows(try await call("listRecord")).count <= 12)
    }

    @Test
    func pagesByOffsetAndLimit() async throws {
        let users: JSON = [.string(DingTalkBench.zhang), "nobody", .string(DingTalkBench.qiao)]
        let all = rows(try await call("list", ["userIdList": users]))
        #expect(all.count == 20)
        let first = try await call("list", ["userIdList": users, "limit": 15])
        let second = try await call("list", ["userIdList": users, "limit": 15, "offset": 15])
        #expect(first["hasMore"] == true)
        #expect(second["hasMore"] == false)
        #expect(rows(first) + rows(second) == all)
        #expect(rows(try await call("list", ["offset": .number(Int64.max)])).isEmpty)
    }

    @Test(arguments: [
        ("list", "workDateTo", #""2026-01-12 00:00:00""#, 41041), ("list", "workDateTo", #""2026-01-11""#, 41100),
        ("list", "workDateTo", #""2026-02-30 00:00:00""#, 41100), ("list", "workDateTo", "null", 40035),
        ("list", "workDateTo", #""2026-01-04 00:00:00""#, 40035), ("list", "limit", "51", 400002),
        ("list", "limit", "0", 400002), ("list", "offset", "-1", 400002), ("list", "offset", "null", 40035),
        ("list", "userIdList", "[]", 40035), ("list", "userIdList", "7", 40035),
        ("listRecord", "checkDateTo", #""2026-01-12 00:00:01""#, 41041),
        ("listRecord", "checkDateFrom", #""x""#, 41100), ("listRecord", "userIds", "null", 40035),
    ])
    func refusesWhatIsOutOfBounds(path: String, name: String, value: String, code: Int64) async throws {
        let answer = try await call(path, [name: try JSON(parsing: value)])
        #expect(answer["errcode"]?.integer == code)
        #expect(answer["sub_code"] == nil)
    }

    @Test
    func takesFiftyPeopleAtMost() async throws {
        let people = (0..<51).map { JSON.string("u\($0)") }
        #expect(try await call("list", ["userIdList": .array(people)])["errcode"] == 400002)
        #expect(try await call("list", ["userIdList": .array(people.dropLast())])["errcode"] == 0)
        #expect(try await call("listRecord", ["userIds": .array(people)])["errcode"] == 400002)
    }

    @Test
    func inventsRowsForWhoDidNotPunchOnlyInTheResults() async throws {
        var tests = AttendanceTests()
        var rule = AttendanceRule()
        rule.makesUpPunches = false
        tests.bench = DingTalkBench(attendance: rule)
        let rows = tests.rows(try await tests.call("list"))
        #expect(rows.count == 10)
        #expect(rows.allSatisfy { $0["timeResult"] == "NotSigned" && $0["locationResult"] == "NotSigned" })
        #expect(rows.allSatisfy { $0["recordId"] == nil && $0["sourceType"] == "SYSTEM" })
        #expect(tests.rows(try await tests.call("listRecord")).isEmpty)
        // today at 09:30: the morning is over, the evening is not
        let today: [String: JSON] = ["workDateFrom": "2026-01-15 00:00:00", "workDateTo": "2026-01-15 00:00:00"]
        #expect(tests.rows(try await tests.call("list", today)).map { $0["checkType"] } == ["OnDuty"])
    }

    @Test(arguments: [
        ("2026-01-08 08:59:30", "OnDuty", "Normal"), ("2026-01-08 09:10:00", "OnDuty", "Late"),
        ("2026-01-08 09:45:00", "OnDuty", "SeriousLate"), ("2026-01-08 10:30:00", "OnDuty", "Absenteeism"),
        ("2026-01-08 17:00:00", "OffDuty", "Early"), ("2026-01-08 18:00:00", "OffDuty", "Normal"),
    ])
    func judgesWhatPeoplePunched(time: String, type: String, result: String) async throws {
        try await punch(["checkTime": .string(time), "sourceType": "ATM"])
        let day: [String: JSON] = ["workDateFrom": "2026-01-08 00:00:00", "workDateTo": "2026-01-08 00:00:00"]
        let row = rows(try await call("list", day)).first { $0["checkType"] == .string(type) }
        #expect(row?["timeResult"] == .string(result))
        #expect(row?["sourceType"] == "ATM")
        #expect(row?["userCheckTime"]?.integer == ShanghaiTime.time(time)?.milliseconds)
    }

    @Test
    func countsTheFirstInAndTheLastOut() async throws {
        for time in ["08:50:00", "09:20:00", "17:30:00", "18:30:00"] {
            try await punch(["checkTime": .string("2026-01-08 \(time)")])
        }
        let day: [String: JSON] = ["workDateFrom": "2026-01-08 00:00:00", "workDateTo": "2026-01-08 00:00:00"]
        #expect(rows(try await call("list", day)).map { $0["timeResult"] } == ["Normal", "Normal"])
        let exact: [String: JSON] = ["checkDateFrom": "2026-01-08 09:00:00", "checkDateTo": "2026-01-08 18:00:00"]
        let times = rows(try await call("listRecord", exact)).map { $0["userCheckTime"]?.integer }
        #expect(
            times == ["2026-01-08 09:20:00", "2026-01-08 17:30:00"].map { ShanghaiTime.time($0)?.milliseconds })
    }

    @Test
    func showsPunchesThatDoNotCountAsInvalid() async throws {
        let sunday: [String: JSON] = ["checkDateFrom": "2026-01-11 00:00:00", "checkDateTo": "2026-01-11 23:00:00"]
        try await punch([
            "checkTime": "2026-01-11 10:00:00", "invalidRecordType": "Security", "invalidRecordMsg": "虚拟定位",
        ])
        #expect(!bench.facts.contains { if case .eventCreated = $0 { true } else { false } })
        let row = try #require(rows(try await call("listRecord", sunday)).first)
        #expect(row["isLegal"] == "N")
        #expect(row["invalidRecordType"] == "Security")
        #expect(row["invalidRecordMsg"] == "虚拟定位")
        #expect(row["checkType"] == nil)
        #expect(row["groupId"] == nil)
    }

    @Test
    func tellsOfAPunch() async throws {
        try await punch(["locationResult": "Outside", "latitude": .number("30.5")])
        let event = try #require(
            bench.simulator.step { state, step in state.events.takeDue(by: step.now) }?.event)
        #expect(event.type == "attendance_check_record")
        let record = JSON.object(event.data)["dataList"]?.array?.first
        #expect(record?["userId"] == .string(DingTalkBench.zhang))
        #expect(record?["checkTime"]?.integer == bench.time.now.milliseconds)
        #expect(record?["locationResult"] == "Outside")
        #expect(record?["latitude"] == .number("30.5"))
        #expect(event.failedEntry(corpID: "c")["attendance_check_record"]?["callbackData"]?["dataList"] != nil)
        await #expect(throws: ControlError("there is no employee 'nobody'")) {
            try await bench.simulator.control("POST", ["attendance"], ["userid": "nobody"])
        }
    }

    @Test
    func showsNothingOlderThanHalfAYearAndNothingToCome() async throws {
        let old: [String: JSON] = ["workDateFrom": "2025-06-02 00:00:00", "workDateTo": "2025-06-06 00:00:00"]
        #expect(try await call("list", old)["recordresult"] == [])
        let next: [String: JSON] = ["workDateFrom": "2026-01-16 00:00:00", "workDateTo": "2026-01-20 00:00:00"]
        #expect(try await call("list", next)["recordresult"] == [])
        let far: [String: JSON] = ["checkDateFrom": "2025-06-02 00:00:00", "checkDateTo": "2025-06-06 00:00:00"]
        #expect(try await call("listRecord", far)["recordresult"] == [])
    }

    /// Over many people and weeks, nearly all is in order and something is not.
    @Test
    func makesUpALifelikeMixture() {
        let world = DingTalkWorld(company: Company.make(seed: Seed(3), employees: 100, departments: 4))
        let state = DingTalkState(world: world, settings: DeliverySettings())
        let now = Timestamp(seconds: 1_768_440_600)
        let schedule = AttendanceSchedule(state, at: now)
        let today = ShanghaiTime.day(now)
        var counts: [String: Int] = [:]
        for employee in world.company.employees {
            for day in (today - 30)..<today {
                for check in schedule.checks(of: employee.userID, on: day) { counts[check.timeResult, default: 0] += 1 }
            }
        }
        let all = counts.values.reduce(0, +)
        #expect(all == 4400)  // 22 workdays
        #expect(counts["Normal", default: 0] * 100 / all >= 90)
        for result in ["Late", "Early", "NotSigned"] { #expect(counts[result, default: 0] > 10) }
    }
}
