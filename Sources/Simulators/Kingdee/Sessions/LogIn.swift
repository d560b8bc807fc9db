import Seams

/// What the ways to log in have in common: the reply, which unlike all others has no `Result`.
enum LogIn {
    /// Opens a session when `failure` is nil, else refuses.
    static func reply(_ call: KingdeeCall, failure: LogInFailure?, kickingOff: Bool = false) -> KingdeeReply {
        if let failure { return refusal(failure) }
        let user = call.arguments.text("username")
        let session = call.services.sessions.open(user: user, at: call.now, kickingOff: kickingOff)
        var reply = KingdeeReply(success(session, call))
        reply.session = session
        return reply
    }

    /// The reply of a failed log-in: the same keys, with `Context` null.
    static func refusal(_ failure: LogInFailure) -> KingdeeReply {
        let json = frame(
            message: .string(failure.message), code: nil, type: failure.type, context: nil, sessionID: "",
            success: false)
        return KingdeeReply(json, error: "LoginResultType \(failure.type)")
    }

    /// What is wrong with the data centre and user that the arguments name; nil when both are known.
    static func failure(of call: KingdeeCall, otherwise failure: LogInFailure) -> LogInFailure? {
        let world = call.services.world
        guard call.arguments.text("acctID") == world.acctID else { return .noSuchDataCenter }
        return call.arguments.text("username") == world.userName ? nil : failure
    }

    private static func success(_ session: KingdeeSession, _ call: KingdeeCall) -> JSON {
        frame(
            message: nil, code: "CheckPasswordPolicy", type: 1, context: context(session, call),
            sessionID: .string(session.id), success: true)
    }

    private static func frame(
        message: JSON, code: JSON, type: Int, context: JSON, sessionID: JSON, success: Bool
    ) -> JSON {
        [
            "Message": message, "MessageCode": code, "LoginResultType": .number(type), "Context": context,
            "KDSVCSessionId": sessionID, "FormId": nil, "RedirectFormParam": nil, "FormInputObject": nil,
            "ErrorStackTrace": nil, "Lcid": 0, "AccessToken": nil, "CustomParam": [:], "KdAccessResult": nil,
            "IsSuccessByAPI": .bool(success),
        ]
    }

    private static func context(_ session: KingdeeSession, _ call: KingdeeCall) -> JSON {
        let world = call.services.world
        let locale = ["1033": "en-US", "3076": "zh-TW"][call.arguments.text("lcid")] ?? "zh-CN"
        return [
            "UserLocale": .string(locale), "LogLocale": .string(locale), "DBid": .string(world.acctID),
            "DatabaseType": 3,
            "SessionId": .string(session.serverID),
            "UseLanguages": [["LocaleId": 2052, "LocaleName": "中文（简体）", "Alias": "CN", "LicenseType": 0]],
            "UserId": .number(PresetBaseData.userID), "UserName": .string(session.user), "CustomName": "示例公司",
            "DisplayVersion": "9.0.553.10", "DataCenterName": .string(world.dataCenterName),
            "UserToken": .string(call.services.randomness.uuid("kingdee session")),
            "CurrentOrganizationInfo": [
                "ID": .number(PresetBaseData.organizationID), "AcctOrgType": "1",
                "Name": .string(PresetBaseData.organizationName), "FunctionIds": [101, 102, 103],
            ],
            "IsCH_ZH_AutoTrans": false, "ClientType": 32, "WeiboAuthInfo": [:], "UTimeZone": timeZone,
            "STimeZone": timeZone, "GDCID": .string(world.acctID), "Gsid": nil, "TRLevel": 0, "ProductEdition": 0,
            "DataCenterNumber": "001", "ContextResultType": 0, "TenantId": "", "IsDeployAsPublicCloud": false,
        ]
    }

    private static let timeZone: JSON = [
        "OffsetTicks": 288_000_000_000, "StandardName": "(UTC+08:00)", "Id": 230, "Number": "1078_SYS",
        "CanBeUsed": true,
    ]
}
