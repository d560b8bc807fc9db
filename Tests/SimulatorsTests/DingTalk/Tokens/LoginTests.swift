import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Logging in, in the browser and inside DingTalk (reference, sections 1.4 to 1.8).
@Suite
struct LoginTests {
    let bench = DingTalkBench()
    static let application = "http://127.0.0.1:9000/callback"

    private func parameters(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "redirect_uri": LoginTests.application, "response_type": "code", "client_id": bench.world.appKey,
            "scope": "openid corpid", "prompt": "consent", "state": "a b&c",
        ]
        members.merge(changes) { $1 }
        return members.sorted { $0.key < $1.key }
            .compactMap { name, value in value.map { "\(name)=\(URLEncodedText.encoded($0))" } }
            .joined(separator: "&")
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, form: String = ""
    ) async throws -> HTTPReply {
        var fields = HTTPFields()
        if method == .post { fields[.contentType] = "application/x-www-form-urlencoded" }
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "login.test", path: path, headerFields: fields)
        guard
            case .reply(let reply) = await bench.server.respond(to: HTTPCall(request: request, body: Array(form.utf8)))
        else { throw ControlError("no reply") }
        return reply
    }

    private func open(_ changes: [String: String?] = [:]) async throws -> HTTPReply {
        try await send(.get, "/oauth2/auth?" + parameters(changes))
    }

    /// The query of the redirect.
    private func consent(
        _ userID: String = DingTalkBench.zhang, _ changes: [String: String?] = [:], decision: String = "agree"
    ) async throws -> [String: String] {
        let reply = try await send(
            .post, "/oauth2/auth", form: parameters(changes) + "&userid=\(userID)&decision=\(decision)")
        #expect(reply.response.status == .found)
        let location = try #require(reply.response.headerFields[.location])
        #expect(location.hasPrefix(LoginTests.application + "?"))
        return URLEncodedText.members(location.drop { $0 != "?" }.dropFirst())
    }

    private func exchange(_ members: [String: String]) async throws -> DingTalkBench.Answer {
        var body = [
            JSON.Member("clientId", .string(bench.world.appKey)),
            JSON.Member("clientSecret", .string(bench.world.appSecret)),
        ]
        body += members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        return try await bench.call(.post, "/v1.0/oauth2/userAccessToken", .object(body))
    }

    private func userToken(of userID: String = DingTalkBench.zhang) async throws -> String {
        let code = try await consent(userID)["code"] ?? ""
        return try await exchange(["grantType": "authorization_code", "code": code]).body["accessToken"]?.string ?? ""
    }

    private func me(_ token: String, _ id: String = "me") async throws -> DingTalkBench.Answer {
        try await bench.call(.get, "/v1.0/contact/users/\(id)", headers: [.dingTalkToken: token])
    }

    @Test
    func listsThePeopleAndEscapesEverything() async throws {
        _ = try await bench.simulator.control(
            "POST", ["employees"], ["userid": "x\"><i>", "name": "<script>'&", "mobile": "13900000001"])
        let page = try await open(["state": "\"><b>"])
        #expect(page.response.status == .ok)
        #expect(page.response.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(page.text.contains("value=\"\(DingTalkBench.zhang)\""))
        #expect(page.text.contains("&lt;script&gt;&#39;&amp;"))
        #expect(page.text.contains("value=\"x&quot;&gt;&lt;i&gt;\""))
        #expect(page.text.contains("value=\"&quot;&gt;&lt;b&gt;\""))
        #expect(!page.text.contains("<script") && !page.text.contains("<b>\""))
        #expect(page.text.contains("示例科技有限公司"))
    }

    @Test
    func searchesAndLeavesOutWhoCannotLogIn() async throws {
        _ = try await bench.simulator.control("PATCH", ["employees", DingTalkBench.qiao], ["active": false])
        _ = try await bench.simulator.control("PATCH", ["employees", DingTalkBench.boss], ["admin": "main"])
        let all = try await open().text
        #expect(all.contains("张三") && all.contains("李四") && !all.contains("乔巧梅"))
        let found = try await open(["q": "三"]).text
        #expect(found.contains("张三") && !found.contains("李四"))
        let managers = try await open(["org_type": "management"]).text
        #expect(managers.contains("李四") && !managers.contains("张三"))
        let nobody = try await send(.post, "/oauth2/auth", form: parameters() + "&userid=\(DingTalkBench.qiao)")
        #expect(nobody.response.status == .badRequest)
    }

    @Test
    func showsAFewOfMany() async throws {
        for index in 100..<140 {
            _ = try await bench.simulator.control(
                "POST", ["employees"], ["name": .string("员\(index)"), "mobile": .string("13900000\(index)")])
        }
        let page = try await open().text
        #expect(page.ranges(of: "type=\"radio\"").count == OAuthLogin.shownMax)
        #expect(page.contains("显示 24 / 43 人"))
    }

    @Test
    func redirectsWithBothNamesOfTheCodeAndTheState() async throws {
        let answer = try await consent()
        #expect(answer["code"]?.count == 32)
        #expect(answer["code"] == answer["authCode"])
        #expect(answer["state"] == "a b&c")
        #expect(answer["error"] == nil)
        let denied = try await consent(decision: "deny")
        #expect(denied == ["error": "access_denied", "state": "a b&c"])
    }

    @Test(arguments: [
        ("response_type", "token", "unsupported_response_type"), ("scope", "corpid", "invalid_scope"),
        ("scope", "openid mail", "invalid_scope"), ("prompt", "none", "invalid_request"),
        ("org_type", "all", "invalid_request"), ("corpId", "dingother", "invalid_request"),
        ("exclusiveLogin", "true", "invalid_request"),
    ])
    func sendsMistakesBack(name: String, value: String, error: String) async throws {
        let reply = try await open([name: value])
        #expect(reply.response.status == .found)
        #expect(
            reply.response.headerFields[.location] == "\(LoginTests.application)?error=\(error)&state=a%20b%26c")
    }

    @Test(arguments: [
        ("client_id", "other"), ("redirect_uri", "http://evil.example/"), ("redirect_uri", "javascript:alert(1)"),
        ("redirect_uri", "http://127.0.0.1@evil.example/"), ("redirect_uri", "http://127.0.0.1/\r\nX: y"),
        ("redirect_uri", "http://127.0.0.1/#x"), ("redirect_uri", ""),
    ])
    func showsMistakesThatCannotBeSentBack(name: String, value: String) async throws {
        let reply = try await open([name: value])
        #expect(reply.response.status == .badRequest)
        #expect(reply.response.headerFields[.location] == nil)
        #expect(reply.text.contains("Cannot sign in"))
    }

    @Test(arguments: [
        ("https://a.example/in", true), ("https://a.example/in?x=1", true), ("https://a.example/in2", false),
        ("https://b.example/x/y", true), ("https://b.example.evil/", false), ("http://127.0.0.1/", false),
    ])
    func wantsARegisteredAddressWhenThereAreSome(address: String, isRight: Bool) {
        #expect(LoginRequest.isRegistered(address, ["https://a.example/in", "https://b.example/"]) == isRight)
    }

    @Test
    func refusesAnotherMethod() async throws {
        let reply = try await send(.put, "/oauth2/auth?" + parameters())
        #expect(try JSON(parsing: reply.body)["errcode"] == 43001)
    }

    @Test
    func needsTheCorpScopeForOrganizations() async throws {
        let reply = try await open(["scope": "openid", "corpId": bench.world.corpID])
        #expect(reply.response.headerFields[.location]?.contains("error=invalid_scope") == true)
    }

    @Test
    func exchangesACodeOnceWithinFiveMinutes() async throws {
        let code = try await consent()["code"] ?? ""
        let answer = try await exchange(["grantType": "authorization_code", "code": code])
        #expect(answer.status == 200)
        #expect(answer.body.members?.map(\.key) == ["accessToken", "refreshToken", "expireIn", "corpId"])
        #expect(answer.body["expireIn"] == 7200)
        let again = try await exchange(["grantType": "authorization_code", "code": code])
        #expect(again.status == 400)
        #expect(again.body["code"] == "invalidParameter.authCode.notFound")
        let late = try await consent(DingTalkBench.zhang, ["scope": "openid"])["code"] ?? ""
        bench.time.advance(by: .seconds(300))
        #expect(try await exchange(["grantType": "authorization_code", "code": late]).status == 400)
        let plain = try await consent(DingTalkBench.zhang, ["scope": "openid"])["code"] ?? ""
        #expect(try await exchange(["grantType": "authorization_code", "code": plain]).body["corpId"] == nil)
    }

    @Test
    func tellsWhoIsBehindAUserToken() async throws {
        let answer = try await me(try await userToken())
        #expect(answer.body["nick"] == "张三")
        #expect(answer.body["unionId"] == "N2o5U3axxxxx")
        #expect(answer.body["stateCode"] == "86")
        #expect(answer.body["mobile"] == "18500000000")
        #expect(answer.body["userid"] == nil)
        let unknown = try await me(try await userToken(), "nobody")
        #expect(unknown.status == 404)
        #expect(unknown.body["code"] == "invalidParameter.user.notFound")
    }

    @Test
    func refusesTheWrongTokens() async throws {
        let app = try await me(try await bench.token())
        #expect(app.status == 403)
        #expect(app.body["code"] == "Forbidden.AccessDenied.AccessTokenPermissionDenied")
        #expect(app.body["accessdenieddetail"]?["requiredScopes"] == ["Contact.User.Read"])
        #expect(try await me("nonsense").body["code"] == "InvalidAuthentication")
        let person = try await bench.call(
            .get, "/v1.0/hrm/employees/dismissions", headers: [.dingTalkToken: try await userToken()])
        #expect(person.status == 403)
    }

    @Test
    func refreshesForThirtyDays() async throws {
        let code = try await consent()["code"] ?? ""
        let first = try await exchange(["grantType": "authorization_code", "code": code]).body
        let token = first["accessToken"]?.string ?? ""
        let refresh = first["refreshToken"]?.string ?? ""
        bench.time.advance(by: .seconds(7200))
        let expired = try await me(token)
        #expect(expired.status == 400)
        #expect(expired.body["code"] == "accesstoken.expired")
        let second = try await exchange(["grantType": "refresh_token", "refreshToken": refresh]).body
        #expect(second["accessToken"] != first["accessToken"])
        #expect(second["corpId"] == .string(bench.world.corpID))
        #expect(try await me(second["accessToken"]?.string ?? "").status == 200)
        bench.time.advance(by: .seconds(30 * 86_400))
        let late = try await exchange(["grantType": "refresh_token", "refreshToken": refresh])
        #expect(late.body["code"] == "invalidParameter.refreshToken.notFound")
        let wrong = try await bench.call(
            .post, "/v1.0/oauth2/userAccessToken", ["clientId": "x", "clientSecret": "y", "grantType": "refresh_token"])
        #expect(wrong.body["code"] == "invalidClientIdOrSecret")
    }

    @Test
    func tellsWhoOpenedTheApplication() async throws {
        _ = try await bench.simulator.control("PATCH", ["employees", DingTalkBench.zhang], ["admin": "sub"])
        func code() async throws -> JSON {
            let body: JSON = ["userid": .string(DingTalkBench.zhang)]
            return try await bench.simulator.control("POST", ["login-codes"], body)?["code"] ?? .null
        }
        let once = try await code()
        let answer = try await bench.topapi("v2/user/getuserinfo", ["code": once])
        #expect(answer["result"]?["userid"] == .string(DingTalkBench.zhang))
        #expect(answer["result"]?["sys"] == true)
        #expect(answer["result"]?["sys_level"] == 2)
        #expect(answer["result"]?["name"] == "张三")
        let again = try await bench.topapi("v2/user/getuserinfo", ["code": once])
        #expect(again["errcode"] == 40078)
        #expect(again["errmsg"] == "不存在的临时授权码")
        #expect(try await bench.topapi("v2/user/getuserinfo")["errcode"] == 41026)
        let flat = try await bench.call(
            .get, "/user/getuserinfo?access_token=\(try await bench.token())&code=\(try await code().string ?? "")"
        ).body
        #expect(flat["userid"] == .string(DingTalkBench.zhang))
        #expect(flat["is_sys"] == true)
        #expect(flat["deviceId"] != nil)
        #expect(flat["result"] == nil)
        let late = try await code()
        bench.time.advance(by: .seconds(300))
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": late])["errcode"] == 40078)
        _ = try await bench.simulator.control(
            "PUT", ["application"], ["contactScope": ["departments": [], "users": [.string(DingTalkBench.boss)]]])
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": try await code()])["errcode"] == 40079)
    }

    /// For rehearsing what a core does with a code that it has used and DingTalk would take.
    @Test
    func takesACodeOnceMoreWhenATesterWantsIt() async throws {
        func code(_ again: JSON? = nil) async throws -> JSON {
            var members = [JSON.Member("userid", .string(DingTalkBench.zhang))]
            if let again { members.append(JSON.Member("code", again)) }
            return try await bench.simulator.control("POST", ["login-codes"], .object(members))?["code"] ?? .null
        }
        let once = try await code()
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": once])["errcode"] == 0)
        bench.time.advance(by: .seconds(200))
        #expect(try await code(once) == once)
        // The five minutes count anew, although the first ones are over by now.
        bench.time.advance(by: .seconds(200))
        _ = try await code()
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": once])["errcode"] == 0)
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": once])["errcode"] == 40078)
    }

    @Test
    func keepsTheTwoSortsOfCodesApart() async throws {
        let browser = try await consent()["code"] ?? ""
        #expect(try await bench.topapi("v2/user/getuserinfo", ["code": .string(browser)])["errcode"] == 40078)
        let body: JSON = ["userid": .string(DingTalkBench.zhang)]
        let inApp = try await bench.simulator.control("POST", ["login-codes"], body)?["code"]?.string ?? ""
        let answer = try await exchange(["grantType": "authorization_code", "code": inApp])
        #expect(answer.body["code"] == "invalidParameter.authCode.notFound")
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["login-codes"], ["userid": "nobody"])
        }
    }

    @Test
    func handsOutOneTicketInBothFamilies() async throws {
        let modern = try await bench.modern(.post, "/v1.0/oauth2/jsapiTickets").body
        let old = try await bench.call(.get, "/get_jsapi_ticket?access_token=\(try await bench.token())").body
        #expect(modern["expireIn"] == 7200)
        #expect(old["expires_in"] == 7200)
        #expect(modern["jsapiTicket"]?.string?.count == 32)
        #expect(old["ticket"] == modern["jsapiTicket"])
        #expect(old["ticket"] != .string(try await bench.token()))
    }

    /// Vector `jsapi-config-sign` of the reference.
    @Test
    func signsAsTheVectorSays() {
        #expect(
            JSAPITicket.signature(
                ticket: "faketicket0001", nonce: "abcdefg", timestamp: "1414588745000",
                url: "https://example.test/a?b=1#part") == "50a7b49f8bf274f6fe6f28235f63c2a2192b92f4")
    }

    @Test
    func tellsTheUnifiedTokensMistakesApart() async throws {
        func code(_ id: String, _ secret: String) async throws -> (Int, JSON?) {
            let answer = try await bench.call(
                .post, "/v1.0/oauth2/\(bench.world.corpID)/token",
                ["client_id": .string(id), "client_secret": .string(secret), "grant_type": "client_credentials"])
            return (answer.status, answer.body["code"])
        }
        #expect(try await code("x", "y") == (400, "invalid.client"))
        #expect(try await code(bench.world.appKey, "y") == (401, "unauthorized.client"))
    }
}
