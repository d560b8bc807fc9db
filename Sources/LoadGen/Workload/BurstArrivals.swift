import Seams

/// All approvals within a short time, evenly spread: everybody submits before the meeting begins. `{burst: 1s}`
struct BurstArrivals: OpenArrivals {
    static let name = "burst"
    let within: Duration

    static func read(_ section: inout ScenarioSection) -> Arrivals? {
        section.duration(name, in: .zero ... .seconds(86_400)).map { .burst(within: $0) }
    }

    func dues(of total: Int, seed: Seed) -> [Duration] {
        (0..<total).map { .nanoseconds(Int64(within.seconds * 1e9 * Double($0) / Double(total))) }
    }

    func length(of total: Int) -> Duration { within }
}
