import Seams
import Simulators

/// The simplifications of a scenario that a `Shrinker` tries one by one, the boldest first. A step that changes nothing
/// is left out, so that each list ends.
enum ShrinkSteps {
    /// All at once, all approved, one row each, none poisoned.
    @Sendable static func workload(_ scenario: Scenario) -> [Scenario] {
        let now = scenario.workload
        var candidates: [Scenario] = []
        func add(_ isDone: Bool, _ change: (inout Scenario) -> Void) {
            guard !isDone else { return }
            var candidate = scenario
            change(&candidate)
            candidates.append(candidate)
        }
        add(now.refused + now.terminated + now.running == 0) {
            ($0.workload.refused, $0.workload.terminated, $0.workload.running) = (0, 0, 0)
        }
        add(now.poisoned == 0) {
            if $0.expectations.deadLetters == now.poisoned { $0.expectations.deadLetters = 0 }
            $0.workload.poisoned = 0
        }
        add(now.rows == 1...1) { $0.workload.rows = 1...1 }
        add(now.rows.count == 1) { $0.workload.rows = now.rows.lowerBound...now.rows.lowerBound }
        add(now.arrivals == .burst(within: .seconds(1))) { $0.workload.arrivals = .burst(within: .seconds(1)) }
        return candidates
    }

    /// No interventions, no settings of the core, DingTalk's own schedule.
    @Sendable static func surroundings(_ scenario: Scenario) -> [Scenario] {
        var candidates = scenario.interventions.indices.map { position in
            var candidate = scenario
            candidate.interventions.remove(at: position)
            return candidate
        }
        for setting in scenario.system.settings.keys.sorted() {
            var candidate = scenario
            candidate.system.settings[setting] = nil
            candidates.append(candidate)
        }
        let standard = WorldSettings()
        if scenario.world.redelivery != standard.redelivery {
            var candidate = scenario
            candidate.world.redelivery = standard.redelivery
            candidates.append(candidate)
        }
        return candidates
    }

    /// Each rule: always, and once; with its fault's own settings; in a shorter window.
    @Sendable static func rules(_ scenario: Scenario) -> [Scenario] {
        scenario.faults.indices.flatMap { position in
            rules(scenario.faults[position], number: position).map { rule in
                var candidate = scenario
                candidate.faults[position] = rule
                return candidate
            }
        }
    }

    /// Each step goes one way only, or two of them could take turns for ever.
    private static func rules(_ rule: FaultRule, number: Int) -> [FaultRule] {
        let texts = rule.texts
        guard !rule.source.isEmpty else { return [] }  // its settings are not known
        var variants: [[String: String]] = []
        if rule.fault is any CallFault || rule.fault is any DeliveryFault {
            variants.append(texts.merging(["probability": "1", "attempts": "1"]) { $1 })
            variants.append(texts.merging(["probability": "1"]) { $1 })
            variants.append(texts.merging(["attempts": "1"]) { $1 })
        }
        variants += windows(of: rule).map { texts.merging($0) { $1 } }
        for setting in texts.keys.sorted() where !FaultRule.ownMembers.contains(setting) {
            var rest = texts
            rest[setting] = nil
            variants.append(rest)
        }
        return variants.filter { $0 != texts }.compactMap { variant in
            // Without a setting that it needs it is no rule, and so no candidate.
            guard var made = try? FaultRule(variant, index: number) else { return nil }
            made.closeAfterOutage()
            return made
        }
    }

    /// The first half of its window, and the second one; not below a tenth of a second.
    private static func windows(of rule: FaultRule) -> [[String: String]] {
        guard let until = rule.until, rule.texts["for"] != nil, until - rule.from >= .milliseconds(200) else {
            return []
        }
        let half = Duration.milliseconds(Int64(((until - rule.from) / 2).milliseconds))
        return [
            ["for": half.memberText],
            ["at": (rule.from + half).exactText, "for": (until - rule.from - half).exactText],
        ]
    }
}
