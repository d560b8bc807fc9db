import Foundation
import Seams

/// A rate that changes evenly from `from` to `to` per second over the whole workload. `{ramp: {from: 1/s, to: 50/s}}`
///
/// With `total` approvals the workload takes T = 2·total / (from + to), and up to time t there have been
/// from·t + (to − from)·t² / 2T: the n-th is due when that integral reaches n.
struct Ramp: OpenArrivals {
    static let name = "ramp"
    let from: Double
    let to: Double

    static func read(_ section: inout ScenarioSection) -> Arrivals? {
        guard var ramp = section.section(name) else { return nil }
        let from = ramp.requiredRate("from")
        let to = ramp.requiredRate("to")
        ramp.finish()
        guard let from, let to else { return nil }
        return .ramp(from: from, to: to)
    }

    func dues(of total: Int, seed: Seed) -> [Duration] {
        let seconds = 2 * Double(total) / (from + to)
        return (0..<total).map { .nanoseconds(Int64(moment(of: Double($0), within: seconds) * 1e9)) }
    }

    func length(of total: Int) -> Duration { .nanoseconds(Int64(2 * Double(total) / (from + to) * 1e9)) }

    /// Solves the integral for t: n = from·t + a·t² with a = (to − from) / 2T. Written as 2n / (from + √…), which
    /// also holds for a = 0 and loses no digits near it.
    private func moment(of count: Double, within seconds: Double) -> Double {
        guard count > 0 else { return 0 }
        let growth = (to - from) / (2 * seconds)
        return 2 * count / (from + max(0, from * from + 4 * growth * count).squareRoot())
    }
}
