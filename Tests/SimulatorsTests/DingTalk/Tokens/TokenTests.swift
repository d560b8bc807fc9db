import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

@Suite
struct TokenTests {
    let bench = DingTalkBench()

    @Test
    func answersTheThreeSpellings() async throws {
        let world = bench.world
        let old = try await bench.call(.get, "/gettoken?appkey=\(world.appKey)&appsecret=\(world.appSecret)").body
        #expect(old["errcode"] == 0)
        #expect(old["errmsg"] == "ok")
        #expect(old["expires_in"] == 7200)
        #expect(old["request_id"] == nil)
        let modern = try await bench.call(
            .post, "/v1.0/oauth2/accessToken",
            ["appKey": .string(world.appKey), "appSecret": .string(world.appSecret)])
        #expect(modern.status == 200)
        #expect(modern.body["expireIn"] == 7200)
        #expect(modern.body["errcode"] == nil)
        #expect(modern.fields[.dingTalkRequestID] != nil)
        let unified = try await bench.call(
            .post, "/v1.0/oauth2/\(world.corpID)/token",
            [
                "client_id": .string(world.appKey), "client_secret": .string(world.appSecret),
                "grant_type": "client_credentials",
            ])
        #expect(unified.body["expires_in"] == 7200)
        #expect(old["access_token"] == modern.body["accessToken"])
        #expect(old["access_token"] == unified.body["access_token"])
        #expect(old["access_token"]?.string?.count == 32)
    }

    @Test
    func returnsTheSameTokenAndRenewsItUntilItExpires() async throws {
        let first = try await bench.token()
        bench.time.advance(by: .seconds(7000))
        #expect(try await bench.token() == first)
        bench.time.advance(by: .seconds(7000))
        #expect(try await bench.call(.get, "/auth/scopes?access_token=\(first)").body["errcode"] == 0)
        bench.time.advance(by: .seconds(200))
        #expect(try await bench.call(.get, "/auth/scopes?access_token=\(first)").body["errcode"] == 42001)
        let modern = try await bench.call(
            .get, "/v1.0/workflow/processInstances", headers: [.dingTalkToken: first])
        #expect(modern.body["code"] == "InvalidAuthentication")
        #expect(try await bench.token() != first)
    }

    @Test(arguments: [
        ("", 40035, "缺少参数 corpid or appkey"), ("?appkey=wrong&appsecret=x", 40096, "不合法的appKey或appSecret"),
        ("?corpid=wrong&corpsecret=x", 40089, "不合法的corpid或corpsecret"),
    ])
    func refusesWrongCredentials(query: String, code: Int64, text: String) async throws {
        let body = try await bench.call(.get, "/gettoken\(query)").body
        #expect(body.text == "{\"errcode\":\(code),\"errmsg\":\"\(text)\"}")
    }

    @Test
    func refusesWrongCredentialsInTheNewFamily() async throws {
        let app = try await bench.call(.post, "/v1.0/oauth2/accessToken", ["appKey": "x", "appSecret": "y"])
        #expect(app.status == 400)
        #expect(app.body["code"] == "invalidClientIdOrSecret")
        #expect(app.body["message"] == "无效的clientId或者clientSecret")
        let corp = try await bench.call(.post, "/v1.0/oauth2/dingmadeup/token", [:])
        #expect(corp.status == 500)
        #expect(corp.body["code"] == "unknownError")
        let grant = try await bench.call(.post, "/v1.0/oauth2/\(bench.world.corpID)/token", ["grant_type": "password"])
        #expect(grant.body["code"] == "unsupported.grant.type")
    }

    @Test
    func forgetsATokenThatAFaultEnded() async throws {
        let first = try await bench.token()
        bench.faults.install(
            FaultPlan(rules: [
                try FaultRule(["fault": "session-expired", "attempts": "1", "operations": "auth/scopes"], index: 0)
            ]),
            origin: bench.time.now)
        #expect(try await bench.call(.get, "/auth/scopes?access_token=\(first)").body["errcode"] == 40014)
        let second = try await bench.token()
        #expect(second != first)
        #expect(try await bench.call(.get, "/auth/scopes?access_token=\(second)").body["errcode"] == 0)
    }
}
