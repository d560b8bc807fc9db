import Simulators

/// A state that some seed must reach, or the exploration has looked past it. The idea is Antithesis's "sometimes"
/// assertion and FoundationDB's `CODE_PROBE`: a point that is never reached is a finding, not silence.
///
/// All points are judged from the history alone, as checkers are: they hold for any core.
package struct SometimesPoint: Sendable {
    /// The name in reports, such as `lost-save-adopted`.
    package let name: String
    /// What was reached, for the report's two languages.
    package let text: BilingualText
    /// Kinds of fault of which one at least must be possible; empty when none is needed.
    let kinds: [String]
    /// What else a scenario must have for the point to be within its reach.
    let isWithin: @Sendable (Scenario) -> Bool
    let isReached: @Sendable (SometimesView) -> Bool

    init(
        _ name: String, _ en: String, _ zh: String, needing kinds: [any Fault.Type] = [],
        within: @escaping @Sendable (Scenario) -> Bool = { _ in true },
        isReached: @escaping @Sendable (SometimesView) -> Bool
    ) {
        self.name = name
        text = BilingualText(en, zh)
        self.kinds = kinds.map { $0.name }
        isWithin = within
        self.isReached = isReached
    }

    /// Whether seeds of `scenario`, taken as its file has it, can reach the point.
    package func applies(to scenario: Scenario) -> Bool {
        let possible = scenario.explore.swarm + scenario.faults.map { type(of: $0.fault).name }
        return isWithin(scenario) && (kinds.isEmpty || kinds.contains(where: possible.contains))
    }
}
