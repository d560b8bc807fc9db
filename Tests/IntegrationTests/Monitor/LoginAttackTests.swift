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
