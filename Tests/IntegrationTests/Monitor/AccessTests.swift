import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

/// Who gets in, and what they may do.
@Suite(.timeLimit(.minutes(1))) struct AccessTests {
    @Test func letsAnybodyOnThisMachineLookWhenNobodyIsSetUp() async throws {
        let bench = try await MonitorBench()
        try await bench.put(["INST-1"], state: .dead)
        try await bench.read(.make())
        #expect(await bench.send(.get, "/api/overview").response.status == .ok)
        let story = await bench.send(.get, "/api/items/INST-1").text
        #expect(!story.contains("1234.56") && !story.contains("张三"))
        let replay = await bench.send(.post, "/api/items/INST-1/replay")
        #expect(replay.response.status == .forbidden)
        #expect(await bench.send(.get, "/api/settings").response.status == .forbidden)
        // Another site's name that was made to point here.
        #expect(await bench.send(.get, "/api/items", authority: "evil.example").response.status == .forbidden)
    }

    @Test func letsTheTokenDoEverything() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        let right = ["Authorization": "Bearer s3cret-token"]
        #expect(await bench.send(.get, "/api/settings", "", right).response.status == .ok)
        #expect(await bench.send(.get, "/api/items").response.status == .unauthorized)
        let wrong = ["Authorization": "Bearer s3cret-tokeN"]
        #expect(await bench.send(.get, "/api/items", "", wrong).response.status == .unauthorized)
    }

    @Test func logsInByTheTokenOnThePage() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        #expect(await bench.logIn("token", "wrong").response.status == .unauthorized)
        let reply = await bench.logIn("token", "s3cret-token")
        #expect(reply.response.status == .ok)
        #expect(reply.text.contains("\"role\":\"administrator\""))
    }

    @Test func keepsSessionsInACookieThatScriptsAndOtherSitesCannotUse() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        let cookie = await bench.logIn("lin").response.headerFields[.setCookie] ?? ""
        #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict") && !cookie.contains("Secure"))
        let overTLS = await bench.send(
            .post, "/api/session", #"{"name":"lin","password":"correct horse"}"#, scheme: "https")
        #expect(overTLS.response.headerFields[.setCookie]?.hasSuffix("; Secure") == true)
        // Only a hash of it is stored.
        let value = cookie.dropFirst("rehearsal-session=".count).prefix { $0 != ";" }
        let ids = try await bench.database.read { try $0.rows("SELECT id FROM monitor_sessions") }
        #expect(value.count == 64 && ids.count == 2 && !ids.contains { $0.values == [.text(String(value))] })
    }

    @Test func refusesAChangeWithoutTheSessionsProof() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        try await bench.put(["INST-1"], state: .dead)
        var headers = try await bench.headers("lin")
        let proof = headers.removeValue(forKey: "X-CSRF-Token")
        #expect(await bench.send(.post, "/api/items/INST-1/abandon", "", headers).response.status == .forbidden)
        headers["X-CSRF-Token"] = "wrong"
        #expect(await bench.send(.post, "/api/items/INST-1/abandon", "", headers).response.status == .forbidden)
        headers["X-CSRF-Token"] = proof
        #expect(await bench.send(.post, "/api/items/INST-1/abandon", "", headers).response.status == .ok)
        #expect(try await bench.auditActions().last == "lin: abandoned ER_ExpReimbursement")
        let foreign = ["Origin": "http://evil.example"]
        let body = #"{"name":"lin","password":"correct horse"}"#
        #expect(await bench.send(.post, "/api/session", body, foreign).response.status == .forbidden)
    }

    @Test(arguments: [
        (Role.viewer, [200, 403, 403]), (.auditor, [200, 403, 403]), (.operator, [200, 200, 403]),
        (.administrator, [200, 200, 200]),
    ])
    func allowsWhatTheRoleMay(role: Role, statuses: [Int]) async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", role)))
        try await bench.put(["INST-1"], state: .dead)
        let headers = try await bench.headers("lin")
        let got = [
            await bench.send(.get, "/api/transfers", "", headers).response.status.code,
            await bench.send(.post, "/api/items/INST-1/abandon", "", headers).response.status.code,
            await bench.send(.get, "/api/settings", "", headers).response.status.code,
        ]
        #expect(got == statuses)
    }

    @Test func masksPersonalFieldsForWhomTheyDoNotConcern() async throws {
        let users = try MonitorBench.users(("vi", .viewer), ("op", .operator))
        let bench = try await MonitorBench(users: users)
        try await bench.put(["INST-1"], state: .dead)
        var instance = ApprovalInstance.make()
        instance.values.append(
            FormValue(id: "TextField_9", name: "收款账号", componentType: "TextField", value: "6222020200112233445"))
        instance.values.append(
            FormValue(id: "TextField_8", name: "备注", componentType: "TextField", value: "联系 13812345678"))
        try await bench.read(instance)
        let seen = await bench.send(.get, "/api/items/INST-1", "", try await bench.headers("op")).text
        #expect(seen.contains("6222020200112233445") && seen.contains("13812345678"))
        let masked = await bench.send(.get, "/api/items/INST-1", "", try await bench.headers("vi")).text
        #expect(!masked.contains("6222020200112233445") && !masked.contains("13812345678"))
        #expect(masked.contains("1234.56") && masked.contains("差旅"))
    }

    @Test func endsASessionByLogOutByTimeAndByRemovingThePerson() async throws {
        let path = try MonitorBench.users(("lin", .viewer))
        let bench = try await MonitorBench(users: path) {
            $0.sessionIdle = .seconds(600)
            $0.sessionMax = .seconds(1500)
        }
        func status(_ headers: [String: String]) async -> Int {
            await bench.send(.get, "/api/items", "", headers).response.status.code
        }
        var headers = try await bench.headers("lin")
        #expect(await bench.send(.delete, "/api/session", "", headers).response.status == .ok)
        #expect(await status(headers) == 401)

        headers = try await bench.headers("lin")
        bench.time.advance(by: .seconds(590))
        #expect(await status(headers) == 200)
        bench.time.advance(by: .seconds(590))  // idle since the last use only
        #expect(await status(headers) == 200)
        bench.time.advance(by: .seconds(330))  // used all the time, and over all the same
        #expect(await status(headers) == 401)

        headers = try await bench.headers("lin")
        bench.time.advance(by: .seconds(601))
        #expect(await status(headers) == 401)

        headers = try await bench.headers("lin")
        try "# nobody\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        bench.time.advance(by: .seconds(3))
        #expect(await status(headers) == 401)
    }

    /// `?as=` takes rights away and never gives one.
    @Test func looksAsAnotherWithFewerRightsOnly() async throws {
        let people = [("vi", Role.viewer), ("op", Role.operator), ("ad", Role.administrator)]
        let bench = try await MonitorBench(users: try MonitorBench.users(people[0], people[1], people[2]))
        let cases = [
            ("vi", "/api/items?as=viewer", 200), ("vi", "/api/items?as=operator", 403),
            ("vi", "/api/items?as=administrator", 403), ("op", "/api/items?as=auditor", 403),
            ("op", "/api/items?as=viewer", 200), ("ad", "/api/items?as=auditor", 200),
            ("ad", "/api/items?as=boss", 400),
        ]
        for (name, path, status) in cases {
            let reply = await bench.send(.get, path, "", try await bench.headers(name))
            #expect(reply.response.status.code == status, "\(name) \(path): \(reply.text)")
        }
    }

    @Test func previewsAReplayWithoutChangingAnything() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("op", .operator), ("vi", .viewer)))
        try await bench.put(["INST-1"], state: .dead)
        try await bench.read(.make(item: "未知"))
        let headers = try await bench.headers("op")
        let path = "/api/dead-letters/INST-1/preview"
        let unmended = await bench.send(.post, path, "{}", headers)
        #expect(unmended.response.status == .conflict && unmended.text.contains("no expense item is called"))
        let body = #"{"set":{"TableField_1.DDSelectField_1":"差旅","MoneyField_1":"99.00"}}"#
        let mended = await bench.send(.post, path, body, headers)
        #expect(mended.response.status == .ok && mended.text.contains("99.00"))
        #expect(try await bench.store.items(of: "INST-1")[0].progress.state == .dead)
        #expect(try await bench.auditActions() == ["op: log in"])
        let refused = await bench.send(.post, path, body, try await bench.headers("vi"))
        #expect(refused.response.status == .forbidden)
    }

    @Test func slowsDownGuessing() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator), ("wang", .viewer)))
        for _ in 1...4 { #expect(await bench.logIn("lin", "wrong").response.status == .unauthorized) }
        // Now even the right password has to wait, from this address for everybody, and for this name from everywhere.
        #expect(await bench.logIn("lin").response.status == .tooManyRequests)
        #expect(await bench.logIn("wang").response.status == .tooManyRequests)
        #expect(await bench.logIn("lin", peer: "10.0.0.2").response.status == .tooManyRequests)
        #expect(await bench.logIn("wang", peer: "10.0.0.2").response.status == .ok)
        bench.time.advance(by: .seconds(3))
        #expect(await bench.logIn("lin").response.status == .ok)
        let actions = try await bench.auditActions()
        #expect(actions.filter { $0 == "lin: fail to log in" }.count == 4)
        #expect(actions.last == "lin: log in")
    }

    @Test func neverWritesAWrongNameIntoTheLog() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .operator)))
        _ = await bench.logIn("my secret password")
        #expect(try await bench.auditActions() == ["unknown name: fail to log in"])
    }

    @Test(arguments: ["", "[]", "{\"name\":1}", "{\"name\":\"lin\"}", "\u{0}"])
    func answersBadCredentialsWithOneMessage(body: String) async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        #expect(await bench.send(.post, "/api/session", body).response.status == .badRequest)
    }
}

@Suite struct MonitorUsersTests {
    @Test func readsWhatItWrites() throws {
        var users = MonitorUsers()
        users.set(.init(name: "林", role: .operator, password: try MonitorBench.horse.get()))
        let read = try MonitorUsers(text: users.text, path: "users.txt")
        #expect(read == users)
        #expect(read.user("林")?.password.matches("correct horse") == true)
        #expect(read.user("林")?.password.matches("correct horsf") == false)
    }

    @Test func namesEveryMistake() throws {
        let text = "a operator\nb boss \(try MonitorBench.horse.get().text)\nc viewer scrypt:1073741824:8:1:AA==:AA==\n"
        #expect(
            throws: MonitorUsersError(mistakes: [
                "u:1: write a name, a role and a hash, as 'rehearsal monitor-user add' does",
                "u:2: no role is called 'boss'; there are viewer, operator, administrator, auditor",
                "u:3: the hash of 'c' is not readable; set the password again",
            ])
        ) { try MonitorUsers(text: text, path: "u") }
    }

    @Test(arguments: ["", "a b", "token", "<b>", "a\nb"])
    func refusesNamesThatWouldBreakTheFile(name: String) {
        #expect(MonitorUsers.complaint(about: name) != nil)
    }
}
