import Logging
import Seams
import Testing

@testable import Integration

/// Whoever greps the log learns where to look, and nothing that is in the approval.
@Suite struct RestLogTests {
    @Test(
        arguments: [
            (.mapping, "差旅未知", [], "cause=mapping", "after=received"),
            (
                .kingdeeRefused, "差旅",
                [PlannedFault(operation: .save, call: 1, fault: .refused(.rejected(reason: "张三 has no account")))],
                "cause=kingdee-refused", "after=save-intent"
            ),
            (
                .dingTalkRefused, "差旅",
                [PlannedFault(operation: .readInstance, call: 1, fault: .refused(.rejected(reason: "张三 60011")))],
                "cause=dingtalk-refused", "after=received"
            ),
        ] as [(RestCause, String, [PlannedFault], String, String)])
    func tellsTheKindOfTheReason(
        cause: RestCause, item: String, faults: [PlannedFault], kind: String, after: String
    ) async throws {
        let log = LogTrap()
        let office = try await DeliveryOffice(faults: faults, logger: Logger(label: "core") { _ in log })
        try await office.receive(.make(item: item))
        #expect(try await office.work()?.progress.state == .dead)
        let line = try #require(log.lines.first { $0.contains("gave the item up") })
        #expect(line.contains(kind) && line.contains(after), "\(line)")
        #expect(!line.contains("未知") && !line.contains("张三"))
    }

    @Test func everyReasonHasAWordOfItsOwn() {
        var machine = DeliveryMachine(ItemProgress(state: .received), instance: "I", policy: DeliveryPolicy())
        _ = machine.rest(in: .dead, "reason", cause: .attemptsUsedUp)
        #expect(machine.cause == .init(kind: .attemptsUsedUp, after: .received))
        _ = machine.rest(in: .ignored, "reason")
        #expect(machine.cause == nil)
    }
}
