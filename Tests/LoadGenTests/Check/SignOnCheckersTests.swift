import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SignOnCheckersTests {
    /// A run in which somebody signs on and each trick is refused, all audited.
    private static func history(
        visit change: (inout [String: String]) -> Void = { _ in }, after milliseconds: Int = 500,
        trick: String? = nil, ended: String = "refused", leavingOut omitted: String? = nil, audit: Bool = true,
        isRead: Bool = true
    ) -> RunRecord {
        var history = HistoryBuilder { scenario in
            let signOns = SignOns(people: 1, perSecond: 1, inApp: 1, within: .seconds(3), hasAttacks: true)
            scenario.activities = [ScenarioActivity(activity: signOns, yaml: "people: 1\n")]
        }
        func add(_ action: String, _ subject: String, _ detail: [String: String], due: Timestamp?, at time: Int) {
            history.add(
                .activity(name: "sign-ons", action: action, subject: subject, detail: detail, due: due), at: time)
        }
        var detail = [
            "ended": "home", "expected": "ue0001", "account": "ue0001", "channel": "in-app",
            "due": String(HistoryBuilder.start.nanoseconds),
        ]
        change(&detail)
        add("came", "zhangsan", [:], due: HistoryBuilder.start, at: 0)
        add("entered", "zhangsan", detail, due: nil, at: milliseconds)
        for (index, other) in SignOnTrick.allCases.enumerated() where other.rawValue != omitted {
            let end = other.rawValue == trick ? ended : "refused"
            add("attacked", other.rawValue, ["ended": end, "reference": "REF\(index)"], due: nil, at: 5000 + index)
            if audit { add("audited", "unknown", ["detail": "refused: x, reference REF\(index)"], due: nil, at: 9000) }
        }
        if isRead { add("log-read", "core", [:], due: nil, at: 8990) }
        if audit {
            add("audited", "zhangsan", ["account": "ue0001", "detail": "signed on, reference A"], due: nil, at: 9000)
        }
        return history.record()
    }

    @Test func passesAPersonAtTheHomePage() {
        let record = SignOnCheckersTests.history()
        #expect(SignOnsArrive.check(record) == .holds(examined: 1))
        #expect(SignOnTricksRefused.check(record) == .holds(examined: SignOnTrick.allCases.count))
        #expect(SignOnsAudited.check(record) == .holds(examined: SignOnTrick.allCases.count + 1))
    }

    @Test func findsAWrongPersonAPasswordAndADeadEnd() {
        #expect(SignOnsArrive.check(SignOnCheckersTests.history { $0["account"] = "admin" }).subjects == ["zhangsan"])
        let asked = SignOnsArrive.check(SignOnCheckersTests.history { $0["ended"] = "password" })
        #expect(asked.messages == "was asked for a password")
        #expect(!SignOnsArrive.check(SignOnCheckersTests.history { $0["ended"] = "failed" }).isHeld)
        #expect(!SignOnsArrive.check(SignOnCheckersTests.history { $0["ended"] = nil }).isHeld)
    }

    @Test func findsASlowSignOn() {
        #expect(SignOnsArrive.check(SignOnCheckersTests.history(after: 3000)).isHeld)
        #expect(SignOnsArrive.check(SignOnCheckersTests.history(after: 3001)).messages.hasPrefix("took 3"))
    }

    @Test(arguments: SignOnTrick.allCases, ["home", "elsewhere", "password", "failed"])
    func findsATrickThatWorks(trick: SignOnTrick, ended: String) {
        let record = SignOnCheckersTests.history(trick: trick.rawValue, ended: ended)
        #expect(SignOnTricksRefused.check(record).subjects == [trick.rawValue])
    }

    @Test func doesNotPassATrickThatNobodyTried() {
        #expect(SignOnTricksRefused.check(SignOnCheckersTests.history(leavingOut: "forged-state")).isUndecided)
        #expect(SignOnTricksRefused.check(HistoryBuilder.empty()).isUndecided)
        #expect(SignOnsArrive.check(HistoryBuilder.empty()).isUndecided)
        #expect(SignOnsAudited.check(HistoryBuilder.empty()).isUndecided)
    }

    /// A core whose log shows no sign-on at all has told of none of them; another system's log is not read.
    @Test func findsThatNothingStandsInTheLog() {
        let silent = SignOnCheckersTests.history(audit: false)
        #expect(SignOnsAudited.applies(to: RunIndex(silent)))
        #expect(SignOnsAudited.check(silent).subjects.count == SignOnTrick.allCases.count + 1)
    }

    @Test func findsWhatTheAuditLogLacksOrInvents() {
        var other = SignOnCheckersTests.history { $0["account"] = "somebody" }
        #expect(SignOnsAudited.check(other).subjects == ["zhangsan", "zhangsan"])
        other = SignOnCheckersTests.history { $0["ended"] = "failed" }
        #expect(SignOnsAudited.check(other).messages == "the audit log tells of a sign-on that nobody saw")
    }

    @Test func isNotAskedAboutACoreWhoseLogNobodyRead() {
        let record = SignOnCheckersTests.history(audit: false, isRead: false)
        #expect(!SignOnsAudited.applies(to: RunIndex(record)))
        #expect(!SignOnsAudited.applies(to: HistoryBuilder.empty().scenario))
    }
}
