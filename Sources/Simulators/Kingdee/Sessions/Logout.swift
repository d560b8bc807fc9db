extension KingdeeOperation {
    /// Ends the caller's session. Answers `true`, or `false` when there was none.
    static let logout = KingdeeOperation(
        service: .authentication, name: "Logout", parameters: [], needsSession: false
    ) { call in
        KingdeeReply(.bool(call.sessionID.map(call.services.sessions.end) ?? false))
    }
}
