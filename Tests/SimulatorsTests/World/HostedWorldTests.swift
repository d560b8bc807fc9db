import HTTPTypes
import Testing

@testable import Simulators

/// Many worlds on one server, each for a test of its own.
struct HostedWorldTests {
    private static let department: JSON = [
        "formid": "BD_Department", "data": ["Model": ["FDEPTID": 0, "FNumber": "X1", "FName": "新部门"]],
    ]

    @Test func requestsReachTheWorldOfTheirCredentials() async {
        let bench = WorldBench()
        let (one, two) = (await bench.makeWorld(), await bench.makeWorld())
        let (first, second) = (await bench.logIn(one), await bench.logIn(two))
        let saved = await bench.operate("Save", HostedWorldTests.department, session: first)
        #expect(saved["Result"]?["ResponseStatus"]?["IsSuccess"] == true)
        #expect(await bench.departments(first).text.contains("X1"))
        #expect(await !bench.departments(second).text.contains("X1"))
        let tokens = (await bench.token(one), await bench.token(two))
        #expect(tokens.0 != tokens.1 && !tokens.0.isEmpty && !tokens.1.isEmpty)
        let scopes = await bench.dingTalk(.get, "/auth/scopes?access_token=\(tokens.1)")
        #expect(scopes.json["errcode"] == 0)
    }

    @Test func secretsOfOneWorldOpenNoOther() async {
        let bench = WorldBench()
        var (one, two) = (await bench.makeWorld(), await bench.makeWorld())
        let password = one["password"] ?? .null
        one = .object(
            (one.members ?? []).filter { $0.key != "password" } + [.init("password", two["password"] ?? .null)])
        #expect(await bench.logIn(one).isEmpty)
        two = .object((two.members ?? []).filter { $0.key != "password" } + [.init("password", password)])
        #expect(await bench.logIn(two).isEmpty)
    }

    @Test func aForkBeginsWithWhatItsParentHasAndGoesItsOwnWay() async {
        let bench = WorldBench()
        let parent = await bench.makeWorld()
        let session = await bench.logIn(parent)
        _ = await bench.operate("Save", HostedWorldTests.department, session: session)
        let fork = await bench.makeWorld("worlds/\(parent["number"]?.text ?? "")/fork")
        let forked = await bench.logIn(fork)
        #expect(await bench.departments(forked).text.contains("X1"))
        let deleted = await bench.operate(
            "Delete", ["formid": "BD_Department", "data": ["Numbers": ["X1"]]], session: forked)
        #expect(deleted["Result"]?["ResponseStatus"]?["IsSuccess"] == true, "\(deleted.text)")
        #expect(await !bench.departments(forked).text.contains("X1"))
        #expect(await bench.departments(session).text.contains("X1"))
        // A reset leads back to the fork, not to the beginning of all worlds.
        #expect(await bench.kingdee(.post, "/_rehearsal/worlds/\(fork["acctId"]?.string ?? "")/reset").status == 200)
        #expect(await bench.departments(await bench.logIn(fork)).text.contains("X1"))
        #expect(await !bench.departments(await bench.logIn(await bench.makeWorld())).text.contains("X1"))
    }

    @Test func aResetTouchesItsOwnWorldOnly() async {
        let bench = WorldBench()
        let (one, two) = (await bench.makeWorld(), await bench.makeWorld())
        let (first, second) = (await bench.logIn(one), await bench.logIn(two))
        for session in [first, second] {
            _ = await bench.operate("Save", HostedWorldTests.department, session: session)
        }
        let rule: JSON = ["rules": [["fault": "delay", "on": "kingdee.Save", "by": "1ms"]]]
        let faults = await bench.kingdee(.put, "/_rehearsal/worlds/\(two["number"]?.text ?? "")/faults", rule)
        #expect(faults.status == 200)
        #expect(await bench.dingTalk(.post, "/_rehearsal/worlds/\(one["number"]?.text ?? "")/reset").status == 200)
        #expect(await bench.departments(first).text.contains("会话信息已丢失"), "a reset ends the world's sessions")
        #expect(await bench.departments(second).text.contains("X1"))
        let history = await bench.kingdee(.get, "/_rehearsal/worlds/\(two["number"]?.text ?? "")/history")
        #expect(history.json["events"]?.array?.isEmpty == false)
        let kept = await bench.kingdee(.get, "/_rehearsal/worlds/\(two["number"]?.text ?? "")/faults")
        #expect(kept.json["rules"]?.array?.count == 1)
        let first0 = await bench.kingdee(.get, "/_rehearsal/faults")
        #expect(first0.json["rules"]?.array?.isEmpty == true, "faults belong to one world")
    }

    @Test func aDroppedWorldIsGoneAndTheOthersStay() async {
        let bench = WorldBench()
        let (one, two) = (await bench.makeWorld(), await bench.makeWorld())
        let session = await bench.logIn(one)
        let other = await bench.logIn(two)
        #expect(await bench.kingdee(.delete, "/_rehearsal/worlds/\(one["corpId"]?.string ?? "")").status == 200)
        #expect(await bench.departments(session).text.contains("会话信息已丢失"))
        #expect(await bench.logIn(one).isEmpty)
        #expect(await bench.departments(other).array?.isEmpty == false)
        let again = await bench.kingdee(.delete, "/_rehearsal/worlds/\(one["corpId"]?.string ?? "")")
        #expect(again.status == 400)
        #expect(again.json["error"]?.string?.contains("there is no world") == true)
        #expect(await bench.kingdee(.delete, "/_rehearsal/worlds/0").status == 400, "the first world stays")
    }

    @Test func aThousandWorldsLiveAtOnce() async {
        let bench = WorldBench()
        var worlds: [JSON] = []
        for _ in 0..<1000 { worlds.append(await bench.makeWorld()) }
        #expect(Set(worlds.compactMap { $0["acctId"]?.string }).count == 1000)
        let last = await bench.logIn(worlds[999])
        _ = await bench.operate("Save", HostedWorldTests.department, session: last)
        #expect(await !bench.departments(await bench.logIn(worlds[500])).text.contains("X1"))
        #expect(await bench.dingTalk(.get, "/_rehearsal/worlds").json["worlds"]?.array?.count == 1001)
        #expect(await bench.dingTalk(.delete, "/_rehearsal/worlds").status == 200)
        #expect(await bench.dingTalk(.get, "/_rehearsal/worlds").json["worlds"]?.array?.count == 1)
    }

    @Test func pagesAreThoseOfTheWorldThatTheyName() async {
        let bench = WorldBench()
        let world = await bench.makeWorld()
        let key = world["appKey"]?.string ?? ""
        let query = "redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F&response_type=code&scope=openid&prompt=consent"
        let page = await bench.dingTalk(.get, "/oauth2/auth?\(query)&client_id=\(key)")
        #expect(page.status == 200 && page.json.string?.contains(key) == true, "\(page)")
        let other = await bench.dingTalk(.get, "/oauth2/auth?\(query)&client_id=dingrehearsalworldffffffff")
        #expect(other.status == 400, "no world has this application")
        let form = "/k3cloud/html5/index.aspx?acctid=\(world["acctId"]?.string ?? "")"
        #expect(await bench.kingdee(.get, form).status == 200)
    }

    @Test func requestsWithoutAnyCredentialBelongToTheFirstWorld() async {
        let bench = WorldBench()
        _ = await bench.makeWorld()
        let refused = await bench.dingTalk(.get, "/auth/scopes?access_token=0123456789abcdef0123456789abcdef")
        #expect(refused.json["errcode"] == 40014)
    }
}
