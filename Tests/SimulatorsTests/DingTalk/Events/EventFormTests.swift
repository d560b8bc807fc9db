import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Events in their generations, the failed lists, registering in all its refusals, the month's pushes (reference,
/// sections 7.1 to 7.5 and 8.1).
@Suite(.timeLimit(.minutes(1)))
struct EventFormTests {
    let bench: DingTalkBench
    let receiver: CallbackReceiver

    init() throws {
        let network = DirectNetwork()
        bench = DingTalkBench(network: network)
        receiver = try #require(CallbackReceiver(bench.world, ownerKey: bench.world.corpID))
        network.connect("core.test", to: receiver)
    }

    private func event(_ type: String, _ data: JSON) -> PlatformEvent {
        PlatformEvent(
            id: "c7c7", type: type, instance: nil, born: Timestamp(milliseconds: 1_532_670_599_144),
            data: data.members ?? [])
    }

    @Test
    func hasTheFormOfItsGeneration() {
        let joined = event("user_add_org", ["timeStamp": "1532670599144", "userId": ["015227"], "diffInfo": [:]])
        #expect(
            joined.callbackMessage(corpID: "dingc", showsID: false).text
                == #"{"EventType":"user_add_org","TimeStamp":"1532670599144","CorpId":"dingc","UserId":["015227"]}"#)
        #expect(
            joined.callbackMessage(corpID: "dingc", showsID: true).text
                == #"{"EventType":"user_add_org","EventTime":1532670599144,"CorpId":"dingc","BizId":"1532670599144","eventId":"c7c7","timeStamp":"1532670599144","userId":["015227"],"diffInfo":{}}"#
        )
        let department = event("org_dept_create", ["deptId": [7]]).callbackMessage(corpID: "dingc", showsID: false)
        #expect(department["DeptId"] == [7])
    }

    @Test
    func isListedAsItsKind() {
        func entry(_ type: String, _ data: JSON) -> String? {
            event(type, data).failedEntry(corpID: "dingc")[type]?.text
        }
        #expect(entry("user_leave_org", ["userId": ["a"]]) == #"{"userid":["a"],"corpid":"dingc"}"#)
        #expect(entry("org_dept_remove", ["deptId": [7]]) == #"{"deptid":[7],"corpid":"dingc"}"#)
        #expect(
            entry("bpms_task_change", ["type": "start"])
                == #"{"corpid":"dingc","bpmsCallBackData":{"type":"start"}}"#)
        #expect(entry("label_conf_add", ["id": 1]) == #"{"corpid":"dingc","roleLabelChange":{"id":1}}"#)
        #expect(
            entry("attendance_check_record", ["dataList": []])
                == #"{"corpid":"dingc","callbackData":{"dataList":[]}}"#)
    }

    /// A bench on which 250 events, a millisecond apart, were given up.
    private func failed() async throws -> (DingTalkBench, start: Int64) {
        let bench = DingTalkBench(delivery: DeliverySettings(redelivery: [], failedListDelay: .zero))
        let start = bench.time.now.milliseconds
        for _ in 0..<250 {
            _ = try await bench.simulator.control(
                "POST", ["events"], ["type": "user_add_org", "data": ["userId": ["a"]]])
            bench.time.advance(by: .milliseconds(1))
        }
        try await bench.whileDelivering { await bench.until { bench.simulator.pendingEvents() == 0 } }
        return (bench, start)
    }

    @Test
    func listsByWindowWithoutDeleting() async throws {
        let (bench, start) = try await failed()
        let path = "/v1.0/event/callbacks/failedResults"
        for _ in 0..<2 {
            let all = try await bench.modern(.get, "\(path)?beginTime=\(start)&endTime=\(start + 1000)").body
            #expect(all["failedList"]?.array?.count == 200)
            #expect(all["hasMore"] == true)
            #expect(all["failedList"]?.array?.first?["callBackData"]?.string?.hasPrefix("{\"userid\":") == true)
        }
        let some = try await bench.modern(.get, "\(path)?beginTime=\(start + 240)&endTime=\(start + 1000)").body
        #expect(some["failedList"]?.array?.count == 10)
        #expect(some["hasMore"] == false)
        let none = try await bench.modern(.get, "\(path)?beginTime=9&endTime=1")
        #expect(none.status == 400)
    }

    @Test
    func deletesOnTheNextReading() async throws {
        let (bench, _) = try await failed()
        let path = "/call_back/get_call_back_failed_result?access_token=\(try await bench.token())"
        var pages: [Int?] = []
        var more: [JSON?] = []
        for _ in 0..<3 {
            let body = try await bench.call(.get, path).body
            pages.append(body["failed_list"]?.array?.count)
            more.append(body["has_more"])
        }
        #expect(pages == [200, 50, 0])
        #expect(more == [true, false, false])
    }

    @Test
    func deliversEventsThatAPersonMakes() async throws {
        #expect(try await register()["errcode"] == 0)
        let made = try await bench.simulator.control(
            "POST", ["events"], ["type": "user_add_org", "data": ["userId": ["015227"]]])
        #expect(made?["event"]?.string?.count == 26)
        try await bench.whileDelivering { await bench.until { bench.simulator.pendingEvents() == 0 } }
        #expect(receiver.pushes.last?.message["UserId"] == ["015227"])
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["events"], ["type": "x"])
        }
    }

    private func register(_ changes: [JSON.Member] = []) async throws -> JSON {
        let members = [
            JSON.Member("call_back_tag", ["user_add_org"]), JSON.Member("token", .string(bench.world.callbackToken)),
            JSON.Member("aes_key", .string(bench.world.callbackAESKey)), JSON.Member("url", "http://core.test/cb"),
        ]
        let body = changes + members.filter { member in !changes.contains { $0.key == member.key } }
        return try await bench.call(
            .post, "/call_back/register_call_back?access_token=\(try await bench.token())", .object(body)
        ).body
    }

    @Test(arguments: [
        ("token", "12345"), ("token", String(repeating: "x", count: 64)), ("aes_key", "short"),
        ("aes_key", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF+"),
    ])
    func refusesMalformedSecrets(name: String, value: String) async throws {
        #expect(try await register([JSON.Member(name, .string(value))])["errcode"] == 71010)
    }

    @Test(arguments: [301, 302, 404, 500])
    func refusesAnotherStatusThan200(status: Int) async throws {
        receiver.answer(.status(status))
        let answer = try await register()
        #expect(answer["errcode"] == 71012)
        #expect(answer["errmsg"] == .string("url地址访问异常,错误原因为:HTTP \(status)"))
        #expect(!bench.simulator.subscribers.hasCallback)
    }

    /// Registering takes two steps, of which only the first counts.
    @Test
    func countsARegistrationOnce() async throws {
        _ = try await bench.simulator.control("PUT", ["limits"], ["callsPerMonth": 10])
        #expect(try await register()["errcode"] == 0)
        #expect(try await bench.simulator.control("GET", ["limits"], [:])?["used"]?["callsThisMonth"] == 1)
    }

    @Test
    func stopsPushingWhenTheMonthIsUsedUp() async throws {
        #expect(try await register()["errcode"] == 0)
        _ = try await bench.simulator.control("PUT", ["limits"], ["pushesPerMonth": 1])
        for name in ["a", "b"] {
            _ = try await bench.simulator.control(
                "POST", ["events"], ["type": "user_add_org", "data": ["userId": [.string(name)]]])
        }
        try await bench.whileDelivering {
            await bench.until {
                bench.facts.contains {
                    if case .eventRefused(_, _, 1, "the organisation's pushes of this month are used up") = $0 {
                        true
                    } else {
                        false
                    }
                }
            }
        }
        #expect(receiver.pushes.count == 2)  // the probe and one event
    }
}
