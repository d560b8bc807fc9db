/// What the platform allows of calls and pushes (reference: limits). Nil means that there is no such limit.
package struct DingTalkLimits: Hashable, Sendable {
    /// What is allowed of one API.
    package struct PerAPI: Hashable, Sendable {
        /// Calls of one application in one second: 90018, `QpsLimitForAppkeyAndApi`.
        package var callsPerSecond: Int?
        /// Calls of one application in one minute: `QpmLimitForAppkeyAndApi`.
        package var callsPerMinute: Int?
        /// Calls of all customers together in one second: 90002, `QpsLimitForApi`. The world's one application stands
        /// for all of them.
        package var allCallsPerSecond: Int?

        package init(callsPerSecond: Int? = nil, callsPerMinute: Int? = nil, allCallsPerSecond: Int? = nil) {
            self.callsPerSecond = callsPerSecond
            self.callsPerMinute = callsPerMinute
            self.allCallsPerSecond = allCallsPerSecond
        }
    }

    /// What is allowed of each API that `overrides` does not name.
    package var api = PerAPI()
    /// What is allowed of single APIs, by operation (`v2/user/get`), instead of `api`.
    package var overrides: [String: PerAPI] = [:]
    /// Calls for a token in one minute. The pages say that asking too often is throttled, but not how often that is.
    package var tokenCallsPerMinute: Int?
    /// Calls of one source address, all APIs together, in `addressWindow`; more are denied for `addressBan`.
    package var addressCalls: Int?
    package var addressWindow = Duration.seconds(20)
    package var addressBan = Duration.seconds(300)
    /// Whether the denial is an HTML page instead of JSON with `punish`.
    package var isAddressBanPage = false
    /// Billable calls of the organisation in a calendar month: 90020, `ApiCountLimitForOrg`.
    package var callsPerMonth: Int?
    /// Events pushed in a calendar month, by callback and by stream.
    package var pushesPerMonth: Int?

    package init() {}

    /// Whether single APIs are limited at all.
    var limitsAPIs: Bool { api != PerAPI() || !overrides.isEmpty || tokenCallsPerMinute != nil }

    /// No limit at all.
    package static let off = DingTalkLimits()

    /// The documented figures of a standard organisation (《调用频次与限流》, 《调用频率限制》, 2025-11-19).
    package static let standard: DingTalkLimits = {
        var limits = DingTalkLimits()
        limits.api = PerAPI(callsPerSecond: 20, allCallsPerSecond: 1200)
        limits.addressCalls = 10_000
        limits.callsPerMonth = 5000
        limits.pushesPerMonth = 3000
        return limits
    }()
}
