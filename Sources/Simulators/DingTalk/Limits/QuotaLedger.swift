import Seams

/// Counts calls and pushes against `DingTalkLimits`, in fixed windows of the clock: a second, a minute, a calendar
/// month. Costs the same for each request; what it remembers is bounded by the number of APIs and `addressesMax`.
struct QuotaLedger: Sendable {
    /// Why a request is not performed.
    enum Denial: Hashable, Sendable {
        case appSecond(limit: Int)
        case appMinute(limit: Int)
        case everybody(limit: Int)
        case tokens(limit: Int)
    }

    /// Counters of one window by API; turning to the next window drops them all.
    private struct Window: Sendable {
        var index: Int64 = .min
        var counts: [String: Int] = [:]

        mutating func count(_ name: String, in current: Int64) -> Int {
            if current != index {
                index = current
                counts.removeAll(keepingCapacity: true)
            }
            let count = counts[name, default: 0] + 1
            counts[name] = count
            return count
        }
    }

    /// Source addresses that are told apart within one window; further ones count as one.
    private static let addressesMax = 4096

    private var second = Window()
    private var minute = Window()
    private var addresses = Window()
    private var bans: [String: Timestamp] = [:]
    private var callMonth: Int64 = .min
    private(set) var callsThisMonth = 0
    private var pushMonth: Int64 = .min
    private(set) var pushesThisMonth = 0

    /// Counts a request at the firewall; false while its address is banned.
    mutating func passes(_ address: String, _ limits: DingTalkLimits, at now: Timestamp) -> Bool {
        guard let allowed = limits.addressCalls else { return true }
        if let end = bans[address] {
            guard now >= end else { return false }
            bans[address] = nil
        }
        let width = max(1, limits.addressWindow.nanoseconds)
        let index = now.nanoseconds / width
        let isKnown = addresses.index != index || addresses.counts[address] != nil
        let name = isKnown || addresses.counts.count < QuotaLedger.addressesMax ? address : "others"
        guard addresses.count(name, in: index) > allowed else { return true }
        if bans.count >= QuotaLedger.addressesMax { bans = bans.filter { now < $0.value } }
        if bans.count < QuotaLedger.addressesMax { bans[address] = now + limits.addressBan }
        return false
    }

    /// Counts a call of `operation`; nil when it may go on.
    mutating func admit(
        _ operation: String, isTokenCall: Bool, _ limits: DingTalkLimits, at now: Timestamp
    ) -> Denial? {
        let api = limits.overrides[operation] ?? limits.api
        if api.callsPerSecond != nil || api.allCallsPerSecond != nil {
            let count = second.count(operation, in: now.seconds)
            if let limit = api.callsPerSecond, count > limit { return .appSecond(limit: limit) }
            if let limit = api.allCallsPerSecond, count > limit { return .everybody(limit: limit) }
        }
        let tokenLimit = isTokenCall ? limits.tokenCallsPerMinute : nil
        guard api.callsPerMinute != nil || tokenLimit != nil else { return nil }
        let count = minute.count(operation, in: QuotaLedger.minute(of: now))
        if let limit = api.callsPerMinute, count > limit { return .appMinute(limit: limit) }
        if let limit = tokenLimit, count > limit { return .tokens(limit: limit) }
        return nil
    }

    /// Counts a billable call against the month; false when the month's calls are used up.
    mutating func spendCall(_ limits: DingTalkLimits, at now: Timestamp) -> Bool {
        guard let allowed = limits.callsPerMonth else { return true }
        let month = ShanghaiTime.month(now)
        if month != callMonth { (callMonth, callsThisMonth) = (month, 0) }
        guard callsThisMonth < allowed else { return false }
        callsThisMonth += 1
        return true
    }

    /// Counts a push against the month; false when the month's pushes are used up.
    mutating func spendPush(_ limits: DingTalkLimits, at now: Timestamp) -> Bool {
        guard let allowed = limits.pushesPerMonth else { return true }
        let month = ShanghaiTime.month(now)
        if month != pushMonth { (pushMonth, pushesThisMonth) = (month, 0) }
        guard pushesThisMonth < allowed else { return false }
        pushesThisMonth += 1
        return true
    }

    private static func minute(of now: Timestamp) -> Int64 {
        now.seconds >= 0 ? now.seconds / 60 : (now.seconds - 59) / 60
    }
}
