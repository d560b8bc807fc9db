import HTTPTypes
import Seams
import Testing

@testable import Simulators

/// Misplaced tokens and unknown paths, as a log of requests against the live hosts shows them (reference, section 0.1:
/// probe of 2026-09-11).
@Suite
struct MisplacedTokenTests {
    let bench = DingTalkBench()
    let modernPath = "/v1.0/workflow/processInstances?processInstanceId=x"

    @Test
    func wantsTheTokenInTheHeaderOfTheNewFamily() async throws {
        let token = try await bench.token()
        let inQuery = try await bench.call(.get, "\(modernPath)&access_token=\(token)")
        let bearer = try await bench.call(.get, modernPath, headers: [.authorization: "Bearer \(token)"])
        for answer in [inQuery, bearer] {
            #expect(answer.status == 400)
            #expect(answer.body["code"] == "AuthenticationFailed.MissingParameter")
            #expect(answer.body["message"] == "缺少参数：x-acs-dingtalk-access-token")
            #expect(answer.body["requestid"]?.string == answer.fields[.dingTalkRequestID])
        }
    }

    @Test
    func refusesAnUnknownTokenOfTheNewFamily() async throws {
        let answer = try await bench.call(.get, modernPath, headers: [.dingTalkToken: "unknown"])
        #expect(answer.status == 400)
        #expect(answer.body["code"] == "InvalidAuthentication")
        #expect(answer.body["message"] == "不合法的access_token")
        let id = try #require(answer.body["requestid"]?.string)
        #expect(id == id.uppercased() && id.count == 36)
    }

    @Test
    func wrapsAnUnknownTokenBelowTopapi() async throws {
        let answer = try await bench.call(.post, "/topapi/v2/user/get?access_token=unknown", ["userid": "x"])
        #expect(answer.status == 200)
        #expect(answer.body["errcode"] == 88)
        #expect(answer.body["sub_code"] == "40014")
        #expect(answer.body["sub_msg"] == "不合法的access_token")
        #expect(answer.body["errmsg"] == "ding talk error[subcode=40014,submsg=不合法的access_token]")
        let id = try #require(answer.body["request_id"]?.string)
        #expect((12...13).contains(id.count) && id.allSatisfy { $0.isNumber || ("a"..."z").contains($0) })
    }

    @Test
    func doesNotWrapAnUnknownTokenOnARootPath() async throws {
        let answer = try await bench.call(.get, "/auth/scopes?access_token=unknown")
        #expect(answer.body.text == "{\"errcode\":40014,\"errmsg\":\"不合法的access_token\"}")
        #expect(answer.status == 200)
    }

    @Test
    func takesATokenFromAFormBodyBelowTopapi() async throws {
        let token = try await bench.token()
        let known = try await bench.post(
            "/topapi/v2/user/get", form: "userid=\(DingTalkBench.zhang)&access_token=\(token)")
        #expect(known.body["errcode"] == 0)
        let unknown = try await bench.post("/topapi/v2/user/get", form: "userid=x&access_token=unknown")
        #expect(unknown.body["sub_code"] == "40014")
    }

    @Test
    func doesNotTakeTheNewHeaderOrAJSONMemberBelowTopapi() async throws {
        let token = try await bench.token()
        let inHeader = try await bench.call(
            .post, "/topapi/v2/user/get", ["userid": "x"], headers: [.dingTalkToken: token])
        let inBody = try await bench.call(.post, "/topapi/v2/user/get", ["access_token": .string(token)])
        for answer in [inHeader, inBody] {
            #expect(answer.body["errcode"] == 88)
            #expect(answer.body["sub_code"] == "40000")
            #expect(answer.body["errmsg"] == "ding talk error[subcode=40000,submsg=access_token is blank]")
        }
    }

    @Test
    func answersUnknownPaths() async throws {
        let topapi = try await bench.call(.post, "/topapi/v2/user/notexist", [:])
        #expect(topapi.status == 200)
        #expect(topapi.body["errcode"] == 22)
        #expect(topapi.body["sub_code"] == nil)
        #expect(topapi.body["sub_msg"] == "不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist")
        #expect(
            topapi.body["errmsg"]
                == "Invalid method[submsg=不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist]")
        let modern = try await bench.call(.get, "/v1.0/nowhere")
        #expect(modern.status == 200)
        #expect(modern.body.text == "{\"errcode\":404,\"errmsg\":\"请求的URI地址不存在\"}")
    }

    @Test
    func refusesAWrongMethodAndABrokenBody() async throws {
        let token = try await bench.token()
        #expect(try await bench.call(.get, "/topapi/v2/user/get?access_token=\(token)").body["errcode"] == 43002)
        #expect(try await bench.call(.post, "/gettoken", [:]).body["errcode"] == 43001)
        let request = HTTPRequest(
            method: .post, scheme: "http", authority: "a", path: "/topapi/v2/user/get?access_token=\(token)")
        let call = HTTPCall(request: request, body: Array("{\"userid\":".utf8))
        guard case .reply(let reply) = await bench.server.respond(to: call) else {
            Issue.record("no reply")
            return
        }
        #expect(reply.text.contains("\"errcode\":43009"))
    }

    @Test
    func tellsTheFaultEngineWhatACallIs() async throws {
        func facts(_ method: HTTPRequest.Method, _ path: String, _ body: JSON = .null) -> CallFacts {
            let request = HTTPRequest(method: method, scheme: "http", authority: "a", path: path)
            return bench.simulator.read(HTTPCall(request: request, body: body == .null ? [] : body.bytes)).facts
        }
        let get = facts(.post, "/topapi/processinstance/get?access_token=t", ["process_instance_id": "PI1"])
        #expect(
            get
                == CallFacts(
                    platform: .dingTalk, operation: "processinstance/get", key: "PI1", account: bench.world.appKey))
        #expect(facts(.get, "/gettoken?appkey=dingabc&appsecret=s").account == "dingabc")
        #expect(facts(.get, modernPath).operation == "workflow/processInstances/get")
        #expect(facts(.get, modernPath).key == "x")
        #expect(facts(.post, "/v1.0/workflow/processInstances").operation == "workflow/processInstances/create")
        #expect(facts(.post, "/v1.0/oauth2/accessToken").operation == "oauth2/accessToken")
        #expect(facts(.post, "/v1.0/oauth2/dingcorp/token").operation == "oauth2/token")
    }

    @Test
    func listsEachRouteOnce() {
        let routes = DingTalkCatalog.all.map { "\($0.method) \($0.path)" }
        #expect(Set(routes).count == routes.count)
        #expect(Set(DingTalkCatalog.all.map { $0.operation }).count == routes.count)
    }
}
