import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct StockCheckersTests {
    /// One material with a safety stock of 1000 falls to 999 at 1 s and is all right again at 7 s; people must be told
    /// within 5 s.
    private func history(_ more: (inout HistoryBuilder) -> Void) -> RunRecord {
        var history = HistoryBuilder { $0.activities = [StockCheckersTests.activity] }
        watch(&history)
        move(&history, to: 999, at: 1000)
        move(&history, to: 1000, at: 7000)
        more(&history)
        return history.record(settlesAt: 8000, endsAt: 9000)
    }

    private static let activity: ScenarioActivity = {
        let yaml = "{hold: 6s, within: 5s, attacks: 1}"
        let text = "scenario: planted\nproves: that checkers see\nstock: \(yaml)\n"
        let scenario = try? ScenarioFile.parse(text: text, file: "planted.yaml")
        return scenario?.activities.first ?? ScenarioActivity(activity: Nothing(), yaml: "")
    }()

    private func watch(_ history: inout HistoryBuilder) {
        history.add(
            .activity(
                name: "stock", action: "watch", subject: "RH1000",
                detail: ["threshold": "1000", "users": "015201,015202", "within": "5s"], due: nil), at: -100)
    }

    private func move(_ history: inout HistoryBuilder, to quantity: Int, at milliseconds: Int) {
        history.add(
            .activity(
                name: "stock", action: "move", subject: "RH1000", detail: ["quantity": "\(quantity)"], due: nil),
            at: milliseconds)
    }

    private func tell(_ history: inout HistoryBuilder, _ users: [String], _ figures: String, at milliseconds: Int) {
        let text = "【库存预警】RH1000 螺丝现有 \(figures)。2026-11-01 09:00:00\n编号 SA1"
        history.add(.notificationSent(users: users, text: text), at: milliseconds)
    }

    private let both = ["015201", "015202"]

    @Test func passesOneMessageToEachInTime() {
        let record = history { tell(&$0, both, "999，低于安全库存 1000", at: 3000) }
        #expect(StockAlertsOnce.check(record) == .holds(examined: 1))
        #expect(StockAlertsOnce.applies(to: record.scenario))
    }

    @Test func passesTwoMessagesToDifferentPeople() {
        let record = history {
            tell(&$0, ["015201"], "999，低于安全库存 1000", at: 3000)
            tell(&$0, ["015202"], "999，低于安全库存 1000", at: 5000)
        }
        #expect(StockAlertsOnce.check(record).isHeld)
    }

    @Test func findsABreachThatNobodyWasToldOf() {
        #expect(StockAlertsOnce.check(history { _ in }).messages == "fell below its safety stock, and nobody was told")
    }

    @Test func findsAMessageThatCameTwice() {
        let record = history {
            tell(&$0, both, "999，低于安全库存 1000", at: 3000)
            tell(&$0, ["015202"], "999，低于安全库存 1000", at: 4000)
        }
        #expect(StockAlertsOnce.check(record).messages == "015202 were told twice of one breach")
    }

    /// DingTalk drops a repetition on the same day only; 6,400 s after the planted start it is midnight there.
    @Test(arguments: [(true, true), (true, false), (false, true)])
    func takesARepetitionOverMidnightOnlyAfterALostReply(isNextDay: Bool, isUnanswered: Bool) {
        let midnight = 6_400_000
        var history = HistoryBuilder { $0.activities = [StockCheckersTests.activity] }
        watch(&history)
        move(&history, to: 999, at: midnight - 2000)
        tell(&history, both, "999，低于安全库存 1000", at: midnight - 1000)
        if isUnanswered {
            history.add(
                .callCut(
                    call: 1, platform: .dingTalk, operation: "message/corpconversation/asyncsend_v2", key: nil,
                    performed: true, milliseconds: 100), at: midnight - 900)
        }
        tell(&history, both, "999，低于安全库存 1000", at: isNextDay ? midnight + 500 : midnight - 500)
        move(&history, to: 1000, at: midnight + 5000)
        let verdict = StockAlertsOnce.check(history.record(settlesAt: midnight + 6000, endsAt: midnight + 7000))
        #expect(verdict.isHeld == (isNextDay && isUnanswered))
    }

    @Test func passesOverWhoChangedDepartmentsMeanwhile() {
        let record = history {
            tell(&$0, ["015201", "015209"], "999，低于安全库存 1000", at: 3000)
            for (user, action) in [("015202", "leave"), ("015209", "move")] {
                $0.add(
                    .activity(name: "organisation", action: action, subject: user, detail: ["user": user], due: nil),
                    at: 2000)
            }
        }
        #expect(StockAlertsOnce.check(record).isHeld)
    }

    @Test func findsTheWrongPeople() {
        let record = history { tell(&$0, ["015201", "015209"], "999，低于安全库存 1000", at: 3000) }
        let messages = "015202 were not told\n015209 were told, whom it does not concern"
        #expect(StockAlertsOnce.check(record).messages == messages)
    }

    @Test(arguments: ["998，低于安全库存 1000", "999，低于安全库存 100", "1000，低于安全库存 1000"])
    func findsFiguresThatNeverWere(figures: String) {
        let record = history {
            tell(&$0, both, "999，低于安全库存 1000", at: 3000)
            tell(&$0, both, figures, at: 3500)
        }
        #expect(StockAlertsOnce.check(record).messages == "was told with figures that it never had")
    }

    @Test func findsAMessageThatCameTooLate() {
        let record = history { tell(&$0, both, "999，低于安全库存 1000", at: 6500) }
        #expect(StockAlertsOnce.check(record).messages.hasPrefix("was told after 5.5"))
    }

    /// Nobody who looks every few seconds can be sure to see it; who sees it may tell.
    @Test func aShortDipNeedNotBeTold() {
        let record = history {
            tell(&$0, both, "999，低于安全库存 1000", at: 3000)
            move(&$0, to: 998, at: 7500)
            move(&$0, to: 1001, at: 7900)
        }
        #expect(StockAlertsOnce.check(record) == .holds(examined: 1))
    }

    /// A swarm of faults may keep the system away for any time; what lasts to the end must be told all the same.
    @Test func withoutBoundsOfTimeOnlyALastingBreachMustBeTold() {
        var record = history { move(&$0, to: 998, at: 12_500) }
        record.scenario.expectations.inTime = false
        #expect(StockAlertsOnce.check(record).isUndecided)
        var lasting = HistoryBuilder {
            $0.activities = [StockCheckersTests.activity]
            $0.expectations.inTime = false
        }
        watch(&lasting)
        move(&lasting, to: 999, at: 1000)
        let verdict = StockAlertsOnce.check(lasting.record(settlesAt: 8000, endsAt: 9000))
        #expect(verdict.messages == "fell below its safety stock, and nobody was told")
    }

    @Test func refusesAHistoryWithoutABreach() {
        #expect(StockAlertsOnce.check(HistoryBuilder.empty()).isUndecided)
    }

    // MARK: The hook

    private func hook(_ calls: [(kind: String, status: Int, nonce: String)], unanswered: String? = nil) -> RunRecord {
        history { history in
            if let unanswered {
                history.add(
                    .activity(
                        name: "stock", action: "hook-unanswered", subject: "RH1000",
                        detail: ["kind": "genuine", "nonce": unanswered], due: nil), at: 1900)
            }
            for call in calls {
                history.add(
                    .activity(
                        name: "stock", action: "hook", subject: "RH1000",
                        detail: ["kind": call.kind, "status": "\(call.status)", "nonce": call.nonce], due: nil),
                    at: 2000)
            }
        }
    }

    @Test func passesAHookThatTakesGenuineCallsOnly() {
        let record = hook([("genuine", 202, "a"), ("replayed", 409, "a"), ("forged", 401, "b"), ("stale", 503, "c")])
        #expect(StockHooksRefused.check(record) == .holds(examined: 2))
        #expect(StockHooksRefused.applies(to: record.scenario))
    }

    @Test(arguments: ["replayed", "forged", "stale", "early", "tampered"])
    func findsAnAttackThatWasTaken(kind: String) {
        #expect(StockHooksRefused.check(hook([(kind, 202, "a")])).messages == "a \(kind) call was answered 202")
    }

    @Test func findsAGenuineCallThatWasRefused() {
        let record = hook([("genuine", 401, "a"), ("forged", 401, "b")])
        #expect(StockHooksRefused.check(record).messages == "a genuine call was answered 401")
    }

    @Test func aGenuineCallWhoseReplyWasLostMayBeARepetition() {
        let record = hook([("genuine", 409, "a"), ("forged", 401, "b")], unanswered: "a")
        #expect(StockHooksRefused.check(record).isHeld)
    }

    @Test func refusesAHookThatNobodyAttacked() {
        #expect(StockHooksRefused.check(hook([("genuine", 202, "a")])).isUndecided)
    }
}

