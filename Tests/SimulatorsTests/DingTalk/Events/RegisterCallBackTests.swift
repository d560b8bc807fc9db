import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// The legacy way to subscribe, whose owner key is the corpId (reference, section 7.1).
@Suite(.timeLimit(.minutes(1)))
struct RegisterCallBackTests {
    let bench: DingTalkBench
    let receiver: CallbackReceiver

    init() throws {
        let network = DirectNetwork()
        bench = DingTalkBench(network: network)
        receiver = try #require(CallbackReceiver(bench.world, ownerKey: bench.world.corpID))
        network.connect("core.test", to: receiver)
    }

    private func post(_ name: String, url: String = "http://core.test/cb", tags: JSON = ["bpms_instance_change"])
        async throws
        -> JSON
    {
        try await bench.call(
            .post, "/call_back/\(name)?access_token=\(try await bench.token())",
            [
                "call_back_tag": tags, "token": .string(bench.world.callbackToken),
                "aes_key": .string(bench.world.callbackAESKey), "url": .string(url),
            ]
        ).body
    }

    private func get(_ name: String) async throws -> JSON {
        try await bench.call(.get, "/call_back/\(name)?access_token=\(try await bench.token())").body
    }

    @Test
    func registersShowsUpdatesAndDeletes() async throws {
        #expect(try await get("get_call_back")["errcode"] == 71007)
        #expect(try await post("update_call_back")["errcode"] == 71007)
        #expect(try await post("register_call_back").text == "{\"errcode\":0,\"errmsg\":\"ok\"}")
        #expect(receiver.pushes.first?.message == ["EventType": "check_url"])
        #expect(try await post("register_call_back")["errcode"] == 71006)
        let shown = try await get("get_call_back")
        #expect(shown["call_back_tag"] == ["bpms_instance_change"])
        #expect(shown["url"] == "http://core.test/cb")
        #expect(shown["aes_key"] == .string(bench.world.callbackAESKey))
        #expect(try await post("update_call_back", tags: ["bpms_task_change"])["errcode"] == 0)
        #expect(try await get("get_call_back")["call_back_tag"] == ["bpms_task_change"])
        #expect(try await get("delete_call_back")["errcode"] == 0)
        #expect(try await get("delete_call_back")["errcode"] == 71007)
    }

    @Test
    func refusesWhatIsWrong() async throws {
        #expect(try await post("register_call_back", tags: ["no_such_tag"])["errcode"] == 71008)
        #expect(try await post("register_call_back", tags: [])["errcode"] == 71010)
        #expect(try await post("register_call_back", url: "core.test/cb")["errcode"] == 71011)
        #expect(try await post("register_call_back", url: "http://nobody.test/cb")["errcode"] == 71012)
        receiver.answer(.plainSuccess)
        let plain = try await post("register_call_back")
        #expect(plain["errcode"] == 71009)
        #expect(plain["errmsg"] == "返回文本非success")
        #expect(!bench.simulator.subscribers.hasCallback)
    }

    @Test
    func pushesOnlyTheRegisteredTypesInTheOlderForm() async throws {
        #expect(try await post("register_call_back")["errcode"] == 0)
        _ = try bench.submit()
        try await bench.whileDelivering { await bench.until { bench.simulator.pendingEvents() == 0 } }
        let messages = receiver.pushes.dropFirst().map(\.message)
        #expect(messages.map { $0["EventType"] } == ["bpms_instance_change"])
        #expect(messages.first?["eventId"] == nil)
    }
}
