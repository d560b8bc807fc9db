/// Every arrival process that a scenario can name.
enum ArrivalCatalog {
    /// One line per process.
    static let all: [any ArrivalProcess.Type] = [
        BurstArrivals.self, ConstantRate.self, PoissonArrivals.self, Ramp.self, ClosedUsers.self,
    ]
}
