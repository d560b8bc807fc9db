extension KingdeeOperation {
    /// Log-in with the id and secret of an authorised third-party application.
    static let loginByAppSecret = KingdeeOperation(
        service: .authentication, name: "LoginByAppSecret",
        parameters: ["acctID", "username", "appId", "appSecret", "lcid"], family: .logIn, needsSession: false
    ) { call in
        let world = call.services.world
        if let failure = LogIn.failure(of: call, otherwise: .wrongApplication) { return LogIn.refusal(failure) }
        let matches = call.arguments.text("appId") == world.appID && call.arguments.text("appSecret") == world.appSecret
        return LogIn.reply(call, failure: matches ? nil : .wrongApplication)
    }
}
