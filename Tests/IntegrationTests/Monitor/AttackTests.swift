import Foundation
import GRDB
import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Guessing, stealing and planting logins.
@Suite(.timeLimit(.minutes(2))) struct LoginAttackTests {
    @Test func countsGuessesThatComeAllAtOnce() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        let statuses = await withTaskGroup(of: Int.self) { group in
            for index in 0..<20 {
                group.addTask { await bench.logIn("lin", "guess \(index)").response.status.code }
            }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        // Three cost nothing, the next one a pause; four are looked at at a time.
        #expect(statuses.count { $0 == 401 } <= 8, "\(statuses)")
        #expect(statuses.count { $0 == 429 } >= 12)
    }

    @Test func countsANetworkOfIPv6AsOneAddress() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        var statuses: [Int] = []
        for index in 1...6 {
            let reply = await bench.logIn("nobody \(index)", "guess", peer: "2001:db8:1:2:\(index)::\(index)")
            statuses.append(reply.response.status.code)
        }
        #expect(statuses.suffix(2) == [429, 429], "\(statuses)")
        #expect(await bench.logIn("lin", peer: "2001:db8:1:3::1").response.status == .ok)
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8::1", "2001:db8:0:0"),
        ("::1", "0:0:0:0"), ("fe80::1%eth0", "fe80:0:0:0"), ("::ffff:10.0.0.1", "10.0.0.1"), ("", ""),
        (":::", "0:0:0:0"),
    ])
    func knowsAddressesByTheirNetwork(peer: String, address: String) {
        #expect(LoginThrottle.address(peer) == address)
    }

    /// Who has an account cannot guess at others' by logging in to it now and then.
    @Test func keepsAnAddressSuspectAfterASuccess() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        for name in ["a", "b", "c"] { #expect(await bench.logIn(name, "x").response.status == .unauthorized) }
        #expect(await bench.logIn("lin").response.status == .ok)
        #expect(await bench.logIn("d", "x").response.status == .unauthorized)
        #expect(await bench.logIn("e", "x").response.status == .tooManyRequests)
    }

    @Test func doublesThePauseUpToABoundAndForgets() {
        let throttle = LoginThrottle()
        var (now, pauses) = (Timestamp(seconds: 1_768_440_600), [Int]())
        for _ in 0..<16 {
            throttle.failed(["name lin"], at: now)
            let pause = throttle.pause(["name lin"], at: now) ?? .zero
            pauses.append(Int(pause.seconds))
            now = now + pause
            #expect(throttle.pause(["name lin"], at: now) == nil)
        }
        #expect(pauses == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900])
        #expect(throttle.pause(["name wang"], at: now) == nil)
        now = now + .seconds(3601)
        throttle.failed(["name lin"], at: now)
        #expect(throttle.pause(["name lin"], at: now) == nil, "an hour of peace makes good")
    }

    @Test func remembersABoundedNumberOfNames() {
        let throttle = LoginThrottle()
        let now = Timestamp(seconds: 1_768_440_600)
        for index in 0..<30_000 { throttle.failed(["name \(index)"], at: now + .milliseconds(index * 10)) }
        #expect((1...10_001).contains(throttle.count))
    }

    /// The right one is the whole one, and none is none.
    @Test func takesNoPartOfATokenAndNoneForNone() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        for token in [
            "Bearer s3cret-toke", "Bearer s", "Bearer ", "Bearer", "B", "", "Bearer s3cret-token2", "s3cret-token",
        ] {
            let reply = await bench.send(.get, "/api/items", "", ["Authorization": token])
            #expect(reply.response.status == .unauthorized, "\(token)")
        }
        for password in ["", "s", "s3cret-toke", "s3cret-tokens"] {
            #expect(await bench.logIn("token", password, peer: "10.0.0.\(password.count)").response.status != .ok)
        }
        let without = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        for token in ["Bearer ", "Bearer", ""] {
            let reply = await without.send(.get, "/api/items", "", ["Authorization": token])
            #expect(reply.response.status == .unauthorized, "\(token)")
        }
        #expect(await without.logIn("token", "").response.status == .unauthorized)
        #expect(await without.logIn("lin", "", peer: "10.0.0.9").response.status == .unauthorized)
    }

    @Test func readsNoLogInThatIsLargerThanOneCanBe() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        let spaces = String(repeating: " ", count: 4096)
        let reply = await bench.send(.post, "/api/session", #"{"name":"lin","password":"correct horse"}"# + spaces)
        #expect(reply.response.status == .contentTooLarge)
        #expect(await bench.logIn(String(repeating: "n", count: 65)).response.status == .badRequest)
        #expect(await bench.logIn("lin", String(repeating: "p", count: 1025)).response.status == .badRequest)
    }

    @Test func tellsOfWrongTokensWithoutFillingTheLogAndNeverLocksOutTheRightOne() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        for index in 0..<50 {
            let wrong = ["Authorization": "Bearer guess-\(index)"]
            #expect(await bench.send(.get, "/api/items", "", wrong).response.status == .unauthorized)
        }
        let right = ["Authorization": "Bearer s3cret-token"]
        #expect(await bench.send(.get, "/api/items", "", right).response.status == .ok)
        #expect(try await bench.auditActions() == ["unknown: fail to log in"])
        bench.time.advance(by: .seconds(61))
        _ = await bench.send(.get, "/api/items", "", ["Authorization": "Bearer guess"])
        #expect(try await bench.auditActions().count == 2)
    }

    /// Whether a name exists must show neither in the answer nor in how much is computed for it.
    @Test func computesAsMuchForANameThatNobodyHas() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        let costs = { (hash: PasswordHash?) in hash?.text.split(separator: ":").prefix(4) }
        let unknown = try #require(AccessControl.checked(nil))
        #expect(costs(unknown) == costs(try MonitorBench.horse.get()))
        let replies = [
            await bench.logIn("lin", "wrong", peer: "10.0.0.3").text,
            await bench.logIn("lin2", "wrong", peer: "10.0.0.4").text,
        ]
        #expect(replies[0] == replies[1])
    }

    @Test func takesNoSessionThatSomebodyElseChose() async throws {
        let core = try FullCore()
        try await core.run {
            // A cookie that an attacker made up.
            let made = "rehearsal-session=" + String(repeating: "a", count: 64)
            let cookie = await core.logIn("operator", "correct horse", [("Cookie", made)])
                .response.headerFields[.setCookie]
            #expect(cookie?.hasPrefix("rehearsal-session=") == true && cookie?.hasPrefix(made) == false)
            #expect(await core.send(.get, "/api/items", "", [("Cookie", made)]).response.status == .unauthorized)
            // A session of the attacker's own, planted in somebody's browser: it ends when that person logs in.
            let planted = try await core.headers("viewer")
            #expect(await core.send(.get, "/api/items", "", planted).response.status == .ok)
            _ = await core.logIn("operator", "correct horse", planted)
            #expect(await core.send(.get, "/api/items", "", planted).response.status == .unauthorized)
        }
    }

    @Test func endsSessionsWithTheirPassword() async throws {
        let path = try MonitorBench.users(("lin", .operator))
        let bench = try await MonitorBench(users: path)
        let headers = try await bench.headers("lin")
        #expect(await bench.send(.get, "/api/items", "", headers).response.status == .ok)
        var users = try MonitorUsers.load(path: path)
        let password = try PasswordHash("another horse", randomness: SeededRandomness(seed: Seed(8)))
        users.set(.init(name: "lin", role: .operator, password: password))
        try users.text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        bench.time.advance(by: .seconds(3))
        #expect(await bench.send(.get, "/api/items", "", headers).response.status == .unauthorized)
        #expect(await bench.logIn("lin", "another horse").response.status == .ok)
    }

    @Test func givesACookieThatOnlyThisHostGetsBack() async throws {
        let core = try FullCore()
        try await core.run {
            let cookie = await core.logIn("operator", scheme: "https").response.headerFields[.setCookie] ?? ""
            let parts = cookie.components(separatedBy: "; ")
            #expect(parts.first?.hasPrefix("__Host-rehearsal-session=") == true)
            #expect(Set(parts.dropFirst()) == ["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict", "Secure"])
            // One that a neighbouring host set for the whole domain is none.
            let value = (parts.first ?? "").dropFirst("__Host-".count)
            let tossed = [("Cookie", String(value))]
            #expect(
                await core.send(.get, "/api/items", "", tossed, scheme: "https").response.status == .unauthorized)
            let own = [("Cookie", parts.first ?? "")]
            #expect(await core.send(.get, "/api/items", "", own, scheme: "https").response.status == .ok)
        }
    }

    @Test func refusesTokensThatCanBeGuessed() throws {
        let yaml = """
            dingtalk: {appKey: a, mode: stream}
            kingdee: {url: "http://k/k3cloud/", acctID: a, userName: u, appID: "1"}
            mapping: [a.yaml]
            monitor: {token: %}
            """
        let environment = ["REHEARSAL_DINGTALK_APP_SECRET": "x", "REHEARSAL_KINGDEE_APP_SECRET": "y"]
        func read(_ token: String) throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "rehearsal-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let path = folder.appending(path: "core.yaml").path
            try yaml.replacing("%", with: token).write(toFile: path, atomically: true, encoding: .utf8)
            _ = try Configuration.load(path: path, environment: environment)
        }
        try read("0123456789abcdef")
        #expect { try read("0123456789") } throws: { error in
            "\(error)".contains("monitor.token has 10 characters, which can be guessed")
                && !"\(error)".contains("0123456789")
        }
    }
}

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
            guard case .stream(_, let write) = await bench.outcome(.get, "/api/events", "", a) else {
                refused += 1
                continue
            }
            let began = AsyncStream<Void>.makeStream()
            tasks.append(
                Task {
                    await write(
                        HTTPBodyWriter { _ in
                            began.continuation.finish()
                            return true
                        })
                    began.continuation.finish()
                })
            for await _ in began.stream {}
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
                guard case .stream(_, let write) = await bench.outcome(.get, "/api/events", "", headers) else {
                    refused.append(name)
                    continue
                }
                let began = AsyncStream<Void>.makeStream()
                tasks.append(
                    Task {
                        await write(
                            HTTPBodyWriter { _ in
                                began.continuation.finish()
                                return true
                            })
                        began.continuation.finish()
                    })
                for await _ in began.stream {}
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
}
