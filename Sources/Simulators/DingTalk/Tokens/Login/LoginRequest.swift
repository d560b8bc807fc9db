import Foundation

/// What an application asks of the browser login page, by the names of its parameters
/// (「获取登录用户的访问凭证」, 「实现网页方式登录应用」).
struct LoginRequest: Sendable {
    /// Why nobody can log in by this request.
    enum Mistake: Error, Hashable {
        /// It cannot even be told where to send the browser back: shown as a page.
        case shown(chinese: String, english: String)
        /// Sent back to the application as `error`, with `state`. The names are those of OAuth 2 (RFC 6749), since the
        /// platform documents only that there is one.
        case sentBack(String)
    }

    /// The parameters in the order of the page's hidden fields.
    static let names = [
        "redirect_uri", "response_type", "client_id", "scope", "prompt", "state", "org_type", "corpId",
        "exclusiveLogin", "exclusiveCorpId",
    ]

    /// The parameters as they came; what is missing or empty is absent.
    let parameters: [String: String]

    init(_ request: DingTalkRequest) {
        var parameters: [String: String] = [:]
        for name in LoginRequest.names { parameters[name] = request.text(name) }
        self.parameters = parameters
    }

    subscript(name: String) -> String? { parameters[name] }

    var scopes: [String] { (parameters["scope"] ?? "").split(separator: " ").map(String.init) }

    /// Whether the application asks for the organisation too.
    var wantsOrganization: Bool { scopes.contains("corpid") }

    /// Whether only people who manage the organisation may choose it.
    var isForManagers: Bool { parameters["org_type"] == "management" }

    /// Whether only exclusive accounts (专属账号) may log in.
    var isForExclusiveAccounts: Bool { parameters["exclusiveLogin"] == "true" }

    /// Whether this person may log in by the request.
    func admits(_ employee: Company.Employee) -> Bool {
        employee.profile.isActive
            && (!isForManagers || GetUserInfo.isAdministrator(employee))
            && (!isForExclusiveAccounts || employee.profile.exclusiveLogin != nil)
    }

    /// Looks at each parameter.
    func check(_ world: DingTalkWorld) throws(Mistake) {
        guard let client = parameters["client_id"] else {
            throw .shown(chinese: "缺少参数 client_id", english: "The parameter client_id is missing.")
        }
        guard client == world.appKey else {
            throw .shown(chinese: "client_id 不存在", english: "There is no application with this client_id.")
        }
        guard let address = parameters["redirect_uri"] else {
            throw .shown(chinese: "缺少参数 redirect_uri", english: "The parameter redirect_uri is missing.")
        }
        guard LoginRequest.isRegistered(address, world.redirectAddresses) else {
            throw .shown(
                chinese: "redirect_uri 与已登记的重定向地址不一致",
                english: "The redirect_uri is none of the redirect addresses registered for the application.")
        }
        guard parameters["response_type"] == "code" else { throw .sentBack("unsupported_response_type") }
        let scopes = scopes
        guard scopes.contains("openid"), scopes.allSatisfy({ $0 == "openid" || $0 == "corpid" }) else {
            throw .sentBack("invalid_scope")
        }
        guard parameters["prompt"] == "consent" else { throw .sentBack("invalid_request") }
        try checkOrganization(world)
    }

    private func checkOrganization(_ world: DingTalkWorld) throws(Mistake) {
        if let type = parameters["org_type"], type != "management" { throw .sentBack("invalid_request") }
        guard parameters["org_type"] == nil && parameters["corpId"] == nil || wantsOrganization else {
            throw .sentBack("invalid_scope")
        }
        if let id = parameters["corpId"], id != world.corpID { throw .sentBack("invalid_request") }
        if isForExclusiveAccounts {
            guard (parameters["exclusiveCorpId"] ?? parameters["corpId"]) == world.corpID else {
                throw .sentBack("invalid_request")
            }
        }
    }

    /// The redirect address with `members` in its query.
    func address(with members: [(String, String?)]) -> String {
        let base = parameters["redirect_uri"] ?? "/"
        let query = members.compactMap { name, value in value.map { "\(name)=\(URLEncodedText.encoded($0))" } }
        return base + (base.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    /// Whether a redirect address may be used: the registered ones, without regard to the query; when none is
    /// registered, any address of this machine.
    static func isRegistered(_ address: String, _ registered: [String]) -> Bool {
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !address.contains("#"),
            let parts = URLComponents(string: address), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.user == nil, parts.password == nil, let host = parts.host, !host.isEmpty
        else { return false }
        guard !registered.isEmpty else {
            return ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host.lowercased())
        }
        let plain = address.prefix { $0 != "?" }
        return registered.contains { known in
            let known = known.prefix { $0 != "?" }
            return plain == known || known.hasSuffix("/") && plain.hasPrefix(known)
        }
    }
}
