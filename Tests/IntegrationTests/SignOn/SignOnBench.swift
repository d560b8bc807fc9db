import Foundation
import HTTPTypes
import Logging
import Seams
import Synchronization
import VirtualTime

@testable import Integration

/// Signing on without sockets: the flow over scripted platforms and a database in memory.
struct SignOnBench: Sendable {
    /// What the platforms know, by the reply of each path's end.
    final class Platforms: Sendable {
        private let replies = Mutex<[String: [HTTPReply]]>([:])

        /// Answers calls whose path ends so; the last reply again and again. No reply is a dead platform.
        func answer(_ suffix: String, _ bodies: String...) {
            replies.withLock { $0[suffix] = bodies.map { .json($0) } }
        }

        func next(_ path: some StringProtocol) -> HTTPReply? {
            replies.withLock { replies in
                guard let key = replies.keys.sorted().first(where: { path.hasSuffix($0) }) else { return nil }
                let reply = replies[key]?.first
                if let count = replies[key]?.count, count > 1 { replies[key]?.removeFirst() }
                return reply
            }
        }
    }

    let platforms = Platforms()
    let time = ManualTime()
    let disk: MemoryDatabase
    let network: ScriptedNetwork
    let flow: SignOnFlow
    let metrics = Metrics()

    init(disk: MemoryDatabase? = nil, _ change: (inout Integration.Configuration) -> Void = { _ in }) async throws {
        var configuration = Integration.Configuration()
        configuration.dingTalk.appKey = "dingapp"
        configuration.dingTalk.appSecret = Secret("app-secret-of-dingtalk")
        configuration.kingdee.url = "http://kingdee.test/k3cloud/"
        configuration.kingdee.acctID = "5f1234567890ab"
        configuration.kingdee.appID = "app"
        configuration.kingdee.appSecret = Secret("app-secret-of-kingdee")
        configuration.kingdee.authentication = .signed
        configuration.signOn.publicURL = "https://gateway.test"
        configuration.signOn.corpID = "dingcorp"
        configuration.signOn.targets = ["claims": KingdeeEntry.Target(form: "ER_ExpReimbursement", type: "list")]
        change(&configuration)
        let platforms = platforms
        network = ScriptedNetwork { (call: HTTPCall) throws(NetworkError) in
            guard let reply = platforms.next(call.path) else { throw .notSent("nobody answers \(call.path)") }
            return reply
        }
        self.disk = try disk ?? MemoryDatabase()
        let randomness = SeededRandomness(seed: Seed(7))
        let gate = CallGate(
            limit: .seconds(10), backoff: Backoff(base: .zero, cap: .zero), time: time, randomness: randomness,
            metrics: metrics
        ) { _ in }
        let parts = FlowParts(
            configuration: configuration, database: EmbeddedStore(self.disk),
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(appKey: "dingapp", appSecret: "app-secret-of-dingtalk"), network: network,
                time: time,
                randomness: randomness),
            kingdee: KingdeeClient(
                settings: KingdeeSettings(
                    url: "http://kingdee.test/k3cloud/", acctID: "5f1234567890ab", userName: "demo",
                    authentication: .signed, appID: "app", appSecret: "app-secret-of-kingdee"), network: network,
                time: time, randomness: randomness),
            gate: gate, metrics: metrics, network: network, archive: nil,
            time: time, randomness: randomness, logger: .silent)
        guard let flow = SignOnFlow(parts) else { throw SwitchedOff() }
        self.flow = flow
        try await ItemStore(EmbeddedStore(self.disk)).migrate()
        platforms.answer("/accessToken", #"{"accessToken":"app-token-1","expireIn":7200}"#)
        platforms.answer("/user/getuserinfo", #"{"errcode":0,"result":{"userid":"zhangsan","unionid":"u1"}}"#)
        platforms.answer("/userAccessToken", #"{"accessToken":"user-token-1","expireIn":7200}"#)
        platforms.answer("/contact/users/me", #"{"nick":"张三","unionId":"u1"}"#)
        platforms.answer("/getbyunionid", #"{"errcode":0,"result":{"contact_type":0,"userid":"zhangsan"}}"#)
        platforms.answer(
            "/v2/user/get", #"{"errcode":0,"result":{"userid":"zhangsan","job_number":"E0001","active":true}}"#)
        platforms.answer("ExecuteBillQuery.common.kdsvc", #"[["zhang.san","A"]]"#)
    }

    struct SwitchedOff: Error {}

    /// One browser's view of the gateway: it keeps the cookie.
    final class Browser: Sendable {
        private let bench: SignOnBench
        private let kept = Mutex<String?>(nil)
        let agent: String
        let peer: String?

        init(_ bench: SignOnBench, agent: String = "Mozilla/5.0 DingTalk/7.6", peer: String? = nil) {
            self.bench = bench
            self.agent = agent
            self.peer = peer
        }

        var cookie: String? { kept.withLock { $0 } }

        func send(
            _ method: HTTPRequest.Method, _ path: String, form: String = "", headers: HTTPFields = [:]
        ) async -> HTTPReply {
            var fields = headers
            fields[.userAgent] = agent
            if let cookie { fields[.cookie] = "other=1; \(cookie)" }
            let request = HTTPRequest(
                method: method, scheme: "https", authority: "gateway.test", path: path, headerFields: fields)
            guard
                case .reply(let reply)? = await bench.flow.respond(
                    to: HTTPCall(request: request, body: Array(form.utf8), peer: peer))
            else { return HTTPReply(.badGateway, contentType: "text/plain", body: "none of the flow's") }
            if let set = reply.response.headerFields[.setCookie] {
                kept.withLock { $0 = String(set.prefix { $0 != ";" }) }
            }
            return reply
        }

        /// Opens the page inside DingTalk and returns its state.
        func open(_ path: String = "/sign-on") async -> String {
            let page = await send(.get, path).text
            return page.firstMatch(of: /name="state" value="([^"]*)"/).map { String($0.1) } ?? ""
        }

        func post(_ state: String, code: String, headers: HTTPFields = [:]) async -> HTTPReply {
            await send(.post, "/sign-on/in-app", form: "state=\(state)&code=\(code)", headers: headers)
        }
    }

    /// The audit log's lines of sign-ons, oldest first.
    func audit() async throws -> [AuditEntry] {
        try await flow.store.recent(limit: 1000).reversed()
    }
}

extension HTTPReply {
    var location: String? { response.headerFields[.location] }

    /// What the signed entry of a redirect says.
    var entry: [String: String]? {
        guard let mark = location?.range(of: "ud="), let location,
            let data = PercentEncoding.decode(location[mark.upperBound...]).flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        return try? JSONDecoder().decode([String: String].self, from: data)
    }
}
