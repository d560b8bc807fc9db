import Seams

/// What the ways to log in have in common: the judgement of the user, and the reply, which unlike all others has no
/// `Result`.
enum LogIn {
    /// Who wants in, how, and what for.
    struct Attempt: Sendable {
        var identity: KingdeeSession.Identity
        var usesPassword = false
        var kicksOff = false
    }

    /// A session that was opened, and with which of the results that open one.
    struct Success: Sendable {
        var session: KingdeeSession
        var result: KingdeeLogInResult
    }

    /// Judges a user whose proof was accepted, and opens a session.
    static func open(
        _ attempt: Attempt, as user: KingdeeUser, _ services: KingdeeServices, at now: Timestamp
    ) throws(LogInFailure) -> Success {
        let behaviour = services.access.behaviour
        guard !user.isDisabled else { throw .disabled }
        if user.isAdministrator, behaviour.forbidsAdministrator { throw .administrator }
        let result = user.logIn.concernsPassword && !attempt.usesPassword ? .success : user.logIn
        guard result.opensSession else { throw .result(result) }
        var identity = attempt.identity
        identity.user = user.account
        let session = services.sessions.open(
            identity, at: now, kickingOff: attempt.kicksOff, life: .seconds(behaviour.sessionIdleSeconds),
            usersMax: behaviour.licensedUsersMax)
        guard let session else { throw .noRoom }
        return Success(session: session, result: result)
    }

    /// Judges a password. An unknown user and a wrong password look alike.
    static func user(
        _ account: String, password: String, _ access: AccessState
    ) throws(LogInFailure) -> KingdeeUser {
        guard !access.behaviour.refusesPasswords else { throw .passwordsRefused }
        guard let user = access.user(account), user.password == password else { throw .wrongPassword }
        return user
    }

    /// An operation that logs in: `prove` tells whose proof it found to be right.
    static func operation(
        _ name: String, _ parameters: [String], usesPassword: Bool = false,
        prove: @escaping @Sendable (KingdeeCall, AccessState) throws(LogInFailure) -> KingdeeUser
    ) -> KingdeeOperation {
        KingdeeOperation(
            service: .authentication, name: name, parameters: parameters, family: .logIn, needsSession: false
        ) { call in
            let language = KingdeeLanguage(call.arguments.text("lcid"))
            do throws(LogInFailure) {
                let access = call.services.access.current
                if parameters.contains("acctID"), call.arguments.text("acctID") != access.acctID {
                    throw .noSuchDataCenter
                }
                let user = try prove(call, access)
                let organization = try self.organization(of: call)
                let attempt = Attempt(
                    identity: .init(user: user.account, language: language, organization: organization),
                    usesPassword: usesPassword, kicksOff: call.arguments["isKickOff"]?.boolean ?? false)
                return reply(try open(attempt, as: user, call.services, at: call.now), call)
            } catch {
                return refusal(error, language)
            }
        }
    }

    /// The reply of a failed log-in: the same keys, with `Context` null.
    static func refusal(_ failure: LogInFailure, _ language: KingdeeLanguage) -> KingdeeReply {
        let json = frame(
            message: .string(failure.message(language)), code: nil, type: failure.type, context: nil, sessionID: "",
            success: false)
        return KingdeeReply(json, error: "LoginResultType \(failure.type.rawValue)")
    }

    private static func organization(of call: KingdeeCall) throws(LogInFailure) -> String {
        let number = call.arguments.text("orgNumber")
        guard !number.isEmpty else { return "" }
        guard call.services.organization(number) != nil else { throw .noSuchOrganization }
        return number
    }

    private static func reply(_ success: Success, _ call: KingdeeCall) -> KingdeeReply {
        let isPlain = success.result == .success
        let message = LogInFailure.result(success.result).message(success.session.identity.language)
        var reply = KingdeeReply(
            frame(
                message: isPlain ? nil : .string(message), code: "CheckPasswordPolicy", type: success.result,
                context: context(success.session, call), sessionID: .string(success.session.id), success: isPlain),
            error: isPlain ? nil : "LoginResultType \(success.result.rawValue)")
        reply.session = success.session
        return reply
    }

    private static func frame(
        message: JSON, code: JSON, type: KingdeeLogInResult, context: JSON, sessionID: JSON, success: Bool
    ) -> JSON {
        [
            "Message": message, "MessageCode": code, "LoginResultType": .number(type.rawValue), "Context": context,
            "KDSVCSessionId": sessionID, "FormId": nil, "RedirectFormParam": nil, "FormInputObject": nil,
            "ErrorStackTrace": nil, "Lcid": 0, "AccessToken": nil, "CustomParam": [:], "KdAccessResult": nil,
            "IsSuccessByAPI": .bool(success),
        ]
    }

    private static func context(_ session: KingdeeSession, _ call: KingdeeCall) -> JSON {
        let world = call.services.world
        let locale = JSON.string(session.identity.language.locale)
        let organization = call.services.organization(session.identity.organization)
        return [
            "UserLocale": locale, "LogLocale": locale, "DBid": .string(world.acctID), "DatabaseType": 3,
            "SessionId": .string(session.serverID),
            "UseLanguages": [["LocaleId": 2052, "LocaleName": "中文（简体）", "Alias": "CN", "LicenseType": 0]],
            "UserId": .number(call.services.userID(session.user)), "UserName": .string(session.user),
            "CustomName": "示例公司", "DisplayVersion": "9.0.553.10", "DataCenterName": .string(world.dataCenterName),
            "UserToken": .string(call.services.randomness.uuid("kingdee session")),
            "CurrentOrganizationInfo": [
                "ID": .number(organization?.id ?? PresetBaseData.organizationID), "AcctOrgType": "1",
                "Name": .string(organization?.name ?? PresetBaseData.organizationName), "FunctionIds": [101, 102, 103],
            ],
            "IsCH_ZH_AutoTrans": false, "ClientType": 32, "WeiboAuthInfo": [:], "UTimeZone": timeZone,
            "STimeZone": timeZone, "GDCID": .string(world.acctID), "Gsid": nil, "TRLevel": 0, "ProductEdition": 0,
            "DataCenterNumber": "001", "ContextResultType": 0, "TenantId": "",
            "IsDeployAsPublicCloud": .bool(call.services.access.behaviour.refusesPasswords),
        ]
    }

    private static let timeZone: JSON = [
        "OffsetTicks": 288_000_000_000, "StandardName": "(UTC+08:00)", "Id": 230, "Number": "1078_SYS",
        "CanBeUsed": true,
    ]
}
