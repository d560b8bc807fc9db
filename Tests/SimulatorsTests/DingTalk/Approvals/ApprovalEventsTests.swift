import Seams
import Testing
import VirtualTime

@testable import Simulators

/// The payload of `bpms_instance_change` as really received in 2023, and of `bpms_task_change` by 「审批事件」
/// (reference, section 7.5.1).
@Suite
struct ApprovalEventsTests {
    let bench = DingTalkBench()

    private func events(after outcome: InstanceOutcome) throws -> [PlatformEvent] {
        let id = try bench.submit()
        bench.time.advance(by: .milliseconds(30_500))
        try bench.simulator.finish(id, outcome, due: nil, remark: "好")
        return bench.simulator.step { state, _ in
            var events: [PlatformEvent] = []
            while let shot = state.events.takeDue(by: bench.time.now) { events.append(shot.event) }
            return events
        }
    }

    @Test
    func tellsTheWholeStoryInOrder() throws {
        let events = try events(after: .agree)
        let types = events.map { "\($0.type) \(JSON.object($0.data)["type"]?.string ?? "")" }
        #expect(
            types == [
                "bpms_instance_change start", "bpms_task_change start", "bpms_task_change finish",
                "bpms_instance_change finish",
            ])
        #expect(Set(events.map(\.id)).count == 4)
        #expect(events.allSatisfy { $0.id.count == "c7c7120f2c07419ebdba0318c8".count })
        #expect(
            bench.facts.filter { if case .eventCreated = $0 { true } else { false } }.count == 4)
    }

    @Test
    func hasTheObservedMembers() throws {
        let finish = try #require(try events(after: .refuse).last)
        let message = finish.callbackMessage(corpID: "ding1b99", showsID: true)
        #expect(
            message.members?.map(\.key) == [
                "EventType", "eventId", "corpId", "processInstanceId", "processCode", "businessId", "bizCategoryId",
                "title",
                "businessType", "type", "result", "createTime", "finishTime", "staffId", "url",
            ])
        #expect(message["EventType"] == "bpms_instance_change")
        #expect(message["corpId"] == "ding1b99")
        #expect(message["result"] == "refuse")
        #expect(message["staffId"] == .string(DingTalkBench.zhang))
        #expect(message["createTime"] == 1_768_440_600_000)
        #expect(message["finishTime"] == 1_768_440_630_000)
        let page = "https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid="
        #expect(message["url"]?.string?.hasPrefix(page) == true)
        #expect(finish.callbackMessage(corpID: "c", showsID: false)["eventId"] == nil)
    }

    @Test
    func hasNoResultOnStartAndTerminate() throws {
        let events = try events(after: .terminate)
        let start = JSON.object(try #require(events.first).data)
        #expect(start["result"] == nil)
        #expect(start["finishTime"] == nil)
        let end = try #require(events.last)
        #expect(JSON.object(end.data)["type"] == "terminate")
        #expect(JSON.object(end.data)["result"] == nil)
        #expect(JSON.object(end.data)["finishTime"] != nil)
    }

    @Test
    func tellsOfTheTask() throws {
        let finish = try #require(try events(after: .agree).dropFirst(2).first)
        let data = JSON.object(finish.data)
        #expect(data["result"] == "agree")
        #expect(data["remark"] == "好")
        #expect(data["staffId"] == .string(DingTalkBench.boss))
        guard case .number? = data["taskId"] else {
            Issue.record("taskId is no number")
            return
        }
    }

    @Test
    func listsAFailedEventUnderItsOwnName() throws {
        let event = try #require(try events(after: .agree).last)
        let entry = event.failedEntry(corpID: "ding241f")
        #expect(entry["call_back_tag"] == "bpms_instance_change")
        #expect(entry["bpms_instance_change"]?["corpid"] == "ding241f")
        #expect(entry["bpms_instance_change"]?["bpmsCallBackData"]?["type"] == "finish")
    }
}
