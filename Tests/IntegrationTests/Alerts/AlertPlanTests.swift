import Seams
import Testing

@testable import Integration

@Suite struct AlertPlanTests {
    let start = Timestamp(seconds: 1_768_440_600)
    let settings: AlertSettings = {
        var settings = AlertSettings()
        settings.clearFor = .seconds(30)
        settings.repeatEvery = .seconds(600)
        return settings
    }()

    private func alert(
        _ state: Alert.State, _ rule: AlertRule = .breakerOpen, since: Timestamp, quiet: Timestamp? = nil,
        told: Timestamp? = nil
    ) -> Alert {
        Alert(
            id: 1, rule: rule, subject: "kingdee", state: state, since: since, fired: nil, quiet: quiet, ended: nil,
            detail: "save", told: told)
    }

    private func condition(_ rule: AlertRule = .breakerOpen, since: Timestamp) -> AlertCondition {
        AlertCondition(rule: rule, subject: "kingdee", since: since, detail: "save")
    }

    private func changes(
        _ open: [Alert], _ conditions: [AlertCondition], unknown: Set<AlertRule> = [], after: Duration = .zero,
        _ change: (inout AlertSettings) -> Void = { _ in }
    ) -> [AlertChange] {
        var settings = settings
        change(&settings)
        return AlertPlan(settings: settings).changes(
            open, AlertFindings(conditions: conditions, unknown: unknown), at: start + after)
    }

    @Test func waitsUntilTheConditionHasHeldForLongEnough() {
        let new = condition(since: start)
        #expect(changes([], [new], after: .seconds(29)) == [.open(new, isFiring: false)])
        #expect(changes([], [new], after: .seconds(30)) == [.open(new, isFiring: true)])
        let pending = alert(.pending, since: start)
        #expect(changes([pending], [new], after: .seconds(29)) == [])
        #expect(changes([pending], [new], after: .seconds(30)) == [.fire(pending, detail: "save")])
    }

    @Test func nobodyHearsOfWhatPassesByItself() {
        let pending = alert(.pending, since: start)
        #expect(changes([pending], [], after: .seconds(10)) == [.forget(pending)])
    }

    @Test func saysNothingOfWhatIsKnown() {
        let firing = alert(.firing, since: start, told: start)
        #expect(changes([firing], [condition(since: start)], after: .seconds(599)) == [])
    }

    @Test func repeatsWhatIsNotOverUnlessSomebodyLooksAfterIt() {
        var firing = alert(.firing, since: start, told: start)
        let same = condition(since: start)
        #expect(changes([firing], [same], after: .seconds(600)) == [.again(firing, detail: "save")])
        firing.acknowledgedBy = "zhang"
        #expect(changes([firing], [same], after: .seconds(600)) == [])
    }

