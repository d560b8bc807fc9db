import Foundation
import GRDB
import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Unmistakable values in the configuration, in forms and in what the platforms give out; platforms that repeat whatever
/// they are sent; and a search through everything that comes out of the core.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PlantedSecretsTests {
    /// Secrets, by what they are. One has characters that JSON, addresses and pages write otherwise.
    static let secrets = [
        "dingtalk.appSecret": "PLANTED-dingtalk-app/secret+0001",
        "dingtalk.callbackToken": "PLANTED-callback-token-0002",
        "dingtalk.aesKey": "PLANTEDaesKey0003abcdefghijklmnopqrstuvwxyz",
        "kingdee.appSecret": "PLANTED-kingdee-secret-0004",
        "kingdee.password": "PLANTED \"pass\\word\" 世界/0005", "monitor.token": "PLANTED-monitor-token-0006",
        "stock.hookSecret": "PLANTED-stock-hook-0007", "yida.systemToken": "PLANTED-yida-token-0008",
        "alerts.robot.token": "PLANTED-robot-token-0009", "alerts.robot.secret": "PLANTED-robot-secret-0010",
        "alerts.hook.secret": "PLANTED-alert-hook-0011", "access token": "PLANTED-access-token-0012",
        "session": "PLANTED-kingdee-session-0013",
    ]
    static let personal = [
        "mobile": "13812345678", "bank account": "6222020200112233446", "identity number": "11010519491231002X",
        "mobile in groups": "137 1234 5678", "mobile with hyphens": "+86 136-1234-5678",
        "mobile of full width": "１３５１２３４５６７８",
        "bank account in groups": "6222 0212 3456 7890", "identity number in groups": "110105 19491231 002X",
    ]

    /// How the platforms behave.
    enum Mood: String, CaseIterable {
        case working
        /// DingTalk gives no token, Kingdee no session; both say what they were sent.
        case locked
        /// Kingdee refuses the document, and says what it was sent.
        case refusing
        /// Both answer what they were sent, which is no reply.
        case echoing
        /// As `echoing`, but as an object with a member that should be there.
        case lying
        /// A gateway's page with everything in its title.
        case page
        /// A page with a status that counts as a ban.
        case banning
        case dead
    }

    /// Both platforms, and the receivers of alerts, on any host.
    struct Platforms: HTTPHandler {
        let mood: Mood
        let sent = Sent()

        final class Sent: Sendable {
            let bodies = Mutex<[(path: String, body: String)]>([])
        }

        func respond(to call: HTTPCall) async -> HTTPOutcome {
            let path = String(call.path)
            let body = String(decoding: call.body, as: UTF8.self)
            sent.bodies.withLock { $0.append((path, body)) }
            let fields = call.request.headerFields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            let echo = "\(call.request.path ?? "")\n\(fields)\n\(body)"
            if path == "/robot/send" || path == "/alerts" { return .reply(.json(#"{"errcode":0,"errmsg":"ok"}"#)) }
            let isLogIn = path.hasSuffix("accessToken") || path.contains("AuthService")
            switch mood {
            case .dead: return .cut(reset: true)
            case .locked where isLogIn: return .reply(refusal(of: echo, path))
            case .refusing where path.contains(".Save."): return .reply(refusal(of: echo, path))
            case .echoing where !isLogIn: return .reply(HTTPReply(.ok, contentType: "text/plain", body: echo))
            case .lying where !isLogIn:
                // What the secret stands beside is cut at 200 characters: at each place once.
                let text = String(repeating: "x", count: sent.bodies.withLock { $0.count * 7 % 190 }) + echo
                return .reply(
                    .json(
                        "{\"Result\":{\"Id\":\"0\",\"echo\":\(JSONValue.quoted(text))},\"result\":{\"echo\":\(JSONValue.quoted(text))}}"
                    ))
            case .page: return .reply(page(.badGateway, echo))
            case .banning: return .reply(page(.forbidden, echo))
            default: return .reply(answer(path))
            }
        }

        private func page(_ status: HTTPResponse.Status, _ text: String) -> HTTPReply {
            HTTPReply(
                status, contentType: "text/html", body: "<!doctype html><html><title>\(text)</title></html>")
        }

        private func refusal(of echo: String, _ path: String) -> HTTPReply {
            let text = JSONValue.quoted(echo)
            if path.hasSuffix("accessToken") {
                return .json(#"{"code":"invalidClientIdOrSecret","message":\#(text)}"#, status: 400)
            }
            if path.contains("AuthService") { return .json(#"{"LoginResultType":0,"Message":\#(text)}"#) }
            return .json(
                #"{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"FieldName":"FAmount","Message":\#(text),"DIndex":0}],"SuccessEntitys":[],"MsgCode":11}}}"#
            )
        }

        private func answer(_ path: String) -> HTTPReply {
            if path.hasSuffix("accessToken") {
                return .json(
                    #"{"accessToken":"\#(PlantedSecretsTests.secrets["access token"] ?? "")","expireIn":7200}"#)
            }
            if path.contains("AuthService") {
                let session = PlantedSecretsTests.secrets["session"] ?? ""
                var reply = HTTPReply.json(#"{"LoginResultType":1,"KDSVCSessionId":"\#(session)"}"#)
                reply.response.headerFields.append(
                    HTTPField(name: .setCookie, value: "kdservice-sessionid=\(session); path=/"))
                return reply
            }
            if path.hasSuffix("processInstances") { return .json(PlantedSecretsTests.instance) }
            if path.contains("/v1.0/") { return .json(#"{"result":true,"success":true}"#) }
            if path.contains("/topapi/") { return .json(#"{"errcode":0,"result":{"list":[],"has_more":false}}"#) }
            if path.contains("ExecuteBillQuery") { return .json("[]") }
            return .json(KingdeeClientTests.saved)
        }
    }

    /// A claim whose people wrote personal fields wherever they could.
    private static var instance: String {
        let all = personal.values.sorted().joined(separator: "，")
        return #"""
            {"success":true,"result":{"title":"张三 \#(all)","status":"COMPLETED","result":"agree",\#
            "businessId":"202601150930000123456","originatorUserId":"manager1","originatorDeptId":"1",\#
            "operationRecords":[],"formComponentValues":[\#
            {"id":"MoneyField_1","name":"金额","componentType":"MoneyField","value":"12.50"},\#
            {"id":"TextField_1","name":"事由","componentType":"TextField","value":"请付到 \#(all)"},\#
            {"id":"TextField_2","name":"手机号","componentType":"TextField","value":"\#(personal["mobile"] ?? "")"},\#
            {"id":"TextField_3","name":"收款账号","componentType":"TextField","value":"\#(personal["bank account"] ?? "")"}]}}
            """#.replacing("\n", with: "")
    }

    private struct Unmappable: Error, CustomStringConvertible {
        let description: String
    }

    /// Everything that came out: by where, the text.
    private func outputs(_ mood: Mood, maps: Bool) async throws -> (shown: [(String, String)], kept: [(String, String)])
    {
        let secrets = PlantedSecretsTests.secrets.mapValues { Secret($0) }
        func secret(_ name: String) -> Secret { secrets[name] ?? Secret("") }
        var configuration = Integration.Configuration()
        configuration.dingTalk.apiURL = "http://dingtalk.test"
        configuration.dingTalk.oapiURL = "http://dingtalk.test"
        configuration.dingTalk.appKey = "dingapp"
        configuration.dingTalk.appSecret = secret("dingtalk.appSecret")
        configuration.dingTalk.callbackToken = secret("dingtalk.callbackToken")
        configuration.dingTalk.aesKey = secret("dingtalk.aesKey")
        configuration.dingTalk.commentUser = "manager1"
        configuration.dingTalk.agentID = 1
        configuration.kingdee.url = "http://kingdee.test/k3cloud/"
        configuration.kingdee.appSecret = secret("kingdee.appSecret")
        configuration.kingdee.password = secret("kingdee.password")
        configuration.monitorToken = secret("monitor.token")
        configuration.monitor.usersFile = try MonitorBench.users(
            ("viewer", .viewer), ("auditor", .auditor), ("operator", .operator), ("administrator", .administrator))
        configuration.stockAlert = StockAlertSettings()
        configuration.stockAlert?.hookSecret = secret("stock.hookSecret")
        configuration.yida = YidaSettings()
        configuration.yida?.applications = [
            YidaApplication(appType: "APP_PLANTED", systemToken: secret("yida.systemToken"), user: "manager1")
        ]
        configuration.organisation.number = "100"
        configuration.attendance = AttendanceSettings()
        configuration.signOn.publicURL = "https://gateway.test"
        configuration.signOn.corpID = "dingcorp"
        var alerts = AlertSettings()
        alerts.robot = AlertSettings.Robot()
        alerts.robot?.token = secret("alerts.robot.token")
        alerts.robot?.secret = secret("alerts.robot.secret")
        alerts.hook = AlertSettings.Hook()
        alerts.hook?.url = "http://receiver.test/alerts"
        alerts.hook?.secret = secret("alerts.hook.secret")
        configuration.alerts = alerts

        let (time, disk, log, network) = (ManualTime(), try MemoryDatabase(), LogTrap(), DirectNetwork())
        let platforms = Platforms(mood: mood)
        for host in ["dingtalk.test", "kingdee.test", "receiver.test"] { network.connect(host, to: platforms) }
        let randomness = SeededRandomness(seed: Seed(1))
        let dingTalk = DingTalkClient(
            settings: DingTalkSettings(
                apiURL: "http://dingtalk.test", oapiURL: "http://dingtalk.test", appKey: "dingapp",
                appSecret: secret("dingtalk.appSecret").value, commentUserID: "manager1"), network: network, time: time,
            randomness: randomness)
        let kingdee = KingdeeClient(
            settings: KingdeeSettings(
                url: "http://kingdee.test/k3cloud/", acctID: "5f1234567890ab", userName: "demo",
                authentication: .password, password: secret("kingdee.password").value, appID: "app",
                appSecret: secret("kingdee.appSecret").value), network: network, time: time, randomness: randomness)
        let route = Route(flow: "PROC-CLAIM", form: "ER_ExpReimbursement", sourceField: "FCausa", version: "1") {
            instance, number in
            let text = instance.values.map(\.value).joined(separator: " ")
            guard maps else {
                throw MappingError.planted(text)
            }
            let model: JSONValue = .members(["FBillNo": .string(number), "FCausa": .string("DingTalk \(text)")])
            return MappedDocument(form: "ER_ExpReimbursement", model: model.jsonText)
        }
        let core = try IntegrationCore(
            configuration: configuration, routes: [route], dingTalk: dingTalk, kingdee: kingdee,
            open: { _, _ in .make() }, seal: { _, _ in "{}" },
            clients: PlatformClients(dingTalk: dingTalk, kingdee: kingdee),
            on: CoreSurroundings(
                database: EmbeddedStore(disk), network: network, time: time, randomness: randomness,
                logger: Logger(label: "core") { [log] _ in MaskingLogHandler(log) }))
        let running = Task { try await core.run() }
        defer { running.cancel() }
        func send(
            _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ headers: [(String, String)] = []
        ) async -> (reply: HTTPReply, streamed: String) {
            var request = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:18700", path: path)
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { request.headerFields[name] = value }
            }
            switch await core.handler.respond(to: HTTPCall(request: request, body: Array(body.utf8), peer: "10.0.0.1"))
            {
            case .reply(let reply): return (reply, "")
            case .stream(let response, let write):
                // From the first step on; gone after what there is.
                let text = Mutex("")
                await write(
                    HTTPBodyWriter { bytes in
                        text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                        return text.withLock { !$0.contains("event: state") }
                    })
                return (HTTPReply(response: response), text.withLock { $0 })
            default: return (HTTPReply(.badGateway, contentType: "text/plain", body: ""), "")
            }
        }
        // Where the log-in is refused the core is up all the same, and not ready.
        while await send(.get, "/health/ready").reply.text.contains("starting") { await Task.yield() }
        #expect(await send(.post, "/dingtalk/callback", "x").reply.response.status == .ok)
        // Hours of tries, alerts and comments.
        for round in 0..<40 {
            for _ in 0..<60 { await Task.yield() }
            time.advance(by: .seconds(round < 20 ? 5 : 120))
        }
        var shown: [(String, String)] = []
        var kept: [(String, String)] = []
        for role in Role.allCases {
            // The page is the same for everybody.
            let routes = core.routes.filter { role == .viewer || !$0.path.hasPrefix("/page/") }
            let body = "{\"name\":\"\(role.rawValue)\",\"password\":\"correct horse\"}"
            let reply = await send(.post, "/api/session", body).reply
            let answer = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
            let cookie = (reply.response.headerFields[.setCookie] ?? "").prefix { $0 != ";" }
            let headers = [
                ("Cookie", String(cookie)), ("X-CSRF-Token", answer?["proof"] as? String ?? ""), ("Last-Event-ID", "0"),
            ]
            for route in routes where route.method != .delete && route.path != "/api/session" {
                for value in route.path.contains("{") ? ["INST-1", "1"] : [""] {
                    let path = route.path.replacing(/\{[a-z]+\}/, with: value)
                    guard !path.hasSuffix("/abandon"), !path.hasSuffix("/replay"), !path.hasSuffix("/redo") else {
                        continue
                    }
                    let answer = await send(route.method, path, "{\"instanceId\":\"INST-1\",\"for\":\"1h\"}", headers)
                    let text = "\(answer.reply.response.headerFields) \(answer.reply.text) \(answer.streamed)"
                    let place = "\(role.rawValue) \(route.method) \(path)"
                    // Whoever mends claims sees what is in them.
                    if role.allows(.seePersonalFields) {
                        kept.append((place, text))
                    } else {
                        shown.append((place, text))
                    }
                }
            }
        }
        for (path, body) in platforms.sent.bodies.withLock({ $0 })
        where path == "/robot/send" || path == "/alerts" || path.hasSuffix("comments") {
            shown.append((path, body))
        }
        running.cancel()
        try await running.value
        shown.append(("log", log.lines.joined(separator: "\n")))
        for (table, rows) in try await tables(disk) where !rows.isEmpty {
            // What a claim holds is kept for delivery and mending; what is told of it is not.
            let isTold = ["audit", "alerts", "alert_messages", "notices", "cursors"].contains(table)
            let text = rows.joined(separator: "\n")
            if isTold { shown.append((table, text)) } else { kept.append((table, text)) }
        }
        return (shown, kept)
    }

    private func tables(_ disk: MemoryDatabase) async throws -> [(String, [String])] {
        try await disk.read { database in
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return try names.map { name in
                let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(name)")
                return (
                    name,
                    rows.map { row in
                        row.databaseValues.map { value in
                            // Bytes are looked into as well.
                            if let data = Data.fromDatabaseValue(value) { return String(decoding: data, as: UTF8.self) }
                            return "\(value)"
                        }.joined(separator: " | ")
                    }
                )
            }
        }
    }

    /// What happens, and whether the mapping takes the claim.
    static let cases = Mood.allCases.map { ($0, true) } + [(.working, false)]

    @Test(arguments: cases)
    func comeOutNowhere(mood: Mood, maps: Bool) async throws {
        let (shown, kept) = try await outputs(mood, maps: maps)
        #expect(shown.count > 100 && kept.count > 100)
        #expect(shown.contains { $0.0 == "log" && $0.1.contains("ready") })
        let json = PlantedSecretsTests.secrets.mapValues { String(JSONValue.quoted($0).dropFirst().dropLast()) }
        var found: Set<String> = []
        func has(_ text: String, _ words: String) -> Bool { text.range(of: words, options: .literal) != nil }
        for (place, text) in shown + kept where has(text, "PLANTED") {
            for (name, secret) in PlantedSecretsTests.secrets {
                // Ten characters are enough to go on with.
                for spelling in [secret, json[name] ?? secret, PercentEncoding.encode(secret)] {
                    let words = spelling.hasPrefix("PLANTED") ? String(spelling.prefix(14)) : spelling
                    if has(text, words) { found.insert("\(name) in \(place): \(excerpt(text, words))") }
                }
            }
        }
        for (place, text) in shown {
            for (name, value) in PlantedSecretsTests.personal where has(text, value) {
                found.insert("\(name) in \(place): \(excerpt(text, value))")
            }
        }
        for line in found.sorted().prefix(20) { Issue.record("\(line)") }
        if mood == .working {
            // The planted values were there to be found.
            let seen = kept.filter { $0.0.hasPrefix("operator") }
            for (name, value) in PlantedSecretsTests.personal {
                #expect(seen.contains { $0.1.contains(value) }, "\(name)")
            }
        }
    }

    private func excerpt(_ text: String, _ needle: String) -> String {
        guard let range = text.range(of: needle) else { return "" }
        let start = text.index(range.lowerBound, offsetBy: -80, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(range.upperBound, offsetBy: 20, limitedBy: text.endIndex) ?? text.endIndex
        return String(text[start..<end])
    }

    /// A configuration that is wrong is told of without what it holds.
    @Test(arguments: [
        "dingtalk: {appSecret: [%]}", "dingtalk: {appSecret: {a: %}}", "dingtalk: %", "kingdee: {password: %, port: 1}",
        "kingdee: {pasword: %}", "monitor: {token: %, tokn: %}", "monitor: {token: \"%",
        "stockAlert: {hookSecret: [%]}", "alerts: {robot: {token: [%]}}", "kingdee: {password: %\n  x: y}",
        "%: ", "kingdee: {%: x}", "kingdee: {%: {a: b}}", "dingtalk: {%: 1, %: 2}", "%: 1\n%: 2", "kingdee: {lcid: %}",
        "delivery: {workers: %, onRevoke: %}", "dingtalk: {callTimeout: %, mode: %}", "audit: {keep: %, %: 1}",
        "kingdee: {url: %}", "alerts: {rules: {%: {above: 1}}}", "alerts: {robot: {%: x}}", "yida: {%: x}",
        "organisation: {employees: {%: x}}", "stockAlert: {%: x}", "attendance: {%: x}", "signOn: {%: x}",
        "monitor: {%: x}", "store: {%: x}", "listen: {tls: {%: x}}", "? [%]\n: x", "kingdee: {? {%: 1} : x}",
    ])
    func standInNoMistake(yaml: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearsal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "core.yaml").path
        let secret = "PLANTED-in-the-file-0099"
        try yaml.replacing("%", with: secret).write(toFile: path, atomically: true, encoding: .utf8)
        let environment = ["REHEARSAL_KINGDEE_PASSWORD": "PLANTED-in-the-environment"]
        #expect {
            _ = try Configuration.load(path: path, environment: environment)
        } throws: { error in
            let isSafe = !"\(error)".contains("PLANTED")
            if !isSafe { Issue.record("\(error)") }
            return isSafe
        }
    }
}

extension MappingError {
    /// A refusal that shows the value it refuses, as real ones do.
    fileprivate static func planted(_ value: String) -> MappingError {
        MappingError([
            Problem(
                field: "FAmount", component: "TextField_1", value: ReplyText.brief(value), reason: "is no amount",
                remedy: "write a number")
        ])
    }
}
