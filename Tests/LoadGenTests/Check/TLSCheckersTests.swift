import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct TLSCheckersTests {
    private static let activity: ScenarioActivity? = {
        let text = "scenario: planted\nproves: that checkers see\ntls-probes: {rounds: 1}\n"
        return try? ScenarioFile.parse(text: text, file: "planted.yaml").activities.first
    }()

    private func history(_ more: (inout HistoryBuilder) -> Void) -> RunRecord {
        var history = HistoryBuilder { $0.activities = TLSCheckersTests.activity.map { [$0] } ?? [] }
        more(&history)
        return history.record(settlesAt: 8000, endsAt: 9000)
    }

    private func note(
        _ history: inout HistoryBuilder, _ action: String, _ subject: String, _ detail: [String: String] = [:],
        at milliseconds: Int = 1000
    ) {
        history.add(
            .activity(name: "tls-probes", action: action, subject: subject, detail: detail, due: nil), at: milliseconds)
    }

    // MARK: The core's port

    private func probes(_ changes: [String: String] = [:]) -> RunRecord {
        var outcomes = [
            "TLS 1.0": "refused", "TLS 1.1": "refused", "TLS 1.2": "refused", "TLS 1.3": "agreed", "no TLS": "refused",
        ]
        outcomes.merge(changes) { $1 }
        return history { history in
            for (subject, outcome) in outcomes.sorted(by: { $0.key < $1.key }) where !outcome.isEmpty {
                note(&history, "probe", subject, ["outcome": outcome, "reason": "alert"])
            }
        }
    }

    @Test func passesAPortThatAgreesToTLS13Only() {
        let record = probes()
        #expect(OldTLSRefused.check(record) == .holds(examined: 5))
        #expect(OldTLSRefused.applies(to: record.scenario))
        #expect(!OldTLSRefused.applies(to: HistoryBuilder().scenario))
    }

    @Test(arguments: ["TLS 1.0", "TLS 1.1", "TLS 1.2", "no TLS"])
    func findsAnOldVersionThatWasAgreedTo(version: String) {
        let verdict = OldTLSRefused.check(probes([version: "agreed"]))
        #expect(verdict.findings.map(\.subject) == [version])
        #expect(verdict.messages == "was agreed to")
    }

    @Test func findsThatTLS13WasRefused() {
        #expect(OldTLSRefused.check(probes(["TLS 1.3": "refused"])).messages == "was refused: alert")
    }

    @Test(arguments: ["TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3", "no TLS"])
    func isUndecidedWithoutAnAnswerToOneOfThem(version: String) {
        #expect(OldTLSRefused.check(probes([version: ""])).isUndecided)
        #expect(OldTLSRefused.check(probes([version: "unreachable"])).isUndecided)
    }

    @Test func isUndecidedWhenNothingWasTried() {
        #expect(OldTLSRefused.check(history { _ in }).isUndecided)
    }

    // MARK: Strangers

    private func visit(broken: Int?, calls: [(Platform, Int)] = []) -> RunRecord {
        history { history in
            note(&history, "stranger-came", "kingdee", at: 2000)
            for (number, call) in calls.enumerated() {
                history.add(
                    .callArrived(call: number + 1, platform: call.0, operation: "Save", key: "EXP-1"), at: call.1)
            }
            if let broken { note(&history, "stranger-left", "kingdee", ["broken-handshakes": "\(broken)"], at: 5000) }
        }
    }

    @Test func passesACoreThatBreaksOff() {
        let record = visit(broken: 3, calls: [(.kingdee, 1900), (.dingTalk, 3000), (.kingdee, 5100)])
        #expect(StrangersRefused.check(record) == .holds(examined: 3))
        #expect(StrangersRefused.applies(to: record.scenario))
    }

    @Test func findsACallToAStranger() {
        let verdict = StrangersRefused.check(visit(broken: 0, calls: [(.kingdee, 3000)]))
        #expect(verdict.messages == "Save was sent to a stranger")
    }

    @Test func isUndecidedWhenTheCoreCalledNobody() {
        #expect(StrangersRefused.check(visit(broken: 0)).isUndecided)
        #expect(StrangersRefused.check(visit(broken: nil)).isUndecided)
        #expect(StrangersRefused.check(history { _ in }).isUndecided)
    }
}
