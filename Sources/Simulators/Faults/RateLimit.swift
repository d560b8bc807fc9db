package import Seams

/// The platform allows so many calls per account, operation and window, and then refuses for a penalty time.
///
/// DingTalk's standard limit is 20 calls a second for each application and API (《调用频次与限流》), answered with
/// sub_code 90018 in the old family and HTTP 403 in the new one.
package struct RateLimit: CallFault {
    package static let name = "rate-limit"
    package static let summary = "a quota with a penalty window / 限流并有处罚时间"
    package var calls: Int
    package var window: Duration
    package var penalty: Duration
    /// The platform's reason; by default each platform's own one for "too many calls".
    package var reason: String

    private struct Bucket: Sendable {
        var windowStart: Timestamp
        var used = 0
        var bannedUntil: Timestamp?
    }
    private var buckets: [String: Bucket] = [:]

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        calls = try settings.integer("calls", default: 20, in: 1...1_000_000)
        window = try settings.duration("per", default: .seconds(1))
        penalty = try settings.duration("penalty", default: .seconds(1))
        reason = settings.text("reason") ?? "throttled"
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        var bucket = buckets["\(call.account ?? "")\n\(call.operation)"] ?? Bucket(windowStart: now)
        defer { buckets["\(call.account ?? "")\n\(call.operation)"] = bucket }
        if let end = bucket.bannedUntil {
            guard now >= end else { return .refuse(reason: reason) }
            bucket = Bucket(windowStart: now)
        }
        if now - bucket.windowStart >= window { bucket = Bucket(windowStart: now) }
        bucket.used += 1
        guard bucket.used > calls else { return nil }
        bucket.bannedUntil = now + penalty
        return .refuse(reason: reason)
    }
}
