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

    /// Two forms with documents; the second is deleted afterwards.
    private static func deletion(
        held: [String: String] = ["A-2": "the form was deleted in Yida; its document EXP-A-2 stands"],
        isTakenBack: Bool = false, hasDocument: Bool = true, takesBack: Bool = false
    ) -> RunRecord {
        let activity = YidaActivity(deletions: 1, takesBack: takesBack)
        var history = HistoryBuilder { scenario in
            scenario.activities = [ScenarioActivity(activity: activity, yaml: "deletions: 1\n")]
        }
        history.approve("A-1", at: 100)
        history.deliver("A-1", at: 150)
        history.approve("A-2", at: 200)
        if hasDocument { history.deliver("A-2", at: 250) }
        if isTakenBack {
            let call = history.call("Delete", "EXP-A-2", at: 2500)
            history.add(
                .documentDeleted(call: call, form: "ER_ExpReimbursement", id: "id-EXP-A-2", number: "EXP-A-2"), at: 2500
            )
        }
        history.add(.instanceRevoked(instance: "A-2", way: "delete", revocation: nil), at: 2000)
        history.add(
            .activity(name: "yida", action: "deleted", subject: "A-2", detail: [:], due: nil), at: 2000)
        for (instance, reason) in held.sorted(by: { $0.key < $1.key }) {
            history.add(
                .activity(name: "yida", action: "held", subject: instance, detail: ["reason": reason], due: nil),
                at: 8000)
        }
        return history.record()
    }

    @Test func passesDeletedFormsWhoseDocumentsWaitOrAreGone() {
        #expect(YidaDeletionsHeld.check(YidaCheckersTests.deletion()) == .holds(examined: 1))
        #expect(
            YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: [:], isTakenBack: true)) == .holds(examined: 1))
        #expect(
            YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: [:], hasDocument: false)) == .holds(examined: 1))
    }

    @Test func findsDeletedFormsThatNobodyIsAskedAbout() {
        #expect(YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: [:])).subjects == ["A-2"])
        #expect(YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: ["A-2": "changed"])).subjects == ["A-2"])
        #expect(
            YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: ["A-2": "x"], hasDocument: false)).subjects
                == ["A-2"])
    }

    @Test func wantsDocumentsTakenBackWhereTheyAreToBe() {
        func verdict(isTakenBack: Bool, held: [String: String]) -> Verdict {
            YidaDeletionsHeld.check(YidaCheckersTests.deletion(held: held, isTakenBack: isTakenBack, takesBack: true))
        }
        #expect(verdict(isTakenBack: true, held: [:]) == .holds(examined: 1))
        let held = ["A-2": "the form was deleted in Yida; its document EXP-A-2 stands"]
        #expect(verdict(isTakenBack: false, held: held).messages.contains("was not taken back"))
        #expect(verdict(isTakenBack: false, held: [:]).subjects == ["A-2"])
        #expect(verdict(isTakenBack: true, held: held).subjects == ["A-2"])
    }

    /// Two forms of two applications; one application is shut from 0.05 s to 60 s.
    private static func shut(lateness: Int = 50, isFilled: Bool = true) -> RunRecord {
        let trouble = YidaTroublePlan(.throttled, at: .zero, for: .seconds(60))
        var history = HistoryBuilder { scenario in
            scenario.activities = [ScenarioActivity(activity: YidaActivity(troubles: [trouble]), yaml: "")]
        }
        func add(_ action: String, _ subject: String, _ detail: [String: String], at time: Int) {
            history.add(
                .activity(name: "yida", action: action, subject: subject, detail: detail, due: nil), at: time)
        }
        add("shut", "APP_B", [:], at: 50)
        history.approve("A-1", at: 100)
        history.deliver("A-1", at: 100 + lateness)
        history.approve("A-2", at: isFilled ? 200 : 61_000)
        add("opened", "APP_B", [:], at: 60_000)
        history.deliver("A-2", at: 62_000)
        add("form", "A-1", ["form": "FORM-A", "application": "APP_A"], at: 70_000)
        add("form", "A-2", ["form": "FORM-B", "application": "APP_B"], at: 70_000)
        return history.record()
    }

    @Test func findsFormsThatWaitForAnotherApplication() {
        #expect(YidaFormsApart.check(YidaCheckersTests.shut()) == .holds(examined: 1))
        #expect(YidaFormsApart.check(YidaCheckersTests.shut(lateness: 11_000)).subjects == ["A-1"])
        // A shut application that nobody missed proves nothing.
        #expect(YidaFormsApart.check(YidaCheckersTests.shut(isFilled: false)).isUndecided)
    }

    @Test func isUndecidedWhenNothingHappened() {
        #expect(YidaDeletionsHeld.check(HistoryBuilder.empty()).isUndecided)
        #expect(YidaFormsApart.check(HistoryBuilder.empty()).isUndecided)
        #expect(YidaWrittenBack.check(HistoryBuilder.empty()).isUndecided)
        #expect(YidaChangesHeld.check(HistoryBuilder.empty()).isUndecided)
    }
}
