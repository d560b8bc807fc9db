import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct SignOnFlowTests {
    @Test func bringsAPersonInsideDingTalkToTheHomePage() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let page = await browser.send(.get, "/sign-on")
        #expect(page.response.status == .ok)
        let state = await browser.open()
        let reply = await browser.post(state, code: "code-1")
        #expect(reply.response.status == .seeOther)
        #expect(reply.location?.hasPrefix("http://kingdee.test/k3cloud/html5/index.aspx?ud=") == true)
        #expect(reply.entry?["username"] == "zhang.san")
        #expect(reply.entry?["timestamp"] == String(bench.time.now.seconds))
        #expect(reply.entry?["otherargs"] == "|{'permitcount':'1'}")
        let audit = try await bench.audit()
        #expect(audit.map(\.actor) == ["zhangsan"])
        #expect(audit.first?.subject == "zhang.san")
        #expect(audit.first?.detail.hasPrefix("signed on, reference ") == true)
        #expect(bench.metrics.value("rehearsal_sign_ons_total", "channel=\"in-app\",outcome=\"ok\"") == 1)
    }

    @Test func bringsAPersonByTheLoginPage() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench, agent: "Mozilla/5.0")
        let first = await browser.send(.get, "/sign-on?to=claims")
        #expect(first.response.status == .found)
        let location = try #require(first.location)
        #expect(location.hasPrefix("https://login.dingtalk.com/oauth2/auth?"))
        #expect(location.contains("redirect_uri=https%3A%2F%2Fgateway.test%2Fsign-on%2Fcallback&"))
        let state = try #require(location.firstMatch(of: /state=([^&]*)/).map { String($0.1) })
        let last = await browser.send(.get, "/sign-on/callback?authCode=c&code=c&state=\(state)")
        #expect(last.response.status == .seeOther)
        #expect(last.entry?["formid"] == "ER_ExpReimbursement")
    }

    @Test func refusesAStateThatWasUsedAlsoAfterARestart() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let state = await browser.open()
        #expect(await browser.post(state, code: "code-1").response.status == .seeOther)
        let again = await browser.post(state, code: "code-2")
        #expect(again.response.status == .badRequest)
        #expect(again.location == nil)
        let restarted = try await SignOnBench(disk: bench.disk)
        let cookie = try #require(browser.cookie)
        let other = await SignOnBench.Browser(restarted)
            .send(.post, "/sign-on/in-app", form: "state=\(state)&code=code-3", headers: [.cookie: cookie])
        #expect(other.response.status == .badRequest)
        #expect(try await bench.audit().map(\.reason) == ["signed on", "state-used", "state-used"])
    }

    @Test func refusesACodeThatWasUsedWithAnotherState() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        #expect(await browser.post(browser.open(), code: "code-1").response.status == .seeOther)
        #expect(await browser.post(browser.open(), code: "code-1").response.status == .badRequest)
        #expect(try await bench.audit().map(\.reason) == ["signed on", "code-used"])
    }

    @Test func letsOneOfTwoAtTheSameTimeIn() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let state = await browser.open()
        async let one = browser.post(state, code: "code-1")
        async let other = browser.post(state, code: "code-1")
        let replies = await [one, other]
        #expect(replies.filter { $0.location != nil }.count == 1)
    }

    @Test func givesEachEntryOfAPersonASecondOfItsOwn() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let first = await browser.post(browser.open(), code: "code-1").entry?["timestamp"]
        let second = await browser.post(browser.open(), code: "code-2").entry?["timestamp"]
        #expect(first == String(bench.time.now.seconds))
        #expect(second == String(bench.time.now.seconds + 1))
    }

    @Test func refusesWhatIsNotOfThisBrowserOrNotOurs() async throws {
        let bench = try await SignOnBench()
        let victim = SignOnBench.Browser(bench)
        let attacker = SignOnBench.Browser(bench)
        let state = await attacker.open()
        _ = await victim.open()
        #expect(await victim.post(state, code: "code-1").response.status == .badRequest)
        let forged = state.dropLast() + (state.hasSuffix("A") ? "B" : "A")
        #expect(await attacker.post(String(forged), code: "code-1").response.status == .badRequest)
        #expect(await attacker.post("", code: "code-1").response.status == .badRequest)
        let crossSite: HTTPFields = [.origin: "https://evil.example"]
        #expect(await attacker.post(state, code: "code-1", headers: crossSite).response.status == .badRequest)
        bench.time.advance(by: .seconds(301))
        #expect(await attacker.post(state, code: "code-1").response.status == .badRequest)
        let reasons = ["other-browser", "state-forged", "state-missing", "cross-site", "state-expired"]
        #expect(try await bench.audit().map(\.reason) == reasons)
        #expect(bench.network.calls.isEmpty)
    }

    /// A state is for the way it was given out for, and for now.
    @Test func refusesAStateOfAnotherWayOrOfATimeToCome() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let state = await browser.open()
        let reply = await browser.send(.get, "/sign-on/callback?code=c&state=\(state)")
        #expect(reply.response.status == .badRequest && reply.location == nil)
        let cookie = try #require(browser.cookie?.split(separator: "=", maxSplits: 1).last.map(String.init))
        func made(ahead seconds: Int) -> String {
            bench.flow.seal.text(
                of: SignOnState(
                    channel: .inApp, target: "", issued: bench.time.now + .seconds(seconds), nonce: "n\(seconds)",
                    browser: SignOnSeal.hash(browser: cookie)))
        }
        #expect(await browser.post(made(ahead: 31), code: "code-1").response.status == .badRequest)
        #expect(await browser.post(made(ahead: 29), code: "code-2").response.status == .seeOther)
        #expect(try await bench.audit().map(\.reason) == ["state-forged", "state-expired", "signed on"])
    }

    @Test func usesUpAStateAlsoWhenItRefuses() async throws {
        let bench = try await SignOnBench()
        bench.platforms.answer(
            "/user/getuserinfo", #"{"errcode":40078,"errmsg":"不存在的临时授权码"}"#,
            #"{"errcode":0,"result":{"userid":"zhangsan","unionid":"u1"}}"#)
        let browser = SignOnBench.Browser(bench)
        let state = await browser.open()
        #expect(await browser.post(state, code: "code-1").location == nil)
        #expect(await browser.post(state, code: "code-2").location == nil)
        #expect(try await bench.audit().map(\.reason) == ["code-refused", "state-used"])
    }

    @Test(arguments: [("cross-site", false), ("same-site", false), ("same-origin", true), ("none", true)])
    func takesAFormOfItsOwnPageOnly(site: String, isIn: Bool) async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
        let reply = await browser.post(browser.open(), code: "code-1", headers: [name: site])
        #expect((reply.location != nil) == isIn)
    }

    /// The upkeep forgets nothing that a state still good could be used for again.
    @Test func remembersWhatWasUsedForAsLongAsItIsGood() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        let state = await browser.open()
        #expect(await browser.post(state, code: "code-1").response.status == .seeOther)
        let upkeep = Task { await bench.flow.run() }
        while bench.time.sleepers == 0 { await Task.yield() }
        #expect(await browser.post(state, code: "code-2").location == nil)
        #expect(await browser.post(browser.open(), code: "code-1").location == nil)
        bench.flow.stop()
        await upkeep.value
        #expect(try await bench.audit().map(\.reason) == ["signed on", "state-used", "code-used"])
    }

    @Test func sendsNobodyToAnAddressOfTheRequest() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        for target in ["https://evil.example/", "//evil.example", "other", "..%2f"] {
            let reply = await browser.send(.get, "/sign-on?to=\(target)")
            #expect(reply.response.status == .badRequest)
            #expect(!reply.text.contains("evil"))
        }
        #expect(try await bench.audit().map(\.reason) == Array(repeating: "target-refused", count: 4))
    }

    @Test(arguments: [
        ("/user/getuserinfo", #"{"errcode":40078,"errmsg":"不存在的临时授权码"}"#, SignOnRefusal.codeRefused),
        ("/user/getuserinfo", #"{"errcode":40079,"errmsg":"不存在的授权信息"}"#, .outsideScope),
        ("/user/getuserinfo", #"{"errcode":60121,"errmsg":"找不到该用户"}"#, .unknownPerson),
        ("/user/getuserinfo", #"{"errcode":-1,"errmsg":"系统繁忙"}"#, .dingTalkUnavailable),
        ("/v2/user/get", #"{"errcode":60121,"errmsg":"找不到该用户"}"#, .unknownPerson),
        (
            "/v2/user/get", #"{"errcode":0,"result":{"userid":"zhangsan","job_number":"","active":true}}"#,
            .noStaffNumber
        ),
        (
            "/v2/user/get", #"{"errcode":0,"result":{"userid":"zhangsan","job_number":"E1","active":false}}"#,
            .inactivePerson
        ),
        ("ExecuteBillQuery.common.kdsvc", "[]", .noAccount),
        ("ExecuteBillQuery.common.kdsvc", #"[["zhang.san","B"]]"#, .accountForbidden),
        ("ExecuteBillQuery.common.kdsvc", #"[["zhang.san","A"],["zhang","A"]]"#, .ambiguousAccount),
        ("ExecuteBillQuery.common.kdsvc", "response_error:boom", .kingdeeUnavailable),
    ])
    func tellsWhoCannotComeInWhatToDo(suffix: String, answer: String, reason: SignOnRefusal) async throws {
        let bench = try await SignOnBench()
        bench.platforms.answer(suffix, answer)
        let browser = SignOnBench.Browser(bench)
        let reply = await browser.post(browser.open(), code: "code-1")
        #expect(reply.response.status == reason.status)
        #expect(reply.location == nil)
        let line = try #require(try await bench.audit().first)
        #expect(line.reason == reason.rawValue)
        let reference = try #require(line.detail.split(separator: " ").last)
        #expect(reply.text.contains(reference))
        #expect(reply.text.contains(reason.words.chinese))
        #expect(!reply.text.contains("boom"))
    }

    @Test func isHeldUpByNoSecondTryOfABusyPlatform() async throws {
        let bench = try await SignOnBench()
        bench.platforms.answer(
            "/user/getuserinfo", #"{"errcode":-1,"errmsg":"系统繁忙"}"#,
            #"{"errcode":0,"result":{"userid":"zhangsan","unionid":"u1"}}"#)
        let browser = SignOnBench.Browser(bench)
        #expect(await browser.post(browser.open(), code: "code-1").response.status == .seeOther)
    }

    @Test func remembersAPersonForAShortTimeOnly() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        for code in 1...2 { _ = await browser.post(browser.open(), code: "code-\(code)") }
        #expect(bench.network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 1)
        bench.time.advance(by: .seconds(61))
        _ = await browser.post(browser.open(), code: "code-3")
        #expect(bench.network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 2)
    }

    @Test func guardsItsPagesAndItsCookie() async throws {
        let bench = try await SignOnBench()
        let reply = await SignOnBench.Browser(bench).send(.get, "/sign-on")
        let fields = reply.response.headerFields
        let cookie = try #require(fields[.setCookie])
        #expect(cookie.hasPrefix("__Host-rehearsal-sign-on="))
        #expect(cookie.hasSuffix("; Path=/; Max-Age=300; HttpOnly; SameSite=Lax; Secure"))
        #expect(fields[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        #expect(fields[.contentSecurityPolicy]?.contains("form-action 'self' http://kingdee.test;") == true)
        #expect(fields[.cacheControl] == "no-store")
        #expect(fields[.strictTransportSecurity] != nil)
        #expect(!reply.text.contains("app-secret"))
    }

    @Test func audits600StrangeRequestsAMinuteAndNoMore() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        for _ in 0..<600 { _ = await browser.post("forged", code: "c") }
        #expect(await browser.post("forged", code: "c").response.status == .tooManyRequests)
        #expect(try await bench.audit().count == 600)
    }

    /// A state proves nothing: anybody gets one with the first page.
    @Test func inventedCodesReachNeitherDingTalkNorTheAuditLogInAFlood() async throws {
        let bench = try await SignOnBench()
        bench.platforms.answer("/user/getuserinfo", #"{"errcode":40078,"errmsg":"不存在的临时授权码"}"#)
        func calls() -> Int { bench.network.calls.count { $0.path.contains("getuserinfo") } }
        let attacker = SignOnBench.Browser(bench, peer: "203.0.113.9")
        for number in 0..<400 { _ = await attacker.post(attacker.open(), code: "invented-\(number)") }
        #expect(await attacker.post(attacker.open(), code: "more").response.status == .tooManyRequests)
        #expect(calls() == SignOnGuard.guessesOfOneMax)
        #expect(try await bench.audit().count == SignOnGuard.guessesOfOneMax)
        // Others are not in its way, and nothing is left out in silence.
        bench.platforms.answer("/user/getuserinfo", #"{"errcode":0,"result":{"userid":"zhangsan","unionid":"u1"}}"#)
        let other = SignOnBench.Browser(bench, peer: "203.0.113.10")
        #expect(await other.post(other.open(), code: "good").response.status == .seeOther)
        await bench.flow.sumUp()
        await bench.flow.sumUp()
        let audit = try await bench.audit()
        #expect(audit.count == SignOnGuard.guessesOfOneMax + 2)
        #expect(audit.last?.detail.hasPrefix("refused: too-many, 301 more since ") == true)
        #expect(audit.last?.detail.hasSuffix(" from 1 addresses") == true)
        bench.time.advance(by: .seconds(60))
        #expect(await attacker.post(attacker.open(), code: "good-2").response.status == .seeOther)
    }

    /// At nine o'clock a whole company comes from one address.
    @Test func manyWhoComeInFromOneAddressAreNoFlood() async throws {
        let bench = try await SignOnBench()
        for number in 0..<700 {
            let browser = SignOnBench.Browser(bench, peer: "198.51.100.1")
            #expect(await browser.post(browser.open(), code: "code-\(number)").response.status == .seeOther)
        }
    }

    /// From many addresses at once, too: who never guessed is still looked at.
    @Test func aFloodFromManyAddressesShutsOutOnlyThoseWhoGuess() async throws {
        let bench = try await SignOnBench()
        for number in 0..<SignOnGuard.perMinute {
            _ = await SignOnBench.Browser(bench, peer: "10.0.\(number / 50).1").post("forged", code: "c")
        }
        let guesser = SignOnBench.Browser(bench, peer: "10.0.3.1")
        #expect(await guesser.post(guesser.open(), code: "good").response.status == .tooManyRequests)
        let other = SignOnBench.Browser(bench, peer: "10.1.0.1")
        #expect(await other.post(other.open(), code: "good").response.status == .seeOther)
    }

    @Test func forgetsUsedStatesWhenTheyAreLongOver() async throws {
        let bench = try await SignOnBench()
        let browser = SignOnBench.Browser(bench)
        _ = await browser.post(browser.open(), code: "code-1")
        let now = bench.time.now
        try await bench.flow.store.forget(at: now + .seconds(3599))
        let hash = SignOnSeal.hash(used: "code-1", "code")
        #expect(try await bench.flow.store.used([hash]) != nil)
        try await bench.flow.store.forget(at: now + .seconds(3601))
        #expect(try await bench.flow.store.used([hash]) == nil)
    }
}

extension AuditEntry {
    /// The reason of a refusal, or `signed on`.
    fileprivate var reason: String {
        String(detail.prefix { $0 != "," }).replacing("refused: ", with: "")
    }
}