/// Stands in for an activity that could not be read; the tests then fail.
private struct Nothing: Activity {
    static let key = "nothing"
    var length: Duration { .zero }
    init() {}
    init?(_ section: inout ScenarioSection) {}
    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {}
}

@Suite struct AttendanceCheckerTests {
    private static let day = "2026-10-30"

    private func values(_ replacing: [String: String] = [:]) -> [String: String] {
        [
            "FEmpId": "E0001", "FUserId": "015201", "FWorkDate": AttendanceCheckerTests.day, "FCheckType": "OnDuty",
            "FPlanned": "2026-10-30 09:00:00", "FChecked": "2026-10-30 08:55:10", "FTimeResult": "Normal",
            "FLocationResult": "Normal", "FSource": "USER",
        ].merging(replacing) { $1 }
    }

    private func history(
        _ documents: [(id: String, values: [String: String])], results: Int = 1,
        _ more: (inout HistoryBuilder) -> Void = { _ in }
    ) -> RunRecord {
        var history = HistoryBuilder()
        more(&history)
        history.add(
            .activity(
                name: "attendance", action: "began", subject: "2026-11-01",
                detail: ["first": "20750", "today": "20758"], due: nil), at: -100)
        for (index, document) in documents.enumerated() {
            let fields = document.values.sorted { $0.key < $1.key }.map { key, value in
                key == "FEmpId" ? "\"\(key)\":{\"FNumber\":\"\(value)\"}" : "\"\(key)\":\"\(value)\""
            }
            history.add(
                .documentSaved(
                    call: index, form: "XX_Attendance", id: document.id, number: "KQ\(document.id)", created: true,
                    status: "A", content: "{\(fields.joined(separator: ","))}"), at: 500 + index)
        }
        if results > 0 {
            history.add(
                .activity(
                    name: "attendance", action: "result", subject: "015201 2026-10-30 OnDuty", detail: values(),
                    due: nil), at: 8000)
        }
        return history.record()
    }

