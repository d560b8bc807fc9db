package import Seams

/// A way in which approvals become due. Each is one file and one line in `ArrivalCatalog.all`.
protocol ArrivalProcess: Sendable {
    /// The key below `workload.arrivals`, such as `poisson`.
    static var name: String { get }
    /// Reads the process from below `workload.arrivals`; nil after noting a mistake.
    static func read(_ section: inout ScenarioSection) -> Arrivals?
}

/// Arrivals whose due times are known beforehand: they do not wait for the system under test.
protocol OpenArrivals: ArrivalProcess {
    /// When each of `total` approvals is due, counted from the start of the workload, in ascending order.
    func dues(of total: Int, seed: Seed) -> [Duration]
    /// How long the workload of `total` approvals takes; on average where arrivals are random.
    func length(of total: Int) -> Duration
}

extension Arrivals {
    /// When each of `total` approvals is due, counted from the start of the workload, in ascending order; nil for
    /// closed arrivals, where the runner goes by what the system under test does.
    package func dues(of total: Int, seed: Seed) -> [Duration]? {
        open?.dues(of: max(0, total), seed: seed)
    }

    /// How long the workload of `total` approvals takes, on average where arrivals are random; nil for closed arrivals.
    package func length(of total: Int) -> Duration? {
        open?.length(of: max(0, total))
    }

    private var open: (any OpenArrivals)? {
        switch self {
        case .burst(let within): BurstArrivals(within: within)
        case .constant(let perSecond): ConstantRate(perSecond: perSecond)
        case .poisson(let perSecond): PoissonArrivals(perSecond: perSecond)
        case .ramp(let from, let to): Ramp(from: from, to: to)
        case .closed: nil
        }
    }
}
