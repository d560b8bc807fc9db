import Seams

/// One approval each 1/`perSecond` seconds. `{constant: 50/s}` or `{constant: 1000/m}`
struct ConstantRate: OpenArrivals {
    static let name = "constant"
    let perSecond: Double

    static func read(_ section: inout ScenarioSection) -> Arrivals? {
        section.rate(name).map { .constant(perSecond: $0) }
    }

    func dues(of total: Int, seed: Seed) -> [Duration] {
        (0..<total).map { .nanoseconds(Int64(Double($0) / perSecond * 1e9)) }
    }

    func length(of total: Int) -> Duration { .nanoseconds(Int64(Double(total) / perSecond * 1e9)) }
}
