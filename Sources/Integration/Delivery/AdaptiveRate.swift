package import Seams

/// A rate limit that is off until a platform throttles, then slows to 0.7 of the measured rate and grows back along a
/// cubic curve, as CUBIC does (RFC 9438) and the AWS SDKs' adaptive mode: fast at first, flat near the rate that was too
/// much, then fast again beyond it.
///
/// Unlike in the AWS SDKs growth is not tied to the measured rate, so that an idle stretch does not leave a crawl behind.
package struct AdaptiveRate: Hashable, Sendable {
    private static let reduction = 0.7
    /// How steep the curve is, in calls per second³.
    private static let steepness = 0.4
    private static let perSecondMin = 0.5
    private static let horizon = Duration.seconds(30)
    /// Twice this many windows without a call forget the measurement.
    private static let window = Duration.milliseconds(500)

    private struct Curve: Hashable {
        var start: Timestamp
        /// The rate that was too much.
        var peak: Double
        /// Seconds until the curve reaches `peak` again.
        var recovery: Double
    }

    private var curve: Curve?
    private var blockedUntil: Timestamp?
    /// The last time that was promised to a caller who was turned away.
    private var lastSlot: Timestamp?
    private var tokens = 0.0
    private var filledAt: Timestamp?
    private var measured = 0.0
    private var windowStart: Timestamp?
    private var windowCount = 0

    package init() {}

    /// Calls per second allowed at `now`; nil while there is no limit.
    package func perSecond(at now: Timestamp) -> Double? {
        guard let curve else { return nil }
        let seconds = (now - curve.start).seconds - curve.recovery
        return max(AdaptiveRate.perSecondMin, AdaptiveRate.steepness * seconds * seconds * seconds + curve.peak)
    }

    /// Asks for one call: nil lets it go, otherwise when to ask again. Everybody who is turned away gets a time of his
    /// own, at the distance of the rate; whoever comes later than `horizon` shares its time.
    package mutating func admit(at now: Timestamp) -> Timestamp? {
        if let rate = perSecond(at: now) {
            fill(at: now, rate: rate)
            guard tokens >= 1, blockedUntil.map({ $0 <= now }) ?? true else { return slot(at: now, rate: rate) }
            tokens -= 1
        }
        measure(at: now)
        return nil
    }

    private mutating func slot(at now: Timestamp, rate: Double) -> Timestamp {
        let distance = Duration.nanoseconds(Int64(1e9 / rate) + 1)
        let free = max(now + distance * max(0, 1 - tokens), blockedUntil ?? now)
        let slot = min(max(free, lastSlot.map { $0 + distance } ?? free), max(free, now + AdaptiveRate.horizon))
        lastSlot = slot
        return slot
    }

    /// The platform asked for slower calls and wants none before `retryAfter` is over.
    package mutating func throttled(at now: Timestamp, retryAfter: Duration) {
        let until = now + retryAfter
        blockedUntil = max(blockedUntil ?? until, until)
        // Calls in flight are all refused together: one reduction answers them all.
        if let curve, now - curve.start < AdaptiveRate.window { return }
        let peak = max(AdaptiveRate.perSecondMin, min(current(at: now), perSecond(at: now) ?? .infinity))
        let recovery = (peak * (1 - AdaptiveRate.reduction) / AdaptiveRate.steepness).cubeRoot
        curve = Curve(start: now, peak: peak, recovery: recovery)
        tokens = 0
        filledAt = now
        lastSlot = nil
    }

    private mutating func fill(at now: Timestamp, rate: Double) {
        let elapsed = max(0, (now - (filledAt ?? now)).seconds)
        tokens = min(max(1, rate / 4), tokens + elapsed * rate)
        filledAt = now
    }

    private mutating func measure(at now: Timestamp) {
        guard let start = windowStart, now - start < AdaptiveRate.window * 2 else {
            measured = current(at: now)
            (windowStart, windowCount) = (now, 1)
            return
        }
        windowCount += 1
        guard now - start >= AdaptiveRate.window else { return }
        measured = current(at: now)
        (windowStart, windowCount) = (now, 0)
    }

    /// The measured rate, with the running window's share.
    private func current(at now: Timestamp) -> Double {
        guard let windowStart else { return measured }
        let seconds = max((now - windowStart).seconds, AdaptiveRate.window.seconds)
        let latest = Double(windowCount) / seconds
        return measured == 0 ? latest : 0.2 * measured + 0.8 * latest
    }
}

extension Double {
    /// The real cube root of a number that is not negative.
    fileprivate var cubeRoot: Double {
        guard self > 0 else { return 0 }
        var root = self > 1 ? self / 3 : 1
        for _ in 0..<100 {
            let next = (2 * root + self / (root * root)) / 3  // Newton's step
            if abs(next - root) < 1e-12 * max(1, next) { return next }
            root = next
        }
        return root
    }
}
