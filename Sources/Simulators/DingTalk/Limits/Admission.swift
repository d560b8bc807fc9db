import Seams

/// What the platform's own limits make of a request, before the operation itself.
extension DingTalkState {
    /// The firewall in front of everything: it counts source addresses and knows no application.
    mutating func passFirewall(_ request: DingTalkRequest, at now: Timestamp) throws(DingTalkRefusal) {
        guard quotas.passes(request.sourceAddress, world.limits, at: now) else {
            throw world.limits.isAddressBanPage ? .addressBannedPage : .addressBanned
        }
    }

    /// The gateway's limits for each second and minute. What is refused here does not count against the month.
    mutating func admit(
        _ request: DingTalkRequest, _ endpoint: any DingTalkEndpoint.Type, at now: Timestamp
    ) throws(DingTalkRefusal) {
        guard world.limits.limitsAPIs else { return }
        let operation = endpoint.operation
        guard let denial = quotas.admit(operation, isTokenCall: endpoint.isTokenCall, world.limits, at: now) else {
            return
        }
        var context = RefusalReason.Context(operation: operation, appKey: world.appKey, now: now)
        let reason: String
        switch denial {
        case .appSecond(let limit): (reason, context.limit) = ("90018", limit)
        case .everybody(let limit): (reason, context.limit) = ("90002", limit)
        case .appMinute(let limit), .tokens(let limit):
            (reason, context.limit, context.windowSeconds) = ("QpmLimitForAppkeyAndApi", limit, 60)
        }
        throw RefusalReason.named(reason).refusal(in: request.family, context)
    }

    /// The organisation's calls of the month. A call that the gateway refused for another reason is not counted.
    mutating func spendCall(
        _ request: DingTalkRequest, _ endpoint: any DingTalkEndpoint.Type, at now: Timestamp
    ) throws(DingTalkRefusal) {
        guard world.limits.callsPerMonth != nil, endpoint.isBillable else { return }
        guard quotas.spendCall(world.limits, at: now) else {
            let context = RefusalReason.Context(operation: endpoint.operation, appKey: world.appKey, now: now)
            throw RefusalReason.named("90020").refusal(in: request.family, context)
        }
    }
}

extension DingTalkEndpoint {
    /// Whether a call counts against the organisation's month: contacts, tokens and login are free (《计费模型说明》).
    static var isBillable: Bool { needsToken && !freePaths.contains { path.hasPrefix($0) } }

    /// Whether a call hands out an application's token.
    static var isTokenCall: Bool { path == "/gettoken" || path.hasPrefix("/v1.0/oauth2/") }
}

/// Where contacts, tokens and login live.
private let freePaths = [
    "/gettoken", "/get_jsapi_ticket", "/sns/", "/service/", "/auth/", "/user/", "/department/", "/topapi/user/",
    "/topapi/v2/user/", "/topapi/department/", "/topapi/v2/department/", "/topapi/smartwork/hrm/employee/",
    "/v1.0/oauth2/", "/v1.0/contact/", "/v1.0/hrm/", "/v2.0/contact/",
]
