/// `GET /auth/scopes`: what the app may see; no `result` wrapper (「获取通讯录权限范围」).
enum AuthScopes: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/auth/scopes"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        var fields: [JSON] = ["name", "userid", "jobnumber", "department"]
        if !state.world.missingScopes.contains(ContactAnswers.mobileScope) { fields.append("mobile") }
        if !state.world.missingScopes.contains(ContactAnswers.emailScope) { fields.append("email") }
        let scope = state.world.contactScope
        return [
            "condition_field": [], "auth_user_field": .array(fields),
            "auth_org_scopes": [
                "authed_user": .array(scope.users.map { .string($0) }),
                "authed_dept": .array(scope.departments.map { .number($0) }),
            ],
        ]
    }
}
