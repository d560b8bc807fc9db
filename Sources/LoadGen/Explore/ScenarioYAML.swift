import Seams
import Simulators

/// Writes a scenario as the file that reads back to an equal run: what `--shrink` prints for `scenarios/regression/`.
///
/// Rules are written from the texts they were read from, with their present windows; a rule that no text made keeps
/// nothing but its name. Members that have their default are left out.
package enum ScenarioYAML {
    /// The file's text, below `header` as a comment.
    package static func text(of scenario: Scenario, header: String) -> String {
        var yaml = YAMLText()
        yaml.comment(header)
        yaml.member("scenario", scenario.name)
        yaml.sentence("proves", scenario.proves)
        yaml.member("seed", String(scenario.seed.value))
        yaml.section("world") { $0.write(scenario.world) }
        yaml.section("system") { $0.write(scenario.system) }
        if scenario.workload.approvals > 0 { yaml.section("workload") { $0.write(scenario.workload) } }
        for activity in scenario.activities { yaml.raw(activity.key, activity.yaml) }
        yaml.section("faults") { section in
            for rule in scenario.faults { section.element { $0.write(rule) } }
        }
        yaml.section("interventions") { section in
            for intervention in scenario.interventions { section.element { $0.write(intervention) } }
        }
        yaml.section("expect") { $0.write(scenario.expectations, hasFaults: !scenario.faults.isEmpty) }
        yaml.member("settle-within", scenario.settleWithin.exactText)
        if let takes = scenario.takes { yaml.member("takes", takes.exactText) }
        yaml.section("explore") { $0.write(scenario.explore) }
        return yaml.text
    }
}

extension YAMLText {
    fileprivate mutating func write(_ rule: FaultRule) {
        var texts = rule.texts
        for known in ["fault", "name", "at", "for"] {
            if let value = texts.removeValue(forKey: known) { member(known, value) }
        }
        let mustFire = texts.removeValue(forKey: "must-fire")
        for (name, value) in texts.sorted(by: { $0.key < $1.key }) { member(name, value) }
        if let mustFire { member("must-fire", mustFire) }
    }

    fileprivate mutating func write(_ intervention: Intervention) {
        member("when", intervention.at?.exactText ?? "quiet")
        switch intervention.action {
        case .adoptFound: emptyMapping("adopt-found")
        case .replayDeadLetters(let values) where values.isEmpty: emptyMapping("replay-dead-letters")
        case .replayDeadLetters(let values):
            section("replay-dead-letters") { $0.section("set", values) }
        }
    }

    fileprivate mutating func write(_ explore: ExploreSettings) {
        if explore.swarm.isEmpty {
            member("swarm", "none")
        } else if explore.swarm != ExploreSettings.everyKind {
            list("swarm", explore.swarm)
        }
        member("network", explore.network, unless: .mixed) { $0.rawValue }
        if let checker = explore.mustFail { member("must-fail", checker) }
    }
}

extension Duration {
    /// The duration with its unit, exactly: `unitText` where that is exact.
    var exactText: String {
        let text = unitText
        if Duration(unitText: text) == self { return text }
        return nanoseconds % 1_000_000 == 0
            ? "\(nanoseconds / 1_000_000)ms" : "\(Double(nanoseconds) / 1000)us"
    }
}
