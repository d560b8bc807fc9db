import Seams

/// How long messages take on a simulated network.
package struct NetworkProfile: Hashable, Sendable {
    /// The shortest time a message takes.
    package var least: Duration
    /// How much longer it takes at most, usually.
    package var jitter: Duration
    /// Delays are multiples of this. Coarse ones arrive together, so that the scheduler has more to choose.
    package var tick: Duration
    /// The share of messages that have to be sent again by TCP, which costs `resend` or twice as much.
    package var lossShare: Double
    package var resend: Duration

    /// One machine room: 0.2 ms and little more.
    package static let lan = NetworkProfile(
        least: .microseconds(200), jitter: .microseconds(600), tick: .microseconds(100), lossShare: 0.0005,
        resend: .milliseconds(200))
    /// The public network between a company and two clouds.
    package static let wan = NetworkProfile(
        least: .milliseconds(4), jitter: .milliseconds(40), tick: .milliseconds(1), lossShare: 0.01,
        resend: .milliseconds(220))
    /// As `wan`, with ticks so coarse that most messages meet others.
    package static let coarse = NetworkProfile(
        least: .milliseconds(10), jitter: .milliseconds(30), tick: .milliseconds(10), lossShare: 0.005,
        resend: .milliseconds(250))

    /// The time that one message takes.
    func delay(_ generator: inout SeededGenerator) -> Duration {
        let ticks = UInt64(max(1, jitter.nanoseconds / tick.nanoseconds)) + 1
        var delay = least + tick * Int(generator.next() % ticks)
        if lossShare > 0, Double(generator.next() >> 11) * 0x1p-53 < lossShare {
            delay += resend * Int(1 + generator.next() % 2)
        }
        return delay
    }
}
