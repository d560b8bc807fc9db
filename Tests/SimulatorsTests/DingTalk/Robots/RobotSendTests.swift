import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Custom robots (reference, section 6.5).
@Suite
struct RobotSendTests {
    let bench = DingTalkBench()

    private var token: String { bench.world.robots[0].accessToken(in: bench.world.number) }

    private func send(
        _ body: JSON = RobotSendTests.text("报销完成"), query: String = "", token: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> JSON {
        try await bench.call(.post, "/robot/send?access_token=\(token ?? self.token)\(query)", body, headers: headers)
            .body
    }

    private static func text(_ content: String) -> JSON {
        ["msgtype": "text", "text": ["content": .string(content)], "at": ["isAtAll": false, "atMobiles": []]]
    }

    private func set(_ body: JSON) async throws {
        _ = try await bench.simulator.control("PUT", ["robots", "default"], body)
    }

    private func shown() async throws -> JSON? {
        try await bench.simulator.control("GET", ["robots", "default", "messages"], [:])
    }

    @Test
    func writesToTheGroup() async throws {
        #expect(token.count == 64)
        #expect(WorldNumber(credential: token) == .first)
        #expect(try await send().text == #"{"errcode":0,"errmsg":"ok"}"#)
        #expect(try await shown()?["count"] == 1)
        #expect(try await shown()?["messages"]?.array?.first?["message"]?["at"]?["isAtAll"] == false)
        #expect(bench.facts.contains(.robotMessageSent(robot: "default", text: "报销完成")))
    }

    /// What the group does not see is not in the history.
    @Test
    func recordsOnlyWhatIsShown() async throws {
        for _ in 0..<2 {
            let body: JSON = ["msgtype": "text", "text": ["content": "once"], "msgUuid": "u-1"]
            #expect(try await send(body)["errcode"] == 0)
        }
        _ = try await send(["msgtype": "markdown", "markdown": ["title": "t"]])
        #expect(bench.facts.count { if case .robotMessageSent = $0 { true } else { false } } == 1)
    }

    @Test(arguments: [
        (#"{"msgtype":"markdown","markdown":{"title":"t","text":"x"}}"#, 0),
        (#"{"msgtype":"markdown","markdown":{"title":"t"}}"#, 40035),
        (#"{"msgtype":"link","link":{"title":"t","text":"x","messageUrl":"u"}}"#, 0),
        (#"{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","singleTitle":"s","singleURL":"u"}}"#, 0),
        (#"{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","btns":[{"title":"a","actionURL":"u"}]}}"#, 0),
        (#"{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","btns":[]}}"#, 40035),
        (#"{"msgtype":"actionCard","actionCard":{"title":"t","text":"x"}}"#, 40035),
        (#"{"msgtype":"feedCard","feedCard":{"links":[{"title":"t","messageURL":"u","picURL":"p"}]}}"#, 0),
        (#"{"msgtype":"feedCard","feedCard":{}}"#, 40035), (#"{"msgtype":"action_card","action_card":{}}"#, 400105),
        (#"{"msgtype":"text"}"#, 40035), (#"{}"#, 40035), (#"[1]"#, 40035),
    ])
    func checksTheContent(body: String, code: Int64) async throws {
        #expect(try await send(try JSON(parsing: body))["errcode"]?.integer == code)
    }

    @Test
    func knowsWhoseTokenItIs() async throws {
        #expect(try await send(token: "x").text == #"{"errcode":300005,"errmsg":"token is not exist"}"#)
        _ = try await bench.simulator.control("PUT", ["messages", "rules"], ["robotErrors": "documented"])
        #expect(try await send(token: "x")["errcode"] == 400101)
        for (standing, code) in [("stopped", 400102), ("removed", 400106), ("dissolved", 400013)] {
            try await set(["standing": .string(standing)])
            #expect(try await send()["errcode"]?.integer == Int64(code))
        }
        #expect(try await send(headers: [.contentType: "text/plain"])["errcode"] == 43004)
        #expect(try await bench.call(.get, "/robot/send?access_token=\(token)").body["errcode"] == 43002)
    }

    @Test
    func wantsAKeyword() async throws {
        try await set(["keywords": ["报销", "监控"]])
        #expect(try await send()["errcode"] == 0)
        let refused = try await send(RobotSendTests.text("你好"))
        #expect(refused.text == #"{"errcode":310000,"errmsg":"keywords not in content"}"#)
    }

    /// The vectors of the reference (`robot-webhook-sign`, `robot-webhook-sign-plus-slash`).
    @Test(arguments: [
        ("1577262236757", "NpnFljuq53FjN0EP0dOrJ1tRbrvHxxFjg6riik45R7M="),
        ("1577262236766", "9Ln0n+PgJ0S5HrbJrHo5BQALB5uJX/4cMLiNJMXWjqk="),
    ])
    func signsAsTheVectors(timestamp: String, signature: String) {
        let secret = "SECfake0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
        #expect(RobotSecurity.signature(timestamp: timestamp, secret: secret) == signature)
    }

    @Test
    func wantsTheSignature() async throws {
        try await set(["secret": "SECabc"])
        let now = bench.time.now.milliseconds
        func send(at milliseconds: Int64, _ edit: (String) -> String = URLEncodedText.encoded) async throws -> JSON {
            let sign = RobotSecurity.signature(timestamp: String(milliseconds), secret: "SECabc")
            return try await self.send(query: "&timestamp=\(milliseconds)&sign=\(edit(sign))")
        }
        #expect(try await send(at: now)["errcode"] == 0)
        #expect(try await send(at: now - 3_600_000)["errcode"] == 0)
        #expect(try await send(at: now - 3_600_001)["errmsg"] == "invalid timestamp")
        #expect(try await send(at: now + 3_600_001)["errmsg"] == "invalid timestamp")
        #expect(try await send(at: now) { _ in "x" }["errmsg"] == "sign not match")
        #expect(try await self.send()["errmsg"] == "invalid timestamp")
        #expect(try await self.send(query: "&timestamp=99999999999999999999&sign=x")["errmsg"] == "invalid timestamp")
        // A plus that is not encoded arrives as a space.
        let plus = (now - 500...now).first {
            RobotSecurity.signature(timestamp: String($0), secret: "SECabc").contains("+")
        }
        #expect(try await send(at: try #require(plus)) { $0 }["errmsg"] == "sign not match")
    }

    @Test
    func knowsWhoMayCall() async throws {
        try await set(["addresses": ["10.0.0.0/24", "192.168.1.7"]])
        func from(_ address: String) async throws -> JSON? {
            let name = try #require(HTTPField.Name("x-forwarded-for"))
            return try await send(headers: [name: address])["errmsg"]
        }
        #expect(try await from("10.0.0.200") == "ok")
        #expect(try await from("192.168.1.7, 1.1.1.1") == "ok")
        #expect(try await from("10.0.1.1") == "ip 10.0.1.1 not in whitelist")
        #expect(try await send()["errmsg"] == "ip 127.0.0.1 not in whitelist")
    }

    @Test
    func blocksForTenMinutesAfterTwentyInOne() async throws {
        for number in 1...20 { #expect(try await send(RobotSendTests.text("\(number)"))["errcode"] == 0) }
        #expect(try await send()["errcode"] == 660026)
        bench.time.advance(by: .seconds(599))
        #expect(try await send()["errcode"] == 660026)
        _ = try await bench.simulator.control("PUT", ["messages", "rules"], ["robotErrors": "documented"])
        #expect(try await send()["errcode"] == 410100)
        bench.time.advance(by: .seconds(1))
        #expect(try await send()["errcode"] == 0)
        #expect(try await shown()?["count"] == 21)
    }

    @Test
    func showsTheSameMessageOnce() async throws {
        var body = RobotSendTests.text("一次").members ?? []
        body.append(JSON.Member("msgUuid", "u-1"))
        for _ in 0..<30 { #expect(try await send(.object(body))["errcode"] == 0) }
        #expect(try await shown()?["count"] == 1)
    }

    @Test
    func hasAnotherTokenInAForkedWorld() {
        let identity = WorldIdentity(number: WorldNumber(7), seed: Seed(1))
        var state = bench.simulator.step { state, _ in state }
        state.becomeFork(as: identity, settings: DeliverySettings())
        let forked = state.robots.token(named: "default")
        #expect(forked == identity.number.sealing(token))
        #expect(state.robots[forked ?? ""] != nil)
        #expect(state.robots[token] == nil)
    }

    @Test
    func refusesForbiddenWords() async throws {
        _ = try await bench.simulator.control("PUT", ["messages", "rules"], ["forbiddenWords": ["赌博"]])
        #expect(try await send(RobotSendTests.text("去赌博"))["errcode"] == 430102)
    }

    @Test
    func makesRobotsByControl() async throws {
        let made = try await bench.simulator.control("PUT", ["robots", "第二"], ["keywords": ["好"]])
        let token = try #require(made?["accessToken"]?.string)
        #expect(token.count == 64)
        #expect(WorldNumber(credential: token) == .first)
        #expect(try await send(RobotSendTests.text("好"), token: token)["errcode"] == 0)
        #expect(try await bench.simulator.control("GET", ["robots"], [:])?["robots"]?.array?.count == 2)
        for body: JSON in [["secret": 7], ["keywords": "好"], ["standing": "tired"], ["name": "x"]] {
            await #expect(throws: ControlError.self) {
                try await bench.simulator.control("PUT", ["robots", "第二"], body)
            }
        }
    }
}
