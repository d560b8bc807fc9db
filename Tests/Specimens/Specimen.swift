package import LoadGen

/// A core that is broken on purpose, and the invariant that must find it out.
package struct Specimen: Sendable {
    /// The name, such as `retries-blindly`.
    package var name: String
    /// The mistake, in one sentence.
    package var mistake: String
    /// The checker that must fire: a specimen that only another one catches does not count as caught.
    package var invariant: String
    /// The file below `Tests/Specimens/scenarios` in which it is looked for.
    package var scenario: String
    package var core: VirtualCore

    package init(name: String, mistake: String, invariant: String, scenario: String, core: VirtualCore) {
        self.name = name
        self.mistake = mistake
        self.invariant = invariant
        self.scenario = scenario
        self.core = core
    }
}
