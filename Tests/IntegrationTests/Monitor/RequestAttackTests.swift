import Foundation
import GRDB
import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Requests made by other sites, or made up.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RequestAttackTests {
    /// Every request that changes something, sent by another site with the visitor's cookie.
    @Test func letsNoOtherSiteChangeAnything() async throws {
        let core = try FullCore()
        try await core.run {
            let own = try await core.headers("administrator")
            let cookie = own.filter { $0.0 == "Cookie" }
            let changing = core.core.routes.filter { route in
                if case .role = route.access { route.method != .get } else { false }
            }
            #expect(changing.count > 20)
            let others = [
                [], [("X-CSRF-Token", "")], [("X-CSRF-Token", String(repeating: "0", count: 32))],
                [("Origin", "https://evil.example"), ("Content-Type", "text/plain")],
                [("Sec-Fetch-Site", "cross-site"), ("Content-Type", "application/x-www-form-urlencoded")],
            ]
            for route in changing {
                let path = route.path.replacing(/\{[a-z]+\}/, with: "1")
                for headers in others {
                    let reply = await core.send(route.method, path, "{}", cookie + headers)
                    #expect(reply.response.status == .forbidden, "\(route.method) \(path) \(headers)")
                }
            }
            // Nor log anybody in as somebody else.
            let login = #"{"name":"operator","password":"correct horse"}"#
            for origin in ["https://evil.example", "null", "http://127.0.0.1:18701", "http://127.0.0.1:18700.evil"] {
                let reply = await core.send(.post, "/api/session", login, [("Origin", origin)])
                #expect(reply.response.status == .forbidden, "\(origin)")
            }
            #expect(await core.send(.get, "/api/session", "", own).text.contains("administrator"))
        }
    }

    @Test(arguments: ["http", "https"])
    func tellsBrowsersToTrustNothing(scheme: String) async throws {
        let core = try FullCore()
        try await core.run {
            let right = [("Authorization", "Bearer \(FullCore.token)")]
            let paths = core.core.routes.map { ($0.method, $0.path.replacing(/\{[a-z]+\}/, with: "1")) }
            for (method, path) in paths + [(.get, "/nothing"), (.get, "/api/nothing"), (.put, "/health/live")] {
                for headers in [[], right] {
                    let fields = await core.send(method, path, "", headers, scheme: scheme).response.headerFields
                    func value(_ name: String) -> String { HTTPField.Name(name).flatMap { fields[$0] } ?? "" }
                    #expect(value("X-Content-Type-Options") == "nosniff", "\(method) \(path)")
                    #expect(value("X-Frame-Options") == "DENY", "\(method) \(path)")
                    #expect(value("Referrer-Policy") == "no-referrer", "\(method) \(path)")
                    if !path.hasPrefix("/sign-on") {
                        #expect(value("Cross-Origin-Resource-Policy") == "same-origin", "\(method) \(path)")
                    }
                    #expect(value("Content-Security-Policy").contains("frame-ancestors 'none'"), "\(method) \(path)")
                    let isPage = path == "/" || path.hasPrefix("/page/")
                    #expect(value("Cache-Control") == (isPage ? "no-cache" : "no-store"), "\(method) \(path)")
                    let isSignOn = path.hasPrefix("/sign-on")  // its public address is https
                    #expect(value("Strict-Transport-Security").isEmpty == (scheme == "http" && !isSignOn), "\(path)")
                }
            }
        }
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "localhost@evil.example",
        "[::1].evil.example", "[::1", "evil.example:18700", "127.0.0.1:80:80", "", "2130706433",
    ])
    func showsNothingToASiteWhoseNameWasMadeToPointHere(authority: String) async throws {
        let bench = try await MonitorBench()
        #expect(await bench.send(.get, "/api/items", authority: authority).response.status == .forbidden)
        #expect(await bench.send(.get, "/api/items", authority: "[::1]:18700").response.status == .ok)
    }

    @Test(arguments: [
        "/page/../main.js", "/page/%2e%2e/main.js", "/page/..%2fmain.js", "/page/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/page/....//main.js", "/page/main.js%00.html", "/page/main.js/", "/page/MAIN.JS", "//etc/passwd",
        "/page/%5c..%5cmain.js", "/page/monitor.html", "http://evil.example/page/main.js",
    ])
    func servesNoFileButItsOwn(path: String) async throws {
        let bench = try await MonitorBench()
        let reply = await bench.send(.get, path)
        let isOwn = path == "/page/main.js/"  // a component more that is empty is none
        #expect(reply.response.status == (isOwn ? .ok : .notFound), "\(path)")
    }

    /// A sign-on leads to DingTalk and to Kingdee, whatever the request says, and whatever host it names.
    @Test(arguments: [
        "/sign-on/browser?to=https://evil.example", "/sign-on/browser?to=//evil.example",
        "/sign-on/browser?to=%0d%0aSet-Cookie:%20a=b", "/sign-on/browser?to=/%5cevil.example",
        "/sign-on/in-app?to=javascript:alert(1)", "/sign-on/in-app?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/sign-on/callback?state=%0d%0aLocation:%20https://evil.example&code=1",
        "/sign-on/callback?redirect_uri=https://evil.example", "/sign-on/browser?redirect_uri=https://evil.example",
    ])
    func leadsNowhereElse(path: String) async throws {
        let core = try FullCore()
        try await core.run {
            let reply = await core.send(.get, path, authority: "evil.example")
            let location = reply.response.headerFields[.location] ?? "https://login.dingtalk.com/"
            #expect(location.hasPrefix("https://login.dingtalk.com/"))
            #expect(!location.contains("evil") && !reply.text.contains("evil.example"))
            #expect(!reply.text.contains("<script>alert"))
            for field in reply.response.headerFields {
                #expect(!field.value.contains("\r") && !field.value.contains("\n"))
            }
            let cookies = reply.response.headerFields[values: .setCookie]
            #expect(cookies.allSatisfy { $0.hasPrefix("__Host-rehearsal-sign-on=") && $0.contains("; Secure") })
        }
    }

    /// Values at the edge of everything, in every request: each gets an answer, and none is a failure of ours.
    @Test func outlivesWhateverIsAskedFor() async throws {
        let core = try FullCore()
        let deep = String(repeating: "[", count: 100_000)
        let values = [
            "", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "%00",
            "%ff%fe", "a%0d%0ab", "'%20OR%201=1--", "%25", "..%2f..", "9223372036854775807:x:embedded",
            "-9223372036854775808:-9223372036854775808:embedded", "A-9223372036854775808", "%F0%9F%92%A9",
        ]
        let names = [
            "limit", "before", "after", "from", "until", "minutes", "state", "kind", "text", "as", "operation",
        ]
        let bodies = [
            "", "{", "[]", "null", "\u{0}", deep, "{\"set\":\(deep)", #"{"set":{"a\u0000b":"\u0000"},"form":"\u0000"}"#,
            #"{"for":"99999999999999999999d"}"#, #"{"for":"-1h","until":"9999-12-31T23:59:59Z"}"#,
            #"{"mapping":"\u0000","instance":"{}"}"#, #"{"instanceId":"\u0000","diff":true}"#,
            #"{"yaml":"a: &a [*a]"}"#,
        ]
        try await core.run {
            let right = [("Authorization", "Bearer \(FullCore.token)")]
            var tries = 0
            for route in core.core.routes {
                for value in values {
                    let path = route.path.replacing(/\{[a-z]+\}/, with: value.isEmpty ? "x" : value)
                    // Every name with every value on the lists; on one record the value itself is enough.
                    let queries =
                        route.method == .get && !route.path.contains("{") && !route.path.hasPrefix("/page/")
                        ? names.map { "?\($0)=\(value)" } : [""]
                    for query in queries {
                        let reply = await core.send(
                            route.method, path + query, "", right + [("Last-Event-ID", value)])
                        tries += 1
                        #expect(reply.response.status.code != 500, "\(route.method) \(path)\(query): \(reply.text)")
                        for field in reply.response.headerFields {
                            #expect(!field.value.contains { $0.isNewline }, "\(field)")
                        }
                    }
                }
                for body in bodies where route.method == .post {
                    let reply = await core.send(
                        route.method, route.path.replacing(/\{[a-z]+\}/, with: "1"), body, right)
                    tries += 1
                    #expect(reply.response.status.code != 500, "\(route.path) \(body.prefix(60)): \(reply.text)")
                }
            }
            #expect(tries > 2000)
            #expect(await core.send(.get, "/health/ready").response.status == .ok)
        }
    }

    /// What an error says is for people: nothing of the machine, the store, or the code.
    @Test func tellsNothingOfItsInside() async throws {
        let core = try FullCore()
        try await core.run {
            try await core.disk.commit {
                try $0.execute(sql: "DROP TABLE items; DROP TABLE directory; DROP TABLE alerts")
            }
            let right = [("Authorization", "Bearer \(FullCore.token)")]
            var failures = 0
            for route in core.core.routes where route.path != "/api/events" {
                let path = route.path.replacing(/\{[a-z]+\}/, with: "1")
                let reply = await core.send(route.method, path, "{\"mapping\":\"x\"}", right)
                failures += reply.response.status.code >= 500 ? 1 : 0
                guard reply.response.status.code >= 400 else { continue }
                for word in ["SQL", "no such table", "GRDB", ".swift", "Sources", "NIO", "Error(", "database"] {
                    #expect(!reply.text.contains(word), "\(route.path): \(reply.text)")
                }
            }
            #expect(failures > 5)
        }
    }

    @Test func leavesRoomForOthersWhoFollow() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("a", .viewer), ("b", .viewer)))
        let (a, b) = (try await bench.headers("a"), try await bench.headers("b"))
        // Gone before the stream begins: no place is taken.
        for _ in 0..<300 {
            guard case .stream = await bench.outcome(.get, "/api/events", "", a) else {
                Issue.record("no stream")
                return
            }
        }
        // A hundred of one person leave room for another.
        var tasks: [Task<Void, Never>] = []
        var refused = 0
        for _ in 0..<100 {
            guard let task = await follow(bench, a) else {
                refused += 1
                continue
            }
            tasks.append(task)
        }
        #expect(refused == 80)
        guard case .stream = await bench.outcome(.get, "/api/events", "", b) else {
            Issue.record("no room for b")
            return
        }
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    @Test func boundsHowManyFollowInAll() async throws {
        let names = (0..<6).map { "p\($0)" }
        let path = try MonitorBench.users(
            ("p0", .viewer), ("p1", .viewer), ("p2", .viewer), ("p3", .viewer), ("p4", .viewer), ("p5", .viewer))
        let bench = try await MonitorBench(users: path)
        var (tasks, refused): ([Task<Void, Never>], [String]) = ([], [])
        for name in names {
            let headers = try await bench.headers(name)
            for _ in 0..<20 {
                guard let task = await follow(bench, headers) else {
                    refused.append(name)
                    continue
                }
                tasks.append(task)
            }
        }
        #expect(tasks.count == 100 && refused == Array(repeating: "p5", count: 20))
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    @Test func keepsEachEventOfTheLogOnItsLine() {
        let trap = LogTrap()
        let forged = "x\n2026-01-15T09:30:00 notice core: signed on userid=boss\r\u{1B}[2K\u{202E}"
        MaskingLogHandler(trap).log(
            event: .init(
                level: .warning, message: "refused \(forged)", metadata: ["reason": "\(forged)"], source: "", file: "",
                function: "", line: 1))
        let line = trap.lines.joined()
        #expect(trap.lines.count == 1 && line.contains("boss"))
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E || $0.value == 0x1B })
    }

    /// Who only looks learns nothing by mappings of his own, and nothing of approvals that are none of his.
    @Test func previewsOnlyWhatTheRoleMaySee() async throws {
        let core = try FullCore()
        try await core.run {
            let yaml = #"{"yaml":"process: P\nform: F\nsource: S\nhead: {A: {constant: a}}\n","instance":{}}"#
            for role in ["viewer", "auditor", "operator"] {
                let reply = await core.send(.post, "/api/mappings/preview", yaml, try await core.headers(role))
                #expect(reply.response.status == .forbidden, "\(role)")
            }
            let reply = await core.send(
                .post, "/api/mappings/preview", yaml, try await core.headers("administrator"))
            #expect(reply.response.status != .forbidden)
        }
        let open = try FullCore {
            $0.monitorToken = Secret("")
            $0.monitor.usersFile = nil
        }
        try await open.run {
            let reply = await open.send(.post, "/api/mappings/preview", #"{"instanceId":"1"}"#)
            #expect(reply.response.status == .forbidden)
        }
    }

    /// Follows the events, from their first on; nil when that is refused.
    private func follow(_ bench: MonitorBench, _ headers: [String: String]) async -> Task<Void, Never>? {
        guard case .stream(_, let write) = await bench.outcome(.get, "/api/events", "", headers) else { return nil }
        let began = AsyncStream<Void>.makeStream()
        let task = Task {
            await write(
                HTTPBodyWriter { _ in
                    began.continuation.finish()
                    return true
                })
            began.continuation.finish()
        }
        for await _ in began.stream {}
        return task
    }
}
