extension KingdeeOperation {
    /// Log-in with the id and secret of an authorised third-party application (第三方系统登录授权), for a user that the
    /// authorisation covers.
    static let loginByAppSecret = LogIn.operation(
        "LoginByAppSecret", ["acctID", "username", "appId", "appSecret", "lcid"]
    ) { call, access throws(LogInFailure) in
        guard let application = access.application(call.arguments.text("appId")),
            application.secret == call.arguments.text("appSecret"),
            let user = access.user(call.arguments.text("username")), application.mayLogIn(user.account)
        else { throw .wrongApplication }
        return user
    }
}
