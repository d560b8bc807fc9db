extension KingdeeOperation {
    /// Log-in with user name and password. Tenants of the public cloud opened after 2022-11-29 refuse it; this one does
    /// not.
    static let validateUser = KingdeeOperation(
        service: .authentication, name: "ValidateUser", parameters: ["acctID", "username", "password", "lcid"],
        family: .logIn, needsSession: false
    ) { call in
        LogIn.reply(call, failure: passwordFailure(call))
    }

    /// As `ValidateUser`, and may end the user's other sessions.
    static let validateUser2 = KingdeeOperation(
        service: .authentication, name: "ValidateUser2",
        parameters: ["acctID", "username", "password", "isKickOff", "lcid"], family: .logIn, needsSession: false
    ) { call in
        LogIn.reply(
            call, failure: passwordFailure(call), kickingOff: call.arguments["isKickOff"]?.boolean ?? false)
    }

    private static func passwordFailure(_ call: KingdeeCall) -> LogInFailure? {
        if let failure = LogIn.failure(of: call, otherwise: .wrongPassword) { return failure }
        return call.arguments.text("password") == call.services.world.password ? nil : .wrongPassword
    }
}
