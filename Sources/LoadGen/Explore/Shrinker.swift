import Seams
import Simulators

/// Makes a failing scenario small: fewer faults, approvals and people, simpler rules, and still failing.
///
/// The passes take turns until none of them gets further or the runs are used up: with fewer approvals a fault may
/// become superfluous, and the other way round. The order of candidates is fixed, so that the same scenario shrinks to
/// the same one; what is returned has failed when it was run.
package struct Shrinker {
    /// How many more scenarios may be run.
    package private(set) var budget: Int
    /// Candidates that did not fail, so that none is run twice.
    private var passed: Set<String> = []

    /// A shrinker that runs at most `budget` scenarios.
    package init(budget: Int) {
        self.budget = budget
    }

    /// The smallest scenario that was found to fail; `scenario` itself when it does not.
    ///
    /// - Parameter fails: whether a run of the scenario shows the failure that is looked for.
    package mutating func shrink(_ scenario: Scenario, fails: (Scenario) -> Bool) -> Scenario {
        var smallest = scenario
        smallest.explore.swarm = []  // what the seed drew is in the rules
        guard holds(smallest, fails) else { return scenario }
        while budget > 0 {
            let before = ScenarioYAML.text(of: smallest, header: "")
            dropFaults(&smallest, fails)
            lower(&smallest, \.workload.approvals, to: 1, fails)
            lower(&smallest, \.world.employees, to: 1, fails)
            lower(&smallest, \.world.departments, to: 1, fails)
            for pass in [ShrinkSteps.workload, ShrinkSteps.surroundings, ShrinkSteps.rules] {
                simplify(&smallest, by: pass, fails)
            }
            if ScenarioYAML.text(of: smallest, header: "") == before { break }
        }
        return smallest
    }

    /// Delta debugging (Zeller and Hildebrandt, 2002): takes out halves, then quarters, down to single rules.
    private mutating func dropFaults(_ smallest: inout Scenario, _ fails: (Scenario) -> Bool) {
        var size = smallest.faults.count
        while size > 0, budget > 0 {
            var start = 0
            while start < smallest.faults.count {
                var candidate = smallest
                candidate.faults.removeSubrange(start..<min(start + size, smallest.faults.count))
                if holds(candidate, fails) { smallest = candidate } else { start += size }
            }
            size /= 2
        }
    }

    /// Lowers a number: by halves for as long as that fails, then by ever smaller steps.
    private mutating func lower(
        _ smallest: inout Scenario, _ number: WritableKeyPath<Scenario, Int>, to least: Int,
        _ fails: (Scenario) -> Bool
    ) {
        var step = smallest[keyPath: number] - least
        while step > 0, budget > 0 {
            var candidate = smallest
            candidate[keyPath: number] -= step
            candidate.fitPoisoned()
            if holds(candidate, fails) {
                smallest = candidate
                step = min(step, smallest[keyPath: number] - least)
            } else {
                step /= 2
            }
        }
    }

    /// Takes each step that still fails, and begins again behind it.
    private mutating func simplify(
        _ smallest: inout Scenario, by steps: @Sendable (Scenario) -> [Scenario], _ fails: (Scenario) -> Bool
    ) {
        var position = 0
        while budget > 0 {
            let candidates = steps(smallest)
            guard position < candidates.count else { return }
            if holds(candidates[position], fails) { smallest = candidates[position] } else { position += 1 }
        }
    }

    /// Runs a candidate, unless it is no scenario that could be written down, or was run before.
    private mutating func holds(_ candidate: Scenario, _ fails: (Scenario) -> Bool) -> Bool {
        guard budget > 0, candidate.isWhole else { return false }
        let text = ScenarioYAML.text(of: candidate, header: "")
        guard !passed.contains(text) else { return false }
        budget -= 1
        if fails(candidate) { return true }
        passed.insert(text)
        return false
    }
}

extension Scenario {
    /// Whether it could be read from a file: nothing happens after the end.
    fileprivate var isWhole: Bool {
        let timeline = Timeline(workload: workload.length, settleWithin: settleWithin)
        let moments = faults.flatMap { [$0.from] + ($0.until.map { [$0] } ?? []) } + interventions.compactMap(\.at)
        return moments.allSatisfy { timeline.mistake(at: $0) == nil }
    }

    /// Poisons no more approvals than there are, and expects as many dead letters.
    fileprivate mutating func fitPoisoned() {
        let poisoned = min(workload.poisoned, workload.outcomeCounts.approved)
        if expectations.deadLetters == workload.poisoned { expectations.deadLetters = poisoned }
        workload.poisoned = poisoned
    }
}
