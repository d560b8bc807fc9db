import Seams
import Testing

@testable import LoadGen
@testable import Simulators

@Suite struct RequestBudgetTests {
    /// Four approvals, six calls each, and three log-ins.
    private static func history(_ adjust: @escaping (inout Expectations) -> Void) -> HistoryBuilder {
        var history = HistoryBuilder.healthy(4) { adjust(&$0.expectations) }
        for index in 0..<9 { history.call("View", "EXP-A-1", at: 600 + index) }
        history.call("LoginByAppSecret", nil, at: 1)
        history.dingTalkCall("gettoken", at: 2)
        history.dingTalkCall("oauth2/accessToken", at: 3)
        return history
    }

    // MARK: Calls per approval

    @Test(arguments: [6.0, 6.5, 100])
    func passesCallsWithinTheirBound(bound: Double) {
        let record = RequestBudgetTests.history { $0.callsPerApprovalMax = bound }.record()
        #expect(RequestBudget.check(record) == .holds(examined: 24))
    }

    @Test func findsTooManyCallsPerApproval() {
        let record = RequestBudgetTests.history { $0.callsPerApprovalMax = 5.99 }.record()
        let verdict = RequestBudget.check(record)
        #expect(verdict.subjects == ["all calls"])
        #expect(
            verdict.messages
                == "24 calls for 4 approvals: 6 for each, allowed are 5.99; most are kingdee View 9, kingdee Audit 4, "
                + "kingdee Save 4")
        #expect(verdict.findings.first?.message.zh.contains("4 个审批共 24 次调用：平均 6 次，上限 5.99") ?? false)
        let views = record.events.filter { event in
            if case .callArrived(_, _, "View", _) = event.fact { true } else { false }
        }
        #expect(verdict.findings.first?.evidence == views.map(\.sequence))
        #expect(Judgement(record).exitCode == 1)
    }

    @Test func roundsUpSoThatTheBoundIsSeenToBreak() {
        var history = RequestBudgetTests.history { $0.callsPerApprovalMax = 6 }
        history.call("View", nil, at: 700)
        #expect(RequestBudget.check(history.record()).messages.contains("6.25 for each, allowed are 6;"))
    }

    @Test func refusesCallsWithoutAnApproval() {
        var history = HistoryBuilder { $0.expectations.callsPerApprovalMax = 5 }
        history.call("View", nil, at: 10)
        #expect(RequestBudget.check(history.record()).isUndecided)
    }

    // MARK: Log-ins

    @Test func passesLogInsWithinTheirBound() {
        #expect(RequestBudget.check(RequestBudgetTests.history { $0.logInsMax = 3 }.record()) == .holds(examined: 24))
    }

    @Test func findsTooManyLogIns() {
        let record = RequestBudgetTests.history { $0.logInsMax = 2 }.record()
        let verdict = RequestBudget.check(record)
        #expect(verdict.subjects == ["log-ins"])
        #expect(
            verdict.messages
                == "a token or session was asked for 3 times, allowed are 2: dingtalk gettoken 1, "
                + "dingtalk oauth2/accessToken 1, kingdee LoginByAppSecret 1")
        #expect(verdict.findings.first?.message.zh.hasPrefix("共 3 次请求令牌或会话，上限 2：") ?? false)
        let arrivals = record.events.filter { event in
            if case .callArrived(_, _, let operation, _) = event.fact {
                ["gettoken", "oauth2/accessToken", "LoginByAppSecret"].contains(operation)
            } else {
                false
            }
        }
        #expect(verdict.findings.first?.evidence == arrivals.map(\.sequence))
    }

    /// The names are the simulators' own: a way to log in that they add must be counted too.
    @Test func knowsEveryWayToLogIn() {
        let dingTalk = DingTalkCatalog.tokens.map { $0.operation.lowercased() }
        let kingdee = KingdeeOperation.all.filter { $0.service == .authentication && $0.family == .logIn }
            .map { $0.name.lowercased() }
        #expect(LogInOperations.names == [.dingTalk: Set(dingTalk), .kingdee: Set(kingdee)])
    }

    // MARK: Bursts

    /// An outage from 1 s to 3 s, and so many calls 10 ms apart.
    private static func burst(_ count: Int, at milliseconds: Int, apart: Int = 10, bound: Int = 10) -> HistoryBuilder {
        var history = HistoryBuilder { $0.expectations.burstMax = bound }
        history.fault("outage", from: 1000, until: 3000)
        for index in 0..<count { history.call("View", "K-\(index)", at: milliseconds + index * apart) }
        return history
    }

    @Test(arguments: [900, 1000, 2500, 3000, 7890])
    func findsABurstInAFaultAndJustAfter(time: Int) {
        let record = RequestBudgetTests.burst(30, at: time, bound: 10).record(endsAt: 20_000)
        let verdict = RequestBudget.check(record)
        #expect(verdict.subjects == ["kingdee"], "\(verdict)")
        #expect(verdict.messages.contains("in or just after outage; allowed are 10"))
    }

    @Test func tellsWhenABurstCame() {
        let record = RequestBudgetTests.burst(12, at: 3100).record()
        let verdict = RequestBudget.check(record)
        #expect(
            verdict.messages
                == "12 calls came within one second, 3.1 s into the workload, in or just after outage; allowed are 10")
        #expect(
            verdict.findings.first?.message.zh == "负载开始 3.1 s 后，在 outage 期间或刚结束时，一秒内到达 12 次调用；上限 10")
        let arrivals = record.events.filter { if case .callArrived = $0.fact { true } else { false } }
        #expect(verdict.findings.first?.evidence == arrivals.map(\.sequence))
    }

    @Test(arguments: [
        (10, 1500, 10), (20, 1500, 100),  // within the bound, or spread over more than a second
    ])
    func passesACalmCore(count: Int, time: Int, apart: Int) {
        let record = RequestBudgetTests.burst(count, at: time, apart: apart).record()
        #expect(RequestBudget.check(record) == .holds(examined: count))
    }

    @Test(arguments: [0, 8100])
    func doesNotLookAtCallsFarFromAFault(time: Int) {
        var history = RequestBudgetTests.burst(30, at: time)
        #expect(RequestBudget.check(history.record(endsAt: 20_000)).isUndecided)
        history.call("View", "K", at: 2000)
        #expect(RequestBudget.check(history.record(endsAt: 20_000)) == .holds(examined: 31))
    }

    @Test func countsEachPlatformForItself() {
        var history = RequestBudgetTests.burst(10, at: 1500)
        for index in 0..<10 { history.dingTalkCall("v2/user/get", at: 1500 + index) }
        #expect(RequestBudget.check(history.record()) == .holds(examined: 20))
        history.dingTalkCall("v2/user/get", at: 1520)
        #expect(RequestBudget.check(history.record()).subjects == ["dingtalk"])
    }

    @Test func countsTheReturnOfAKilledProcessAsAFault() {
        var history = HistoryBuilder { $0.expectations.burstMax = 3 }
        history.add(.process(name: "core", change: "killed", pid: 1, detail: ""), at: 1000)
        history.add(.process(name: "core", change: "ready", pid: 2, detail: ""), at: 2000)
        for index in 0..<4 { history.call("View", nil, at: 6000 + index) }
        #expect(RequestBudget.check(history.record()).messages.contains("in or just after core"))
    }

    @Test func lastsToTheEndWhenAFaultNeverEnds() {
        var history = HistoryBuilder { $0.expectations.burstMax = 3 }
        history.fault("outage", from: 1000, until: nil)
        for index in 0..<4 { history.call("View", nil, at: 8000 + index) }
        #expect(RequestBudget.check(history.record()).subjects == ["kingdee"])
    }

    // MARK: Together

    @Test func findsWhatIsBrokenAlthoughTheRestCannotBeJudged() {
        let record = RequestBudgetTests.history { expectations in
            expectations.logInsMax = 2
            expectations.burstMax = 1
        }.record()
        #expect(RequestBudget.check(record).subjects == ["log-ins"])
        #expect(RequestBudget.check(RequestBudgetTests.history { $0.burstMax = 1 }.record()).isUndecided)
        var history = HistoryBuilder { scenario in
            scenario.expectations.callsPerApprovalMax = 1
            scenario.expectations.logInsMax = 0
        }
        history.dingTalkCall("gettoken", at: 2)
        #expect(RequestBudget.check(history.record()).subjects == ["log-ins"])
    }

    @Test func refusesAnEmptyHistory() {
        let record = HistoryBuilder.empty { scenario in
            scenario.expectations.callsPerApprovalMax = 1
            scenario.expectations.logInsMax = 1
            scenario.expectations.burstMax = 1
        }
        #expect(RequestBudget.check(record).isUndecided)
    }

    @Test func appliesOnlyWithABound() {
        var scenario = HistoryBuilder().scenario
        #expect(!RequestBudget.applies(to: scenario))
        scenario.expectations.burstMax = 40
        #expect(RequestBudget.applies(to: scenario))
        scenario.expectations.logInsMax = 4
        scenario.expectations.callsPerApprovalMax = 12.5
        #expect(
            RequestBudget.bound(in: scenario)
                == BilingualText(
                    "12.5 calls per approval, 4 log-ins, 40 calls in a second of a fault",
                    "每个审批 12.5 次调用，登录 4 次，故障期间每秒 40 次"))
    }
}

extension HistoryBuilder {
    /// A call to DingTalk that never ends; its number is out of the way of Kingdee's.
    fileprivate mutating func dingTalkCall(_ operation: String, at milliseconds: Int) {
        let number = 100_000 + milliseconds
        add(.callArrived(call: number, platform: .dingTalk, operation: operation, key: nil), at: milliseconds)
    }
}
