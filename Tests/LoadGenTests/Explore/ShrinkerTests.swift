import Seams
import Simulators
import Testing

@testable import LoadGen

/// Shrinking by predicates that stand for a planted bug.
@Suite struct ShrinkerTests {
    private let big: Scenario

    init() throws {
        big = SwarmPlan.apply(
            to: try ScenarioFile.parse(text: ShrinkerTests.text, file: "big.yaml", world: .virtual), seed: Seed(5))
    }

    @Test func findsTheOneFaultAndTheFewApprovals() {
        let (smallest, runs) = shrink(big) { scenario in
            scenario.faults.contains(where: isLostSave) && scenario.workload.approvals >= 3
        }
        #expect(smallest.faults.map(\.id) == ["the-bug"])
        #expect(smallest.workload.approvals == 3)
        #expect(smallest.world.employees == 1 && smallest.world.departments == 1)
        #expect(smallest.workload.rows == 1...1)
        #expect(smallest.workload.refused + smallest.workload.terminated + smallest.workload.running == 0)
        #expect(smallest.workload.poisoned == 0 && smallest.expectations.deadLetters == 0)
        #expect(smallest.workload.arrivals == .burst(within: .seconds(1)))
        #expect(smallest.system.settings.isEmpty && smallest.interventions.isEmpty)
        #expect(smallest.faults[0].aim.attempts == 1 && smallest.faults[0].aim.probability == 1)
        // Halved until less than two tenths of a second were left.
        let window = (smallest.faults[0].until ?? .zero) - smallest.faults[0].from
        #expect(window >= .milliseconds(100) && window < .milliseconds(200))
        #expect(smallest.seed == Seed(5))
        #expect(runs < 120)
    }

    @Test func keepsTwoFaultsThatNeedEachOther() {
        let (smallest, _) = shrink(big) { scenario in
            scenario.faults.contains(where: isLostSave) && scenario.faults.contains { $0.fault is ProcessKilled }
        }
        #expect(smallest.faults.count == 2)
        #expect(smallest.workload.approvals == 1)
    }

    @Test func findsAnyNumberOfApprovals() {
        for count in [1, 2, 7, 39, 40] {
            let (smallest, _) = shrink(big) { $0.workload.approvals >= count }
            #expect(smallest.workload.approvals == count)
            #expect(smallest.faults.isEmpty)
        }
    }

    @Test func keepsTheWindowThatMatters() {
        let (smallest, _) = shrink(big) { scenario in
            scenario.faults.contains { isLostSave($0) && $0.isOpen(at: .milliseconds(2900)) && $0.aim.probability < 1 }
        }
        let rule = smallest.faults[0]
        #expect(rule.isOpen(at: .milliseconds(2900)))
        #expect((rule.until ?? .zero) - rule.from < .milliseconds(200))
        #expect(rule.aim.probability == 0.5)
    }

    @Test func returnsWhatDoesNotFailAsItIs() {
        let (same, runs) = shrink(big) { _ in false }
        #expect(ScenarioYAML.text(of: same, header: "") == ScenarioYAML.text(of: big, header: ""))
        #expect(runs == 1)
    }

    @Test(arguments: [0, 1, 2, 5, 17])
    func neverRunsMoreThanItMayAndReturnsOnlyWhatFailed(budget: Int) {
        var failed: Set<String> = [ScenarioYAML.text(of: big, header: "")]
        var runs = 0
        var shrinker = Shrinker(budget: budget)
        let smallest = shrinker.shrink(big) { scenario in
            runs += 1
            guard scenario.workload.approvals % 3 == 1 || scenario.faults.count > 2 else { return false }
            failed.insert(ScenarioYAML.text(of: scenario, header: ""))
            return true
        }
        #expect(runs <= budget)
        #expect(shrinker.budget == budget - runs)
        #expect(failed.contains(ScenarioYAML.text(of: smallest, header: "")))
    }

    @Test func runsNoScenarioTwiceAndOnlyThoseThatCanBeReadBack() throws {
        var seen: Set<String> = []
        _ = shrink(big) { scenario in
            let text = ScenarioYAML.text(of: scenario, header: "")
            #expect(seen.insert(text).inserted)
            #expect(throws: Never.self) { try ScenarioFile.parse(text: text, file: "x.yaml", world: .virtual) }
            return scenario.faults.contains { $0.fault is ProcessKilled } || scenario.workload.approvals > 20
        }
        #expect(seen.count > 20)
    }

    @Test func theSameScenarioShrinksToTheSame() {
        let texts = [shrink(big) { $0.faults.count >= 2 }, shrink(big) { $0.faults.count >= 2 }]
            .map { ScenarioYAML.text(of: $0.0, header: "") }
        #expect(texts[0] == texts[1])
    }

    private func shrink(_ scenario: Scenario, fails: (Scenario) -> Bool) -> (Scenario, runs: Int) {
        var shrinker = Shrinker(budget: 1000)
        let smallest = shrinker.shrink(scenario) { fails($0) }
        return (smallest, 1000 - shrinker.budget)
    }

    private func isLostSave(_ rule: FaultRule) -> Bool {
        rule.fault is LostAfterCommit && rule.aim.operations == ["Save"]
    }

    private static let text = """
        scenario: big
        proves: that it shrinks
        world: {employees: 90, departments: 9}
        system: {settings: {delivery.settle: 2s}}
        workload: {approvals: 40, arrivals: {constant: 10/s}, refused: 0.1, terminated: 0.1, running: 0.1, poisoned: 2}
        faults:
          - {fault: process-killed, at: 1s, restart-after: 2s}
          - fault: lost-after-commit
            name: the-bug
            on: kingdee.Save
            probability: 0.5
            attempts: 2
            hold: 300ms
            at: 0s
            for: 4s
          - {fault: link-reset, link: core, at: 1s, for: 2s}
        interventions: [{when: 2s, replay-dead-letters: {set: {A: b}}}]
        """
}
