import Seams
import Testing

@testable import Simulators

/// The life of an instance, as a value.
@Suite
struct ApprovalInstanceTests {
    private let now = Timestamp(seconds: 1_768_440_600)

    private func instance(_ nodes: [ApproverNode], copies: [String] = []) -> (ApprovalInstance, Int64) {
        let template = ProcessTemplate(code: "PROC-1", name: "报销", components: [])
        var instance = ApprovalInstance(
            id: "PI", businessID: "B",
            draft: ApprovalDraft(
                template: template, originator: DingTalkBench.company.employees[1], department: -1,
                departmentName: "示例", values: [], nodes: nodes, copies: copies),
            created: now)
        var number: Int64 = 10_000_000_000
        _ = instance.submitted(at: now, taskNumber: &number)
        return (instance, number)
    }

    @Test
    func endsWhenTheLastNodeAgrees() {
        var (instance, number) = instance(
            [ApproverNode(users: ["a"], mode: .any), ApproverNode(users: ["b"], mode: .any)], copies: ["c"])
        #expect(instance.title == "张三提交的报销")
        let first = instance.decided(0, agrees: true, remark: "", at: now, taskNumber: &number)
        #expect(first == [.taskFinished(0), .taskStarted(1)])
        #expect(instance.status == .running)
        let second = instance.decided(1, agrees: true, remark: "ok", at: now, taskNumber: &number)
        #expect(second == [.taskFinished(1), .finished])
        #expect(instance.status == .completed)
        #expect(instance.result == "agree")
        #expect(
            instance.records.map(\.type) == [
                "START_PROCESS_INSTANCE", "EXECUTE_TASK_NORMAL", "EXECUTE_TASK_NORMAL", "PROCESS_CC",
            ])
    }

    @Test
    func waitsForAllOfAnAndNode() {
        var (instance, number) = instance([ApproverNode(users: ["a", "b"], mode: .all)])
        #expect(instance.decided(0, agrees: true, remark: "", at: now, taskNumber: &number) == [.taskFinished(0)])
        #expect(
            instance.decided(1, agrees: true, remark: "", at: now, taskNumber: &number) == [
                .taskFinished(1), .finished,
            ])
    }

    @Test
    func cancelsTheOthersOfAnOrNode() {
        var (instance, number) = instance([ApproverNode(users: ["a", "b"], mode: .any)])
        let changes = instance.decided(1, agrees: true, remark: "", at: now, taskNumber: &number)
        #expect(changes == [.taskFinished(1), .taskCanceled(0), .finished])
        #expect(instance.tasks.map(\.status) == [.canceled, .completed])
    }

    @Test
    func endsAtOnceWhenSomebodyRefuses() {
        var (instance, number) = instance(
            [ApproverNode(users: ["a"], mode: .any), ApproverNode(users: ["b"], mode: .any)])
        let changes = instance.decided(0, agrees: false, remark: "发票不清", at: now, taskNumber: &number)
        #expect(changes == [.taskFinished(0), .finished])
        #expect(instance.result == "refuse")
    }

    @Test
    func hasNoResultWhenItWasWithdrawn() {
        var (instance, _) = instance([ApproverNode(users: ["a"], mode: .any)])
        #expect(instance.terminated(by: "x", remark: "", at: now) == [.terminated])
        #expect(instance.status == .terminated)
        #expect(instance.result == nil)
        #expect(instance.tasks[0].status == .canceled)
    }

    @Test
    func handsATaskOver() {
        var (instance, number) = instance([ApproverNode(users: ["a"], mode: .any)])
        let changes = instance.redirected(0, to: "b", remark: "", at: now, taskNumber: &number)
        #expect(changes == [.taskFinished(0), .taskStarted(1)])
        #expect(instance.tasks[0].result == .redirected)
        #expect(instance.decided(1, agrees: true, remark: "", at: now, taskNumber: &number).last == .finished)
    }
}
