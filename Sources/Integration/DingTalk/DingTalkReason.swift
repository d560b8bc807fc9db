/// What a reason that DingTalk gives means for the caller.
enum DingTalkMeaning: Hashable, Sendable {
    /// The token was not accepted: get another and call once more. The call had no effect.
    case tokenRefused
    /// Too fast, or a limit is used up: not before this time.
    case throttled(Duration)
    /// A passing fault before the call took effect.
    case busy
    /// A fault of the platform while it worked on the call: a write may have happened.
    case fault
    /// What was asked for does not exist.
    case unknownObject
    /// Calling again with the same data is pointless.
    case refused
}

/// DingTalk's reasons: `sub_code` and `errcode` of the old family, `code` of the new one.
///
/// From the pages 《全局错误码》 and 《调用频次与限流》 and from captured replies. A reason decides, never the HTTP status:
/// the old family refuses with 200, and the new one throttles with the 403 that also means "not allowed".
enum DingTalkReason {
    /// What `code` means; nil for a reason that is in no list.
    static func meaning(of code: String) -> DingTalkMeaning? {
        if let meaning = table[code] { return meaning }
        return prefixes.first { code.hasPrefix($0.prefix) }?.meaning
    }

    private static let table: [String: DingTalkMeaning] = Dictionary(
        uniqueKeysWithValues: groups.flatMap { meaning, codes in codes.map { ($0, meaning) } })

    private static let groups: [(DingTalkMeaning, [String])] = [
        // calls of this application, or of everybody, to one API within a second
        (.throttled(.seconds(1)), ["90018", "90002"]),
        // bans of a server, an organisation or a provider
        (
            .throttled(.seconds(10)),
            [
                "90001", "90003", "90004", "90005", "90006", "90007", "90008", "90009", "90010", "90011", "90012",
                "90013", "90014", "90017",
            ]
        ),
        // the organisation's calls of the month are used up; asked again hourly, since more can be bought
        (.throttled(.seconds(3600)), ["90020", "Forbidden.AccessDenied.ApiCountLimitForOrg"]),
        // more than 20 messages of a custom robot within a minute: it is blocked for ten
        (.throttled(.seconds(600)), ["410100", "660026"]),
        (.throttled(.seconds(60)), ["Forbidden.AccessDenied.QpmLimitForAppkeyAndApi"]),
        (
            .throttled(.seconds(1)),
            [
                "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "Forbidden.AccessDenied.QpsLimitForApi",
                "system.busy", "systemBusy", "qps.exceed.limit", "request.overlimit", "oaplus.query.limit",
                "failure.operation.requestTooFast", "failure.operation.tooManyVisitors", "system.freq.limit",
                "autoflowLikeTriggerRateLimited",
            ]
        ),
        (.tokenRefused, ["40014", "42001", "40001", "InvalidAuthentication", "accesstoken.expired"]),
        (.busy, ["-1"]),
        (
            .fault,
            [
                "15", "88", "isp.top-remote-connection-timeout", "isp.-1", "systemError", "unknownError",
                "server.error", "unclassifiedError", "internalError", "innerError", "820008",
            ]
        ),
        (
            .unknownObject,
            [
                "820004", "processInstanceNotExist", "aflowProcessInstNotExist", "processInstanceIdError",
                "60121", "33012", "userNotExist", "staff.not.found", "invalidParameter.user.notFound",
                "60003", "40009", "invalidState.form.dataDoesNotExistOrIsDeleted",
            ]
        ),
        (
            .refused,
            [
                "40000", "41001", "AuthenticationFailed.MissingParameter",  // no token in the call: our mistake
                "40096", "40089", "invalidClientIdOrSecret",
                "60011", "Forbidden.AccessDenied.AccessTokenPermissionDenied",
                "60020", "Forbidden.AccessDenied.IpNotInWhiteList", "50002", "50004",
                "830001", "810007", "810008", "processCodeError", "invalidProcessCode",
                "820005", "820006", "aflowProcessInstStatusException", "aflowProcessInstCanNotBeExecuted",
                "40035", "400002", "40068", "40069", "41100", "43001", "43002", "43004", "43009",
                "22", "404", "40078", "310000",
            ]
        ),
    ]

    private static let prefixes: [(prefix: String, meaning: DingTalkMeaning)] = [
        ("Forbidden.AccessDenied.Qps", .throttled(.seconds(1))),
        ("Forbidden.AccessDenied.Qpm", .throttled(.seconds(60))),
        ("Forbidden.", .refused),
        ("isp.", .fault),
    ]
}
