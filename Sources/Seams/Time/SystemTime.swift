import Foundation

/// Real time: the date at start, carried on by the monotonic clock.
///
/// A step of the system's wall clock (NTP, an administrator) therefore neither shortens a wait nor makes `now` run
/// backwards; a process that runs for months drifts from the wall clock by what NTP would have corrected.
package struct SystemTime: Time {
    private let clock = ContinuousClock()
    private let origin: ContinuousClock.Instant
    private let originTimestamp: Timestamp

    /// Reads the wall clock once.
    package init() {
        origin = clock.now
        originTimestamp = Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000_000))
    }

    package var now: Timestamp { originTimestamp + origin.duration(to: clock.now) }

    package func sleep(until deadline: Timestamp) async throws {
        try await clock.sleep(until: origin.advanced(by: deadline - originTimestamp), tolerance: .zero)
    }
}
