/// All points that seeds must reach between them.
package enum SometimesCatalog {
    /// In the order of reports.
    package static let all: [SometimesPoint] =
        lostReplies + gateways + retries + deaths + deathsBetweenSteps + pausesAndClocks + limitsAndSessions
        + deliveries + outcomes + links

    /// The names of the points that this run reached.
    package static func reached(in run: RunIndex) -> Set<String> {
        let view = SometimesView(run)
        return Set(all.filter { $0.isReached(view) }.map(\.name))
    }

    /// The points that seeds of `scenario`, taken as its file has it, can reach.
    package static func points(for scenario: Scenario) -> [SometimesPoint] {
        all.filter { $0.applies(to: scenario) }
    }
}
