import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct YidaCheckersTests {
    /// Two forms with documents; the second is changed afterwards and held.
    private static func history(
        number: String = "EXP-A-1", state: String = "已审核", version: Int = 2, held: [String] = ["A-2"],
        savesAgain: Bool = false
    ) -> RunRecord {
        var history = HistoryBuilder.healthy(2) { scenario in
            scenario.activities = [ScenarioActivity(activity: YidaActivity(changes: 1), yaml: "changes: 1\n")]
        }
        func add(_ action: String, _ subject: String, _ detail: [String: String], at time: Int) {
            history.add(
                .activity(name: "yida", action: action, subject: subject, detail: detail, due: nil), at: time)
        }
        add("changed", "A-2", ["version": "3"], at: 2000)
        if savesAgain { history.deliver("A-2", at: 3000) }
        add("form", "A-1", ["version": String(version), "number": number, "state": state], at: 8000)
        add("form", "A-2", ["version": "3", "number": "EXP-A-2", "state": "已审核"], at: 8000)
        for instance in held { add("held", instance, ["reason": "changed"], at: 8001) }
        return history.record()
    }

    @Test func passesFormsThatSayTheirNumberOnce() {
        #expect(YidaWrittenBack.check(YidaCheckersTests.history()) == .holds(examined: 2))
        #expect(YidaChangesHeld.check(YidaCheckersTests.history()) == .holds(examined: 1))
    }

    @Test func findsFormsThatSayAnotherNumberOrNone() {
        #expect(YidaWrittenBack.check(YidaCheckersTests.history(number: "EXP-A-2")).subjects == ["A-1"])
        #expect(YidaWrittenBack.check(YidaCheckersTests.history(number: "", version: 1)).subjects == ["A-1"])
        #expect(YidaWrittenBack.check(YidaCheckersTests.history(state: "未生成")).subjects == ["A-1"])
    }

    @Test func findsFormsThatWereWrittenTwice() {
        let verdict = YidaWrittenBack.check(YidaCheckersTests.history(version: 3))
        #expect(verdict.messages == "was written to 2 times instead of once")
    }

    @Test func findsChangesThatNobodyIsAskedAbout() {
        #expect(YidaChangesHeld.check(YidaCheckersTests.history(held: [])).subjects == ["A-2"])
        #expect(YidaChangesHeld.check(YidaCheckersTests.history(held: ["A-1", "A-2"])).subjects == ["A-1"])
        #expect(YidaChangesHeld.check(YidaCheckersTests.history(savesAgain: true)).subjects == ["A-2"])
    }

    @Test func isUndecidedWhenNothingHappened() {
        #expect(YidaWrittenBack.check(HistoryBuilder.empty()).isUndecided)
        #expect(YidaChangesHeld.check(HistoryBuilder.empty()).isUndecided)
    }
}
