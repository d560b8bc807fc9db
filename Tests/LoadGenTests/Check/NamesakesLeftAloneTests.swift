import Simulators
import Testing

@testable import LoadGen

@Suite struct NamesakesLeftAloneTests {
    private static let form = "ER_ExpReimbursement"

    /// Somebody enters a document under the number that the core tries next.
    private static func history(isMet: Bool = true, _ more: (inout HistoryBuilder) -> Void = { _ in }) -> Verdict {
        var history = HistoryBuilder.healthy {
            $0.activities = [ScenarioActivity(activity: NamesakesActivity(), yaml: "numbers: 1\n")]
        }
        history.add(
            .documentSaved(
                call: nil, form: NamesakesLeftAloneTests.form, id: "900", number: "EXP-A-3", created: true, status: "A",
                content: "{}"), at: 500
        )
        history.add(
            .activity(
                name: NamesakesActivity.key, action: NamesakesActivity.entered, subject: "EXP-A-3",
                detail: ["id": "900", "instance": ""], due: nil), at: 501)
        if isMet { _ = history.call("Save", "EXP-A-3", at: 600) }
        more(&history)
        return NamesakesLeftAlone.check(history.record())
    }

    @Test func passesWhatNobodyTouches() {
        #expect(NamesakesLeftAloneTests.history() == .holds(examined: 1))
        // Whoever entered it may delete it.
        let deleted = NamesakesLeftAloneTests.history { history in
            history.add(
                .documentDeleted(call: nil, form: NamesakesLeftAloneTests.form, id: "900", number: "EXP-A-3"), at: 700)
        }
        #expect(deleted == .holds(examined: 1))
    }

    @Test(arguments: ["Save", "Submit", "Audit", "Delete"])
    func findsWhatTheSystemTookForItsOwn(operation: String) {
        let verdict = NamesakesLeftAloneTests.history { history in
            let call = history.call(operation, "EXP-A-3", at: 700)
            switch operation {
            case "Save":
                history.add(
                    .documentSaved(
                        call: call, form: NamesakesLeftAloneTests.form, id: "900", number: "EXP-A-3", created: false,
                        status: "A",
                        content: "{}"), at: 700)
            case "Delete":
                history.add(
                    .documentDeleted(call: call, form: NamesakesLeftAloneTests.form, id: "900", number: "EXP-A-3"),
                    at: 700)
            default:
                history.add(
                    .documentStatusChanged(
                        call: call, form: NamesakesLeftAloneTests.form, id: "900", number: "EXP-A-3",
                        operation: operation, from: "A", to: "B"),
                    at: 700)
            }
        }
        #expect(verdict.subjects == ["EXP-A-3"])
    }

    @Test func isUndecidedWhenNobodyEnteredOrMetAnything() {
        #expect(NamesakesLeftAloneTests.history(isMet: false).isUndecided)
        #expect(NamesakesLeftAlone.check(HistoryBuilder.empty()).isUndecided)
        let held = NamesakesLeftAloneTests.history(isMet: false) { history in
            history.add(
                .activity(
                    name: NamesakesActivity.key, action: NamesakesActivity.held, subject: "A-3", detail: [:], due: nil),
                at: 900)
        }
        #expect(held == .holds(examined: 1))
    }
}
