import Seams
import Testing

@testable import LoadGen
@testable import Simulators

@Suite struct AlertsOnceTests {
    private static let activity: ScenarioActivity = {
        let yaml = "{within: 2s, outage-for: 3s, clear: 1s}"
        let text = "scenario: planted\nproves: that checkers see\noperations: \(yaml)\n"
        let scenario = try? ScenarioFile.parse(text: text, file: "planted.yaml")
        return scenario?.activities.first ?? ScenarioActivity(activity: Nothing(), yaml: "")
    }()

    private struct Nothing: Activity {
        static let key = "nothing"
        init() {}
        init?(_ section: inout ScenarioSection) {}
        var length: Duration { .zero }
        func run(_ stage: ActivityStage, from origin: Timestamp) async throws {}
    }

    /// `A-1` is approved at 100 ms and cannot be mapped; it is mended, and its document audited, at 6020 ms. Kingdee is away
    /// from 1 s to 7 s. Operators must hear of both within 2 s (and 3 s for the outage).
    private func history(outage: Bool = true, _ more: (inout HistoryBuilder) -> Void) -> RunRecord {
        let fault = try? FaultCatalog.make("link-refused", [:])
        var history = HistoryBuilder { scenario in
            scenario.activities = [AlertsOnceTests.activity]
            if outage, let fault {
                scenario.faults = [
                    FaultRule(
                        id: "down", fault: fault, aim: FaultAim(link: "kingdee"), from: .seconds(1), until: .seconds(7))
                ]
            }
        }
        history.approve("A-1", isPoisoned: true)
        history.deliver("A-1", at: 6000)
        history.add(HistoryFact.intervention(action: "replay-dead-letter", target: "A-1", detail: ""), at: 5900)
        if outage { history.fault("down", from: 1000, until: 7000) }
        more(&history)
        return history.record(settlesAt: 8000, endsAt: 20_000)
    }

    private func hook(
        _ history: inout HistoryBuilder, _ alert: String, _ rule: String, _ subject: String, _ state: String,
        id: String? = nil, signature: String = "genuine", at milliseconds: Int
    ) {
        history.add(
            .activity(
                name: "operations", action: "hook", subject: subject,
                detail: [
                    "id": id ?? "\(alert)-\(state)", "alert": alert, "rule": rule, "state": state,
                    "signature": signature,
                ], due: nil), at: milliseconds)
    }

    private func robot(_ history: inout HistoryBuilder, _ lines: String..., at milliseconds: Int) {
        let text = "集成告警 · rehearsal\n### 集成告警 · rehearsal\n\n" + lines.joined(separator: "\n")
        history.add(.robotMessageSent(robot: "default", text: text), at: milliseconds)
    }

    private static let letter = "- **告警 A1 死信** A-1 ER_ExpReimbursement：DT1: 未知项目（始于 2026-09-21 22:13:20）"
    private static let letterOver = "- **已恢复 A1 死信** A-1 ER_ExpReimbursement：持续 6 秒"
    private static let outage = "- **告警 A2 接口熔断** kingdee：调用持续失败，已暂停：save（始于 2026-09-21 22:13:22）"
    private static let outageOver = "- **已恢复 A2 接口熔断** kingdee：持续 5 秒"

    /// Everything as it should be; `except` leaves one message out or puts others in.
    private func tellAll(_ history: inout HistoryBuilder, except left: String = "") {
        if left != "hook-letter" { hook(&history, "A1", "dead-letter", "A-1 form", "firing", at: 900) }
        if left != "robot-letter" { robot(&history, AlertsOnceTests.letter, at: 1000) }
        if left != "hook-outage" { hook(&history, "A2", "breaker-open", "kingdee", "firing", at: 5100) }
        if left != "robot-outage" { robot(&history, AlertsOnceTests.outage, at: 5200) }
        if left != "hook-over" { hook(&history, "A1", "dead-letter", "A-1 form", "over", at: 7500) }
        if left != "hook-outage-over" { hook(&history, "A2", "breaker-open", "kingdee", "over", at: 8500) }
        if left != "robot-over" { robot(&history, AlertsOnceTests.letterOver, AlertsOnceTests.outageOver, at: 8600) }
    }

    @Test func passesWhatIsToldOnceInTime() {
        let record = history { tellAll(&$0) }
        #expect(AlertsOnce.check(record) == .holds(examined: 4))
        #expect(AlertsOnce.applies(to: record.scenario))
    }

    @Test func aRepetitionWithTheSameIdIsOneMessage() {
        let record = history {
            tellAll(&$0)
            hook(&$0, "A1", "dead-letter", "A-1 form", "firing", at: 1500)
        }
        #expect(AlertsOnce.check(record).isHeld)
    }

    @Test(arguments: [
        ("hook-letter", "nobody was told (hook)"), ("robot-letter", "nobody was told (robot)"),
        ("robot-outage", "nobody was told (robot)"), ("hook-over", "nobody was told that it is over (hook)"),
        ("robot-over", "nobody was told that it is over (robot)\nnobody was told that it is over (robot)"),
    ])
    func findsWhatNobodyWasTold(left: String, expected: String) {
        #expect(AlertsOnce.check(history { tellAll(&$0, except: left) }).messages == expected)
    }

    @Test func findsWhatWasToldTwice() {
        let record = history {
            tellAll(&$0)
            hook(&$0, "A3", "dead-letter", "A-1 form", "firing", at: 1200)
            robot(&$0, AlertsOnceTests.letter, at: 4600)
        }
        #expect(AlertsOnce.check(record).messages == "was told 2 times (robot)\nwas told 2 times (hook)")
    }

    @Test func findsWhatWasToldTooLate() {
        let record = history {
            tellAll(&$0, except: "robot-letter")
            robot(&$0, AlertsOnceTests.letter, at: 3100)
        }
        #expect(AlertsOnce.check(record).messages.hasPrefix("was told 1"))
        #expect(AlertsOnce.check(record).messages.hasSuffix("too late (robot)"))
    }

    @Test func findsAnEndBeforeTheEnd() {
        let record = history {
            tellAll(&$0, except: "hook-over")
            hook(&$0, "A1", "dead-letter", "A-1 form", "over", at: 5000)
        }
        #expect(AlertsOnce.check(record).messages == "was told to be over before it was (hook)")
    }

    @Test func findsAnEndThatCameTooLate() {
        let record = history {
            tellAll(&$0, except: "hook-outage-over")
            hook(&$0, "A2", "breaker-open", "kingdee", "over", at: 12_000)
        }
        #expect(AlertsOnce.check(record).messages.hasPrefix("was told to be over 2"))
    }

    @Test func findsWhatWasNotSo() {
        let record = history(outage: false) { tellAll(&$0) }
        let messages = AlertsOnce.check(record).messages
        #expect(messages.contains("was told (firing), and was not so (hook)"))
        #expect(messages.contains("was told (over), and was not so (robot)"))
    }

    @Test func findsAForgedCall() {
        let record = history {
            tellAll(&$0, except: "hook-over")
            hook(&$0, "A1", "dead-letter", "A-1 form", "over", signature: "forged", at: 7500)
        }
        #expect(AlertsOnce.check(record).messages == "was called with a wrong signature")
    }

    @Test func refusesAHistoryInWhichNothingWentWrong() {
        #expect(AlertsOnce.check(HistoryBuilder.empty { $0.activities = [AlertsOnceTests.activity] }).isUndecided)
        #expect(AlertsOnce.check(HistoryBuilder.empty()).isUndecided)
    }
}