    @Test func passesOneDocumentWithTheFinalValues() {
        let record = history([("1", values(["FTimeResult": "NotSigned", "FChecked": ""])), ("1", values())])
        #expect(AttendanceOnce.check(record) == .holds(examined: 1))
    }

    @Test func findsASecondDocument() {
        #expect(AttendanceOnce.check(history([("1", values()), ("2", values())])).messages == "is in Kingdee 2 times")
    }

    @Test func findsAMissingDocument() {
        #expect(AttendanceOnce.check(history([])).messages == "is not in Kingdee")
    }

    @Test func findsACorrectionThatDidNotArrive() {
        let verdict = AttendanceOnce.check(history([("1", values(["FTimeResult": "Late"]))]))
        #expect(verdict.messages == "FTimeResult is 'Late' instead of 'Normal'")
    }

    @Test func findsADocumentWithoutAResult() {
        let verdict = AttendanceOnce.check(history([("1", values()), ("2", values(["FUserId": "015209"]))]))
        #expect(verdict.messages == "stands for no result: 015209 2026-10-30 OnDuty")
    }

    @Test(arguments: [("leave", true), ("rename", false)])
    func passesOverDocumentsOfWhoLeft(action: String, isHeld: Bool) {
        let record = history([("1", values()), ("2", values(["FUserId": "015209"]))]) {
            $0.add(
                .activity(
                    name: "organisation", action: action, subject: "E0009",
                    detail: ["user": "015209", "status": action == "leave" ? "disabled" : "active"], due: nil),
                at: 600)
        }
        #expect(AttendanceOnce.check(record).isHeld == isHeld)
    }

    @Test func passesOverDaysBeforeTheFirst() {
        let early = values(["FUserId": "015209", "FWorkDate": "2026-10-20"])
        #expect(AttendanceOnce.check(history([("1", values()), ("2", early)])).isHeld)
    }

    /// They appear while the run goes on.
    @Test func passesOverOtherResultsOfToday() {
        let today = values(["FUserId": "015209", "FWorkDate": "2026-11-01"])
        #expect(AttendanceOnce.check(history([("1", values()), ("2", today)])).isHeld)
    }

    @Test func refusesAnEmptyHistory() {
        #expect(AttendanceOnce.check(history([], results: 0)).isUndecided)
        #expect(AttendanceOnce.check(HistoryBuilder.empty()).isUndecided)
    }
}