    @Test func isOverOnlyWhenTheConditionStaysAway() {
        let firing = alert(.firing, since: start, told: start)
        #expect(
            changes([firing], [], after: .seconds(5)) == [.note(firing, quiet: start + .seconds(5), detail: "save")])
        let quiet = alert(.firing, since: start, quiet: start + .seconds(5), told: start)
        #expect(changes([quiet], [], after: .seconds(34)) == [])
        #expect(changes([quiet], [], after: .seconds(35)) == [.over(quiet, ended: start + .seconds(5))])
        // Back again: nothing is told, and the time begins anew.
        #expect(
            changes([quiet], [condition(since: start)], after: .seconds(34))
                == [.note(quiet, quiet: nil, detail: "save")])
    }

    @Test func whatComesBackAgainAndAgainMustStayAwayLonger() {
        var quiet = alert(.firing, since: start, quiet: start, told: start)
        quiet.relapses = 3
        #expect(changes([quiet], [], after: .seconds(239)) == [])
        #expect(changes([quiet], [], after: .seconds(240)) == [.over(quiet, ended: start)])
    }

    @Test func whatCannotBeSaidChangesNothing() {
        let firing = alert(.firing, .auditBroken, since: start, told: start)
        #expect(changes([firing], [], unknown: [.auditBroken], after: .seconds(5000)) == [])
    }

    @Test func tellsWhenASilenceEnds() {
        var firing = alert(.firing, since: start)
        firing.silencedUntil = start + .seconds(60)
        let same = condition(since: start)
        #expect(changes([firing], [same], after: .seconds(59)) == [])
        #expect(changes([firing], [same], after: .seconds(60)) == [.tell(firing, detail: "save")])
    }

    @Test func aRuleThatIsSwitchedOffSaysNothingMore() {
        let firing = alert(.firing, since: start, told: start)
        let off = changes([firing], []) { $0.rules[.breakerOpen, default: .init()].isOn = false }
        #expect(off == [.forget(firing)])
    }

    @Test func judgesEachRule() {
        var evidence = AlertEvidence()
        #expect(evidence.findings(settings, at: start) == AlertFindings(conditions: [], unknown: [.auditBroken]))
        let case1 = AlertEvidence.Case(subject: "INST-1 form", since: start, reason: "DT1: call\n13800138000 **now**")
        evidence.dead = [case1]
        evidence.deadCount = 21
        evidence.undecided = [case1]
        evidence.conflicts = [case1]
        evidence.oldest = start - .seconds(601)
        var worker = WorkerStanding()
        worker.breakers = [
            OpenBreaker(operation: .submit, since: start), OpenBreaker(operation: .save, since: start - .seconds(9)),
        ]
        worker.logIns = [RefusedLogIn(platform: .dingTalk, since: start, reason: "40096", wasAccepted: true)]
        worker.calls = [.init(platform: .kingdee, succeeded: 18, failed: 2)]
        (worker.hasStream, worker.streamLost) = (true, start)
        worker.failing = [.init(loop: "catch-up", since: start, last: start, reason: "no")]
        evidence.workers = [worker]
        evidence.audit = ["entry 3 of chain a was altered"]
        evidence.unannounced = .init(count: 3, first: start - .seconds(600), last: start)
        evidence.bytesFree = 1024 * 1_048_576 - 1
        evidence.failedLogIns = 11
        let found = evidence.findings(settings, at: start)
        // That the store fails is in no store; without a stream no event can come.
        let others = Set(AlertRule.allCases).subtracting([.storeFailing, .eventsSilent])
        #expect(Set(found.conditions.map(\.rule)) == others)
        #expect(found.unknown == [.eventsSilent])
        // Personal fields and markup never get into a message.
        #expect(found.conditions.first?.detail == "DT1: call 138····8000 ··now··")
        let breaker = found.conditions.first { $0.rule == .breakerOpen }
        #expect(breaker?.subject == "kingdee" && breaker?.since == start - .seconds(9))
        #expect(breaker?.detail == "调用持续失败，已暂停：save, submit")
        evidence.workers[0].calls = [.init(platform: .kingdee, succeeded: 17, failed: 2)]
        #expect(!evidence.findings(settings, at: start).conditions.contains { $0.rule == .apiSuccess })
        evidence.workers[0].calls = [.init(platform: .kingdee, succeeded: 19, failed: 1)]
        #expect(!evidence.findings(settings, at: start).conditions.contains { $0.rule == .apiSuccess })
    }

    /// What each says alone and what they are like together.
    @Test func judgesAllWorkersTogether() {
        var (first, second, idle) = (WorkerStanding(), WorkerStanding(), WorkerStanding())
        first.calls = [.init(platform: .kingdee, succeeded: 9, failed: 1)]
        second.calls = [.init(platform: .kingdee, succeeded: 9, failed: 3)]
        second.breakers = [OpenBreaker(operation: .save, since: start)]
        (first.hasStream, second.hasStream) = (true, true)
        second.streamLost = start
        first.failing = [.init(loop: "stock", since: start + .seconds(1), last: start, reason: "later")]
        second.failing = [.init(loop: "stock", since: start, last: start, reason: "first")]
        idle.hasStream = false
        var evidence = AlertEvidence()
        evidence.workers = [first, second, idle]
        let rules = { Set(evidence.findings(settings, at: start).conditions.map(\.rule)) }
        #expect(rules() == [.apiSuccess, .breakerOpen, .loopFailing])
        let loops = evidence.findings(settings, at: start).conditions.filter { $0.rule == .loopFailing }
        #expect(loops.map(\.since) == [start])
        evidence.workers[0].streamLost = start + .seconds(3)
        evidence.unannounced = .init(count: 9, first: start - .seconds(3000), last: start)
        let found = evidence.findings(settings, at: start)
        let down = found.conditions.first { $0.rule == .streamDown }
        #expect(down?.since == start + .seconds(3))
        // Without a stream no event can come, and one that is up again gets its time.
        #expect(found.unknown.contains(.eventsSilent) && !rules().contains(.eventsSilent))
        (evidence.workers[0].streamLost, evidence.workers[0].streamUp) = (nil, start - .seconds(599))
        #expect(!rules().contains(.eventsSilent))
        evidence.workers[0].streamUp = start - .seconds(600)
        #expect(rules().contains(.eventsSilent))
    }

    @Test func aRefusedLogInIsToldInsteadOfTheBreakersThatItOpens() {
        var worker = WorkerStanding()
        worker.breakers = [
            OpenBreaker(operation: .save, since: start), OpenBreaker(operation: .readInstance, since: start),
        ]
        worker.logIns = [
            RefusedLogIn(platform: .kingdee, since: start, reason: "数据中心不存在", wasAccepted: false)
        ]
        #expect(WorkerStanding(text: worker.text) == worker)
        var evidence = AlertEvidence()
        evidence.workers = [worker, WorkerStanding()]
        let found = evidence.findings(settings, at: start).conditions
        let told = found.map { "\($0.rule.rawValue) \($0.subject)" }
        #expect(told == ["log-in-refused kingdee", "breaker-open dingtalk"])
        #expect(found.first?.detail.hasSuffix("数据中心不存在") == true)
        var settings = settings
        settings.rules[.logInRefused] = AlertRuleSettings()
        settings.rules[.logInRefused]?.isOn = false
        let others = evidence.findings(settings, at: start).conditions.map(\.subject)
        #expect(others == ["dingtalk", "kingdee"])
    }

    @Test(arguments: [
        (2, Duration.seconds(3000), false), (3, .seconds(599), false), (3, .seconds(600), true), (9, .zero, false),
    ])
    func eventsAreSilentOnceApprovalsKeepTurningUpWithoutThem(count: Int, span: Duration, isTold: Bool) {
        var evidence = AlertEvidence()
        evidence.unannounced = .init(count: count, first: start, last: start + span)
        let found = evidence.findings(settings, at: start + span)
        #expect(found.conditions.map(\.rule) == (isTold ? [.eventsSilent] : []))
    }
}
