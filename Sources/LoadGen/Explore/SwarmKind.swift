import Simulators

/// How a swarm draws rules of one kind of fault. Whatever it draws, a correct core survives: nothing lost, nothing
/// twice, no dead letter, and quiet again in time.
struct SwarmKind: Sendable {
    /// The fault's name.
    let name: String
    /// Draws one rule, without its name; nil when the fault does not fit the scenario or what was drawn before.
    let draw: @Sendable (inout SwarmDraw) -> SwarmDraw.Members?
    /// The most rules of the kind that one seed gets.
    let rulesMax: Int

    init(
        _ fault: any Fault.Type, rulesMax: Int = 2,
        draw: @escaping @Sendable (inout SwarmDraw) -> SwarmDraw.Members?
    ) {
        name = fault.name
        self.rulesMax = rulesMax
        self.draw = draw
    }

    /// One for each fault of the catalogue.
    static let all = calls + deliveries + links + processes
}
