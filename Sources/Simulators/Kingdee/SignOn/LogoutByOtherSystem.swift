extension KingdeeOperation {
    /// Ends a user's sessions on behalf of a third-party system: form field `ap0` with JSON.
    ///
    /// That the signature covers the same values as a log-in's is an assumption, and so is the reply: `true` or `false`.
    static let logoutByOtherSystem = KingdeeOperation(
        service: .users, name: "LogoutByOtherSystem", parameters: ["ap0"], needsSession: false
    ) { call in
        let sent = call.arguments["ap0"]
        guard let text = sent?.string ?? sent?.text, let fields = LenientObject.fields(of: text) else {
            return KingdeeReply(false, error: "unreadable")
        }
        let ticket = SignOnTicket(logout: fields)
        do throws(SignOn.Failure) {
            let user = try call.services.access.transact { access throws(SignOn.Failure) in
                try SignOn.user(of: ticket, &access, at: call.now, linksOnce: false)
            }
            return KingdeeReply(.bool(call.services.sessions.endAll(of: user.account) > 0))
        } catch {
            return KingdeeReply(false, error: "\(error)")
        }
    }
}
