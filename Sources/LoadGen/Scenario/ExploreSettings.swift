import Simulators

/// What `rehearsal explore` may do with a scenario, beyond running it as it stands.
package struct ExploreSettings: Hashable, Sendable {
    /// The simulated network's quality.
    package enum Network: String, CaseIterable, Sendable {
        /// One building: well below a millisecond.
        case lan
        /// The public internet.
        case wan
        /// Drawn by the seed.
        case mixed
    }

    /// The kinds of fault, by name, that a seed may add; all by default, none to run the scenario as it stands.
    package var swarm = ExploreSettings.everyKind
    package var network = Network.mixed
    /// The checker that must call the run of some seed violated: the scenario is a canary.
    package var mustFail: String?

    package init() {}

    /// Every kind of fault there is.
    package static let everyKind = FaultCatalog.all.map { $0.name }
}
