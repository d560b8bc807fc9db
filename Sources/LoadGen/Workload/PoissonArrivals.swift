import Foundation
import Seams

/// Independent arrivals: the pauses between them are exponentially distributed with the mean 1/`perSecond`, so that
/// they bunch as real people do. `{poisson: 50/s}`
struct PoissonArrivals: OpenArrivals {
    static let name = "poisson"
    let perSecond: Double

    static func read(_ section: inout ScenarioSection) -> Arrivals? {
        section.rate(name).map { .poisson(perSecond: $0) }
    }

    func dues(of total: Int, seed: Seed) -> [Duration] {
        var generator = seed.stream("arrivals")
        var elapsed = 0.0
        return (0..<total).map { _ in
            // 1 - u is in 0 <..., 1, whose logarithm is finite.
            elapsed -= log(1 - Double.random(in: 0..<1, using: &generator)) / perSecond
            return .nanoseconds(Int64(elapsed * 1e9))
        }
    }

    func length(of total: Int) -> Duration { .nanoseconds(Int64(Double(total) / perSecond * 1e9)) }
}
