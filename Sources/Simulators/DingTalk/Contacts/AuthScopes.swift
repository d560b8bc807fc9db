/// `GET /auth/scopes`: what the app may see; no `result` wrapper (「获取通讯录权限范围」).
enum AuthScopes: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/auth/scopes"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        [
            "condition_field": [], "auth_user_field": ["name", "userid", "mobile", "jobnumber", "department"],
            "auth_org_scopes": ["authed_user": [], "authed_dept": [.number(ContactBook.rootID)]],
        ]
    }
}
