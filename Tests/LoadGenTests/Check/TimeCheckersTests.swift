import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct TimeCheckersTests {
    @Test func passesInTime() {
        #expect(Latency.check(HistoryBuilder.healthy(3).record()) == .holds(examined: 3))
    }

    @Test func refusesToJudgeWithoutADeliveredApproval() {
        #expect(Latency.check(HistoryBuilder.empty()).isUndecided)
        var history = HistoryBuilder()
        history.approve("A-1", at: 8000)
        #expect(Latency.check(history.record()).isUndecided)
    }

    @Test func findsALateDocument() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400)
        history.deliver("A-3", at: 5400)
        let verdict = Latency.check(history.record())
        #expect(verdict.subjects == ["A-3"])
        #expect(verdict.messages.contains("took 5.02 s; allowed are 5 s"), "\(verdict.messages)")
    }

    @Test func countsFromTheDueTimeAndNotFromABusyGenerator() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400, late: 4000)
        history.deliver("A-3", at: 5390)
        #expect(Latency.check(history.record()).subjects == ["A-3"])
    }

    @Test func countsAnApprovalThatIsStillWaiting() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400)
        #expect(Latency.check(history.record()).messages.contains("when the run ended"))
    }

    @Test func findsASlowPercentileAlthoughTheMedianIsFast() {
        var history = HistoryBuilder { scenario in
            scenario.expectations.latencyMax = nil
            scenario.expectations.latencyP99 = .seconds(1)
        }
        for index in 1...100 {
            history.approve("A-\(index)", at: index * 10)
            history.deliver("A-\(index)", at: index * 10 + (index > 98 ? 1500 : 50))
        }
        #expect(Latency.check(history.record()).subjects == ["p99"])
        history.scenario.expectations.latencyP99 = .seconds(2)
        #expect(Latency.check(history.record()) == .holds(examined: 100))
    }

    @Test func appliesOnlyWithABound() {
        var scenario = HistoryBuilder().scenario
        #expect(Latency.applies(to: scenario))
        scenario.expectations.latencyMax = nil
        #expect(!Latency.applies(to: scenario))
        #expect(!Recovered.applies(to: scenario))
    }

    // MARK: Recovery

    private static func afterAnOutage(deliveredAt: Int?) -> RunRecord {
        var history = HistoryBuilder.healthy { $0.expectations.recoveryWithin = .seconds(2) }
        history.fault("outage", from: 300, until: 900)
        history.approve("A-3", at: 400)
        if let deliveredAt { history.deliver("A-3", at: deliveredAt) }
        return history.record(settlesAt: 1000)
    }

    @Test func passesARecoveryInTime() {
        #expect(Recovered.check(TimeCheckersTests.afterAnOutage(deliveredAt: 2500)) == .holds(examined: 2))
    }

    @Test func findsASlowRecovery() {
        let verdict = Recovered.check(TimeCheckersTests.afterAnOutage(deliveredAt: 3000))
        #expect(verdict.subjects == ["outage", "workload"])
        #expect(
            verdict.messages.contains("1 approvals waited when it ended, and the last got its document 2.12 s later"))
    }

    @Test func findsABacklogThatNeverGoes() {
        let verdict = Recovered.check(TimeCheckersTests.afterAnOutage(deliveredAt: nil))
        #expect(verdict.subjects == ["outage"])  // held against the first heal alone
        #expect(verdict.messages.contains("1 approvals waited when it ended, and 1 never got a document"))
    }

    @Test func measuresTheRecoveryFromAKill() {
        var history = HistoryBuilder.healthy { $0.expectations.recoveryWithin = .seconds(1) }
        history.approve("A-3", at: 400)
        history.add(.process(name: "core", change: "killed", pid: 1, detail: "SIGKILL"), at: 410)
        history.add(.process(name: "core", change: "exited", pid: 1, detail: ""), at: 411)
        history.add(.process(name: "core", change: "started", pid: 2, detail: ""), at: 500)
        history.add(.process(name: "core", change: "ready", pid: 2, detail: ""), at: 600)
        history.deliver("A-3", at: 1700)
        let record = history.record(settlesAt: 2000)
        #expect(Recovered.check(record).subjects == ["core"])
        let recovery = RunIndex(record).recoveries.first
        #expect(recovery?.duration == .milliseconds(1120) && recovery?.backlog == 1)
    }

    /// A kill's window stays open until the faults stop; only the outage that it made can be recovered from.
    @Test func aPauseHealsWhenTheProcessGoesOnAndNotWhenTheRuleEnds() throws {
        let fault = try FaultCatalog.make("process-paused", [:])
        var history = HistoryBuilder.healthy { scenario in
            scenario.expectations.recoveryWithin = .seconds(1)
            scenario.faults = [FaultRule(id: "pause", fault: fault)]
        }
        history.fault("pause", from: 300, until: 900)
        history.add(.process(name: "core", change: "paused", pid: 1, detail: "SIGSTOP"), at: 300)
        history.add(.process(name: "core", change: "resumed", pid: 1, detail: "SIGCONT"), at: 600)
        let recoveries = RunIndex(history.record()).recoveries
        #expect(recoveries.map(\.subject) == ["core", "workload"])
    }

    @Test func refusesToJudgeRecoveryWithoutAnApproval() {
        #expect(Recovered.check(HistoryBuilder.empty { $0.expectations.recoveryWithin = .seconds(2) }).isUndecided)
    }

    // MARK: The generator

    @Test func passesAGeneratorThatKeptItsSchedule() {
        #expect(GeneratorHealthy.check(HistoryBuilder.healthy(3).record()) == .holds(examined: 6))
    }

    @Test(arguments: [(300, "p99 300 ms"), (1200, "up to 1.2 s late")])
    func voidsTheRunOfASaturatedGenerator(late: Int, message: String) {
        var history = HistoryBuilder()
        history.approve("A-1", at: 400, late: late)
        history.deliver("A-1", at: 450 + late)
        guard case .undecided(let reason) = GeneratorHealthy.check(history.record()) else {
            Issue.record("a saturated generator passed")
            return
        }
        #expect(reason.en.contains("saturated") && reason.en.contains(message), "\(reason.en)")
        #expect(Judgement(history.record()).exitCode == 3)
    }

    @Test func refusesAGeneratorWithoutASchedule() {
        #expect(GeneratorHealthy.check(HistoryBuilder.empty()).isUndecided)
        var closed = HistoryBuilder().scenario
        closed.workload.arrivals = .closed(users: 3, thinkTime: .zero)
        #expect(!GeneratorHealthy.applies(to: closed))
    }

    // MARK: Memory

    @Test(arguments: [(250, true), (249, false)])
    func boundsTheMemoryOfEachProcess(bound: Int, holds: Bool) {
        var history = HistoryBuilder { $0.expectations.memoryMax = bound }
        for (index, peak) in [168, 250].enumerated() {
            history.add(
                .process(name: "core-\(index)", change: "memory", pid: index, detail: "\(peak) MiB at most"), at: 900)
        }
        let verdict = MemoryBounded.check(history.record())
        if holds { #expect(verdict == .holds(examined: 2)) } else { #expect(verdict.subjects == ["core-1"]) }
    }

    @Test func refusesToJudgeMemoryThatNobodyMeasured() {
        #expect(MemoryBounded.check(HistoryBuilder.empty { $0.expectations.memoryMax = 1 }).isUndecided)
        #expect(!MemoryBounded.applies(to: HistoryBuilder().scenario))
    }
}
