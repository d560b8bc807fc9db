import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// The application's own robot: sending, reading, recall.
@Suite
struct AppRobotTests {
    let bench = DingTalkBench()

    private func send(_ users: JSON, msgKey: String = "sampleText", param: JSON = #"{"content":"好"}"#) async throws
        -> DingTalkBench.Answer
    {
        try await bench.modern(
            .post, "/v1.0/robot/oToMessages/batchSend",
            [
                "robotCode": .string(bench.world.appKey), "userIds": users, "msgKey": .string(msgKey),
                "msgParam": param,
            ])
    }

    @Test
    func writesIsReadAndIsTakenBack() async throws {
        let answer = try await send([.string(DingTalkBench.zhang), "nobody"])
        #expect(answer.status == 200)
        #expect(answer.body["invalidStaffIdList"] == ["nobody"])
        let key = try #require(answer.body["processQueryKey"]?.string)
        let path =
            "/v1.0/robot/oToMessages/readStatus?robotCode=\(bench.world.appKey)&processQueryKey=\(key)"
        let unread = try await bench.modern(.get, path).body
        #expect(unread["sendStatus"] == "SUCCESS")
        #expect(unread["messageReadInfoList"]?.array?.first?["readStatus"] == "UNREAD")
        _ = try await bench.simulator.control(
            "POST", ["messages", key, "read"], ["userid": .string(DingTalkBench.zhang)])
        let read = try await bench.modern(.get, path).body["messageReadInfoList"]?.array?.first
        #expect(read?["readStatus"] == "READ")
        #expect(read?["readTimestamp"]?.integer == bench.time.now.milliseconds)
        #expect(read?["name"] == "张三")
        let body: JSON = ["robotCode": .string(bench.world.appKey), "processQueryKeys": [.string(key), "x"]]
        let recalled = try await bench.modern(.post, "/v1.0/robot/otoMessages/batchRecall", body).body
        #expect(recalled["successResult"] == [.string(key)])
        #expect(recalled["failedResult"]?["x"] != nil)
        #expect(try await bench.modern(.get, path).body["sendStatus"] == "RECALLED")
        let shown = try await bench.simulator.control("GET", ["messages", "of", DingTalkBench.zhang], [:])
        #expect(shown?["appRobot"]?.array?.first?["content"]?["msgParam"]?["content"] == "好")
    }

    @Test
    func refusesWhatIsWrong() async throws {
        #expect(try await send([]).status == 400)
        #expect(try await send(.array((1...21).map { .string("u\($0)") })).status == 400)
        #expect(try await send(["u"], msgKey: "text").status == 400)
        #expect(try await send(["u"], param: ["content": "好"]).status == 400)
        #expect(try await send(["u"], param: "no JSON").status == 400)
        let other = try await bench.modern(.post, "/v1.0/robot/oToMessages/batchSend", ["robotCode": "x"])
        #expect(other.body["code"] == "robotNotExist")
    }
}
