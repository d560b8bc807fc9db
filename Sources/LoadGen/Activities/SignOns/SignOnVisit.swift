import HTTPTypes
import Seams
import Simulators
import Synchronization

/// Where a browser ended.
struct SignOnView: Sendable {
    enum End: String, Sendable {
        /// At Kingdee's home page.
        case home
        /// Somebody asks for a password.
        case password
        /// At a page of the gateway that says why not.
        case refused
        /// At Kingdee's page that says why not, or at another site.
        case elsewhere
        /// No answer.
        case failed
    }

    var end: End
    /// Whose home page it is.
    var account = ""
    /// What the gateway's page tells the person to quote.
    var reference = ""
    var status = 0
    var note = ""

    var detail: [String: String] {
        let members = [
            "ended": end.rawValue, "account": account, "reference": reference, "status": String(status), "note": note,
        ]
        return members.filter { !$0.value.isEmpty }
    }
}

/// One browser with its cookies.
final class SignOnVisit: Sendable {
    private static let hopsMax = 8

    private let stage: ActivityStage
    private let jars = Mutex<[String: [String: String]]>([:])

    init(_ stage: ActivityStage) {
        self.stage = stage
    }

    /// A page with the address that it came from.
    struct Page: Sendable {
        var url: String
        var reply: HTTPReply

        var text: String { reply.text }
    }

    /// Signs on and tells where it ended.
    func enter(_ userID: String, isInApp: Bool) async -> SignOnView {
        do {
            guard isInApp else { return view(try await enterByLoginPage(userID)) }
            let state = try await openInApp()
            return view(try await post(state: state, code: try await code(of: userID)))
        } catch {
            return SignOnView(end: .failed, note: "\(error)")
        }
    }

    /// Opens the gateway's page inside DingTalk, and returns the state that it holds.
    func openInApp() async throws -> String {
        let page = try await get("http://\(stage.coreAuthority)/sign-on", isInApp: true)
        guard let state = page.text.firstMatch(of: /name="state" value="([^"]*)"/) else {
            throw ControlError("the gateway's page holds no state: HTTP \(page.reply.response.status.code)")
        }
        return String(state.1)
    }

    /// What the page's script does with the code that DingTalk gives it.
    func post(state: String, code: String) async throws -> Page {
        try await follow(
            send(
                .post, "http://\(stage.coreAuthority)/sign-on/in-app",
                form: "state=\(state)&code=\(code)", isInApp: true))
    }

    /// The code that `dd.requestAuthCode` gives.
    ///
    /// - Parameter again: a code that was used, and that DingTalk is to take once more.
    @discardableResult
    func code(of userID: String, again: String? = nil) async throws -> String {
        var body = [JSON.Member("userid", .string(userID))]
        if let again { body.append(JSON.Member("code", .string(again))) }
        let answer = try await stage.world.dingTalk.control("POST", ["login-codes"], .object(body))
        guard let code = answer?["code"]?.string else { throw ControlError("DingTalk gave no code") }
        return code
    }

    func get(_ url: String, isInApp: Bool) async throws -> Page {
        try await follow(send(.get, url, isInApp: isInApp))
    }

    private func enterByLoginPage(_ userID: String) async throws -> Page {
        let login = try await get("http://\(stage.coreAuthority)/sign-on", isInApp: false)
        guard let mark = login.url.firstIndex(of: "?"), login.url.contains("/oauth2/auth?") else { return login }
        let form = "\(login.url[login.url.index(after: mark)...])&userid=\(userID)&decision=agree"
        return try await follow(send(.post, String(login.url[..<mark]), form: form, isInApp: false))
    }

    // MARK: What a browser does

    private func follow(_ first: Page) async throws -> Page {
        var page = first
        for _ in 0..<SignOnVisit.hopsMax {
            guard page.reply.response.status.kind == .redirection,
                let target = page.reply.response.headerFields[.location]
            else { return page }
            page = try await send(.get, absolute(target, from: page.url), isInApp: true)
        }
        throw ControlError("redirected without an end")
    }

    private func send(
        _ method: HTTPRequest.Method, _ url: String, form: String? = nil, isInApp: Bool
    ) async throws -> Page {
        guard let parts = url.firstMatch(of: /^(https?):\/\/([^\/?]+)(.*)$/) else {
            throw ControlError("sent to '\(url)', which is no address of the world")
        }
        let authority = String(parts.2)
        var fields: HTTPFields = [.userAgent: isInApp ? "Mozilla/5.0 DingTalk/7.6.0" : "Mozilla/5.0 Firefox/140.0"]
        if form != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
        let cookies = jars.withLock { $0[authority] ?? [:] }.sorted { $0.key < $1.key }
        if !cookies.isEmpty { fields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let request = HTTPRequest(
            method: method, scheme: String(parts.1), authority: authority,
            path: parts.3.isEmpty ? "/" : String(parts.3), headerFields: fields)
        let call = HTTPCall(request: request, body: Array((form ?? "").utf8))
        let reply = try await stage.network.exchange(call, timeout: .seconds(30))
        keep(reply.response.headerFields[values: .setCookie], of: authority)
        return Page(url: url, reply: reply)
    }

    private func keep(_ cookies: [String], of authority: String) {
        jars.withLock { jars in
            for cookie in cookies {
                let halves = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                if halves.count == 2 { jars[authority, default: [:]][halves[0]] = halves[1] }
            }
        }
    }

    private func absolute(_ target: String, from url: String) -> String {
        guard target.hasPrefix("/"), let origin = url.firstMatch(of: /^https?:\/\/[^\/?]+/) else { return target }
        return String(origin.0) + target
    }

    /// What a person sees on a page.
    func view(_ page: Page) -> SignOnView {
        var view = SignOnView(end: .elsewhere, status: page.reply.response.status.code)
        let authority = page.url.firstMatch(of: /^https?:\/\/([^\/?]+)/).map { String($0.1) } ?? ""
        if authority == stage.coreAuthority {
            view.end = page.text.contains("type=\"password\"") ? .password : .refused
            view.reference = page.text.firstMatch(of: /<b>([0-9A-Z]{10})<\/b>/).map { String($0.1) } ?? ""
        } else if page.text.contains("type=\"password\"") {
            view.end = .password
        } else if let account = page.text.firstMatch(of: /<dt>(?:用户名|Account)<\/dt><dd>([^<]*)<\/dd>/),
            page.reply.response.headerFields[values: .setCookie].contains(where: { $0.contains("kdservice-sessionid") })
        {
            view.end = .home
            view.account = String(account.1)
        } else {
            // Without its query, in which the signed entry would stand.
            view.note = String(page.url.prefix { $0 != "?" })
        }
        return view
    }
}
