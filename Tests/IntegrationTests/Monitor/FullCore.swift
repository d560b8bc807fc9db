import Foundation
import HTTPTypes
import Logging
import Seams
import Synchronization
import VirtualTime

@testable import Integration

/// A core with every part switched on, whose platforms are dead, and people of every role: for whoever looks at all it
/// serves. It runs while `body` of `run` does.
struct FullCore: Sendable {
    static let token = "token-of-the-full-core"

    /// Who asks.
    enum Asker: String, CaseIterable {
        case nobody, viewer, auditor, `operator`, administrator
        case wrongCookie = "wrong cookie"
        case expired

        static let header = allCases.map(\.rawValue).joined(separator: " | ")
    }

    let time = ManualTime()
    let disk: MemoryDatabase
    let core: IntegrationCore
    let log = LogTrap()

    init(_ change: (inout Integration.Configuration) -> Void = { _ in }) throws {
        var configuration = Integration.Configuration()
        configuration.dingTalk.appKey = "dingapp"
        configuration.dingTalk.appSecret = Secret("app-secret-of-dingtalk")
        configuration.dingTalk.agentID = 1
        configuration.kingdee.url = "http://kingdee.test/k3cloud/"
        configuration.kingdee.appSecret = Secret("app-secret-of-kingdee")
        configuration.monitorToken = Secret(FullCore.token)
        configuration.monitor.usersFile = try MonitorBench.users(
            ("viewer", .viewer), ("auditor", .auditor), ("operator", .operator), ("administrator", .administrator))
        configuration.signOn.publicURL = "https://gateway.test"
        configuration.signOn.corpID = "dingcorp"
        configuration.organisation.number = "100"
        configuration.stockAlert = StockAlertSettings()
        configuration.stockAlert?.hookSecret = Secret("hook-secret")
        configuration.attendance = AttendanceSettings()
        configuration.alerts = AlertSettings()
        configuration.yida = YidaSettings()
        change(&configuration)
        disk = try MemoryDatabase()
        let (network, randomness) = (DirectNetwork(), SeededRandomness(seed: Seed(1)))
        let logger = Logger(label: "core") { [log] _ in MaskingLogHandler(log) }
        core = try IntegrationCore(
            configuration: configuration, routes: [.make()], dingTalk: FakeDingTalk(time: time),
            kingdee: FakeKingdee(time: time),
            open: { _, _ in throw CallbackError.signatureMismatch }, seal: { _, _ in "" },
            clients: PlatformClients(
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "dingapp", appSecret: "app-secret-of-dingtalk"),
                    network: network, time: time, randomness: randomness),
                kingdee: KingdeeClient(
                    settings: KingdeeSettings(
                        url: "http://kingdee.test/k3cloud/", acctID: "5f1234567890ab", userName: "demo",
                        authentication: .signed, appID: "app", appSecret: "app-secret-of-kingdee"),
                    network: network, time: time, randomness: randomness)),
            on: CoreSurroundings(
                database: EmbeddedStore(disk), network: network, time: time, randomness: randomness, logger: logger))
    }

    func run(_ body: () async throws -> Void) async throws {
        let running = Task { try await core.run() }
        defer { running.cancel() }
        while await send(.get, "/health/ready").response.status != .ok {
            try Task.checkCancellation()
            await Task.yield()
        }
        try await body()
        running.cancel()
        try await running.value
    }

    /// The reply to a request; of one that streams, its head.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ headers: [(String, String)] = [],
        authority: String = "127.0.0.1:18700", peer: String = "10.0.0.1", scheme: String = "http"
    ) async -> HTTPReply {
        var request = HTTPRequest(method: method, scheme: scheme, authority: authority, path: path)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        switch await core.handler.respond(to: HTTPCall(request: request, body: Array(body.utf8), peer: peer)) {
        case .reply(let reply): return reply
        case .stream(let response, let write):
            await write(HTTPBodyWriter { _ in false })  // gone at once
            return HTTPReply(response: response)
        default: return HTTPReply(.badGateway, contentType: "text/plain", body: "no reply")
        }
    }

    func logIn(
        _ name: String, _ password: String = "correct horse", _ headers: [(String, String)] = [],
        peer: String = "10.0.0.1", scheme: String = "http"
    ) async -> HTTPReply {
        let body = "{\"name\":\"\(name)\",\"password\":\"\(password)\"}"
        return await send(.post, "/api/session", body, headers, peer: peer, scheme: scheme)
    }

    /// The headers of somebody who just logged in.
    func headers(_ name: String) async throws -> [(String, String)] {
        let reply = await logIn(name)
        let cookie = (reply.response.headerFields[.setCookie] ?? "").prefix { $0 != ";" }
        let answer = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return [("Cookie", String(cookie)), ("X-CSRF-Token", answer?["proof"] as? String ?? "")]
    }

    /// The headers of everybody who may ask.
    func askers() async throws -> [Asker: [(String, String)]] {
        var headers: [Asker: [(String, String)]] = [.nobody: []]
        headers[.expired] = try await self.headers("administrator")
        time.advance(by: .seconds(13 * 3600))
        for asker in [Asker.viewer, .auditor, .operator, .administrator] {
            headers[asker] = try await self.headers(asker.rawValue)
        }
        headers[.wrongCookie] = headers[.administrator]?.map { name, value in
            (name, name == "Cookie" ? String(value.dropLast(8)) + "00000000" : value)
        }
        return headers
    }
}

/// Keeps what is logged, at every level.
final class LogTrap: LogHandler {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let members = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        kept.withLock { $0.append(([event.message.description] + members).joined(separator: " ")) }
    }
}
