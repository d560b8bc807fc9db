import Foundation
import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct SignOnTests {
    /// `sso_…` of the reference: `ud`, percent-encoded.
    static let vectors = [
        (
            "sso_v1",
            "fDVmMTIzNDU2Nzg5MGFifGRlbW98MjA0Mzk5XzRDNXYyWnVRMGxFWTN5WHM3Z0NFNXh6RnJ2WDFSbnVwfDg0YzZkYTg5NzAwNzc4YjQ0NThmNWQzM2RmZmFkMzViM2E1OGRlOGZ8MTc2NzIyNTYwMHwyMDUy"
        ),
        (
            "sso_v2",
            "eyJkYmlkIjoiNWYxMjM0NTY3ODkwYWIiLCJ1c2VybmFtZSI6ImRlbW8iLCJhcHBpZCI6IjIwNDM5OV80QzV2Mlp1UTBsRVkzeVhzN2dDRTV4ekZydlgxUm51cCIsInNpZ25lZGRhdGEiOiI4NGM2ZGE4OTcwMDc3OGI0NDU4ZjVkMzNkZmZhZDM1YjNhNThkZThmIiwidGltZXN0YW1wIjoiMTc2NzIyNTYwMCIsImxjaWQiOiIyMDUyIiwib3JpZ2ludHlwZSI6IlNpbVBhcyIsImVudHJ5cm9sZSI6IiIsImZvcm1pZCI6IiIsImZvcm10eXBlIjoiIiwicGtpZCI6IiIsIm90aGVyYXJncyI6IiJ9"
        ),
        (
            "sso_v3_permit0",
            "eyJkYmlkIjoiNWYxMjM0NTY3ODkwYWIiLCJ1c2VybmFtZSI6ImRlbW8iLCJhcHBpZCI6IjIwNDM5OV80QzV2Mlp1UTBsRVkzeVhzN2dDRTV4ekZydlgxUm51cCIsInNpZ25lZGRhdGEiOiIxZDhlN2JiNjc2YTkyMTc0ZjM0ZDBlMmYwZjRmMmRlNjBkMmVjZWE0IiwidGltZXN0YW1wIjoiMTc2NzIyNTYwMCIsImxjaWQiOiIyMDUyIiwib3JpZ2ludHlwZSI6IlNpbVBhcyIsImVudHJ5cm9sZSI6IiIsImZvcm1pZCI6IiIsImZvcm10eXBlIjoiIiwicGtpZCI6IiIsIm90aGVyYXJncyI6Inx7J3Blcm1pdGNvdW50JzonMCd9In0%3D"
        ),
        (
            "sso_v4",
            "eyJkYmlkIjoiNWYxMjM0NTY3ODkwYWIiLCJ1c2VybmFtZSI6ImRlbW8iLCJhcHBpZCI6IjIwNDM5OV80QzV2Mlp1UTBsRVkzeVhzN2dDRTV4ekZydlgxUm51cCIsInNpZ25lZGRhdGEiOiI0Y2M4OGJkOGMxNGE1MDE4NzNiMGZmZjI5OGJjODg4ODllY2VmMTkzNzBlZWY2NmMwN2RmMDlmYTM3OWZhZDk5IiwidGltZXN0YW1wIjoiMTc2NzIyNTYwMCIsImxjaWQiOiIyMDUyIiwib3JpZ2ludHlwZSI6IlNpbVBhcyIsImVudHJ5cm9sZSI6IiIsImZvcm1pZCI6IiIsImZvcm10eXBlIjoiIiwicGtpZCI6IiIsIm90aGVyYXJncyI6IiJ9"
        ),
        (
            "sso_v4_permit1_bill",
            "eyJkYmlkIjoiNWYxMjM0NTY3ODkwYWIiLCJ1c2VybmFtZSI6ImRlbW8iLCJhcHBpZCI6IjIwNDM5OV80QzV2Mlp1UTBsRVkzeVhzN2dDRTV4ekZydlgxUm51cCIsInNpZ25lZGRhdGEiOiJmY2MxZDdiZmZmOTk0MGQ5NTNhYTEzMmJhMTkwN2I3NmE1MzM0OGQzNmU2NDBmMWI0YWRkODkxZmM3ZjZkYmE4IiwidGltZXN0YW1wIjoiMTc2NzIyNTYwMCIsImxjaWQiOiIyMDUyIiwib3JpZ2ludHlwZSI6IlNpbVBhcyIsImVudHJ5cm9sZSI6IiIsImZvcm1pZCI6IkVSX0V4cFJlaW1idXJzZW1lbnQiLCJmb3JtdHlwZSI6ImJpbGwiLCJwa2lkIjoiMTAwMDQyIiwib3RoZXJhcmdzIjoifHsncGVybWl0Y291bnQnOicxJ30ifQ%3D%3D"
        ),
    ]

    /// A bench whose links never expire: the vectors are of 2026-01-01.
    private func bench(_ configure: (inout KingdeeWorld) -> Void = { _ in }) -> KingdeeBench {
        KingdeeBench {
            $0.behaviour.signOnWindowSeconds = 366 * 86_400
            $0.integrationUser.employee = "E0001"
            configure(&$0)
        }
    }

    @Test(arguments: vectors) func letsInByTheVectors(name: String, ud: String) async throws {
        for path in ["/k3cloud/html5/index.aspx", "/K3Cloud/HTML5/index.aspx", "/k3cloud/Silverlight/index.aspx"] {
            let bench = bench()
            let reply = await bench.page("\(path)?ud=\(ud)")
            #expect(reply.response.status == .ok, "\(name)")
            #expect(reply.text.contains("已登录"), "\(name)")
            #expect(reply.text.contains(bench.world.company.employees[0].name))
            #expect(reply.text.contains("示例账套") && reply.text.contains("总公司"))
            #expect(reply.cookies.count == 2)
            // The cookie opens the WebAPI too, and the home page again.
            let session = self.session(of: reply)
            var logged = bench
            logged.session = session
            #expect(try await logged.query("FNumber", form: "BD_Expense").at("0.0") == "CI001")
            #expect(await bench.page("/k3cloud/", session: session).text.contains("已登录"))
        }
    }

    @Test func aOneTimeLinkWorksOnce() async throws {
        let bench = bench()
        let (once, often) = (SignOnTests.vectors[4].1, SignOnTests.vectors[3].1)
        #expect(await bench.page("/k3cloud/html5/index.aspx?ud=\(once)").cookies.count == 2)
        let second = await bench.page("/k3cloud/html5/index.aspx?ud=\(once)")
        #expect(second.cookies.isEmpty && second.text.contains("链接只能使用一次"))
        for _ in 1...2 { #expect(await bench.page("/k3cloud/html5/index.aspx?ud=\(often)").cookies.count == 2) }
        try await bench.control("PUT", "applications/\(bench.world.appID)", ["oneTimeLinks": true])
        #expect(await bench.page("/k3cloud/html5/index.aspx?ud=\(often)").cookies.count == 2)
        #expect(await bench.page("/k3cloud/html5/index.aspx?ud=\(often)").cookies.isEmpty)
    }

    @Test func opensTheBillThatTheLinkNames() async throws {
        let logged = try await KingdeeBench.loggedIn { $0.behaviour.signOnWindowSeconds = 366 * 86_400 }
        _ = try await logged.save(KingdeeModels.reimbursement().with(["FCausa": "<客户>拜访"]))
        let ud = link(logged, ["formid": "ER_ExpReimbursement", "formtype": "bill", "pkid": "100001"])
        let page = await logged.page("/k3cloud/html5/index.aspx?ud=\(ud)").text
        #expect(page.contains("EXP-2026-000042") && page.contains("&lt;客户&gt;拜访") && page.contains("CI001"))
        #expect(!page.contains("<客户>"))
        let missing = link(logged, ["formid": "ER_ExpReimbursement", "formtype": "bill", "pkid": "7"])
        #expect(await logged.page("/k3cloud/html5/index.aspx?ud=\(missing)").text.contains("单据不存在"))
        let list = link(logged, ["formid": "ER_ExpReimbursement", "formtype": "list"])
        #expect(await logged.page("/k3cloud/html5/index.aspx?ud=\(list)").text.contains("pkid=100001"))
        try await logged.control("PUT", "users/demo", ["permissions": [:]])
        #expect(await logged.page("/k3cloud/html5/index.aspx?ud=\(ud)").text.contains("您没有“费用报销单”的“查看”权限"))
    }

    @Test func understandsPseudoJSONWithoutBase64() async throws {
        let bench = bench()
        let sign = SortedSignature.make(
            [bench.world.acctID, "demo", bench.world.appID, bench.world.appSecret, "1767225600", "0"], .sha256)
        let text =
            "{dbid:'\(bench.world.acctID)',username:'demo',appid:'\(bench.world.appID)',signeddata:'\(sign)',"
            + "timestamp:'1767225600',lcid:'2052',origintype:'simpas',otherargs:'|{'permitcount':'0'}'}"
        let ud = URLEncodedText.encoded(text)
        #expect(await bench.page("/k3cloud/html5/index.aspx?ud=\(ud)").text.contains("已登录"))
    }

    @Test(
        arguments: [
            (["dbid": "other"], "数据中心不存在"), (["appid": "other"], "没有登录授权"),
            (["signeddata": "00"], "签名不正确"), (["username": "nobody"], "签名不正确"),
        ] as [([String: String], String)])
    func saysWhyALinkDoesNotWork(changes: [String: String], sentence: String) async {
        let bench = bench()
        let reply = await bench.page("/k3cloud/html5/index.aspx?ud=\(link(bench, changes))")
        #expect(reply.response.status == .ok)
        #expect(reply.text.contains("单点登录失败") && reply.text.contains(sentence))
        #expect(reply.cookies.isEmpty)
    }

    @Test func judgesUserTimeAndVersion() async throws {
        let bench = KingdeeBench {
            $0.users = [KingdeeUser(account: "clerk")]
            $0.applicationUsers = ["demo"]
        }
        let now = String(bench.clock.now.seconds)
        func page(_ user: String, _ timestamp: String = now, hash: KingdeeBehaviour.Hash = .sha256) async -> String {
            let ud = link(bench, [:], user: user, timestamp: timestamp, hash: hash)
            return await bench.page("/k3cloud/html5/index.aspx?ud=\(ud)").text
        }
        #expect(await page("demo").contains("已登录"))
        #expect(await page("nobody").contains("用户不存在"))
        #expect(await page("clerk").contains("没有该用户的登录授权"))
        #expect(await page("demo", String(bench.clock.now.seconds - 1801)).contains("链接已过期"))
        #expect(await page("demo", String(bench.clock.now.seconds + 1801)).contains("链接已过期"))
        #expect(await page("demo", "9223372036854775807").contains("链接已过期"))
        #expect(await page("demo", hash: .sha1).contains("已登录"))
        try await bench.control("PUT", "behaviour", ["acceptsOldSignOn": false])
        #expect(await page("demo", hash: .sha1).contains("SHA-1"))
        try await bench.control("PUT", "users/demo", ["disabled": true])
        #expect(await page("demo").contains("用户已被禁用"))
    }

    @Test(arguments: ["", "x", "%7B", "%7B%7D", "fHx8", "%FF%FE", "%7Ba:'", String(repeating: "A", count: 5000)])
    func anythingElseIsUnreadable(ud: String) async {
        let reply = await KingdeeBench().page("/k3cloud/html5/index.aspx?ud=\(ud)")
        #expect(reply.response.status == .ok && reply.text.contains("单点登录失败"))
    }

    /// `sso_logout_v4` of the reference.
    @Test func theOtherSystemLogsOut() async throws {
        let bench = bench()
        let ud = SignOnTests.vectors[3].1
        let session = self.session(of: await bench.page("/k3cloud/html5/index.aspx?ud=\(ud)"))
        let ap0 =
            #"{"AcctID":"5f1234567890ab","AppId":"204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup","Username":"demo","SignedData":"4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad99","Timestamp":1767225600}"#
        let path =
            "/k3cloud/Kingdee.BOS.ServiceFacade.ServicesStub.User.UserService.LogoutByOtherSystem.common.kdsvc"
        func logOut(_ text: String) async -> String {
            let body = "ap0=\(URLEncodedText.encoded(text))"
            return await bench.send(.kingdee(path, body: body, contentType: "application/x-www-form-urlencoded")).text
        }
        #expect(await logOut(ap0.replacing("4cc8", with: "5cc8")) == "false")
        #expect(await bench.page("/k3cloud/", session: session).text.contains("已登录"))
        #expect(await logOut(ap0) == "true")
        #expect(await bench.page("/k3cloud/", session: session).text.contains("password"))
        #expect(await logOut(ap0) == "false")
    }

    @Test func theLogInFormWorks() async throws {
        let bench = bench()
        let empty = await bench.page("/k3cloud/")
        #expect(empty.text.contains(#"<form method="post""#) && empty.cookies.isEmpty)
        func post(_ password: String) async -> HTTPReply {
            let body = "lcid=1033&username=demo&password=\(password)"
            return await bench.send(
                .kingdee("/k3cloud/html5/index.aspx", body: body, contentType: "application/x-www-form-urlencoded"))
        }
        let wrong = await post("wrong")
        #expect(wrong.text.contains("The user name or the password is wrong") && wrong.cookies.isEmpty)
        let right = await post("rehearsal-password")
        #expect(right.text.contains("Signed in") && right.cookies.count == 2)
        let session = self.session(of: right)
        #expect(await bench.page("/k3cloud/html5/index.aspx?lcid=2052", session: session).text.contains("已登录"))
        #expect(await bench.page("/k3cloud/", session: session).text.contains("已登录"))
        _ = await bench.page("/k3cloud/html5/logout.aspx", session: session)
        #expect(await bench.page("/k3cloud/", session: session).text.contains(#"<form method="post""#))
    }

    @Test func aLinkLeadsToTheWorldOfItsDataCentre() async throws {
        let bench = bench()
        try await bench.control("PUT", "users/clerk", ["password": "clerk-password"])
        let path = "/k3cloud/html5/index.aspx?ud=\(link(bench, ["dbid": "5f123400000009"]))"
        #expect(KingdeeSimulator.credentials(of: .kingdee(path, method: .get)) == ["5f123400000009"])
        let identity = WorldIdentity(number: WorldNumber(9), seed: Seed(7))
        let fork = KingdeeSimulator(
            forking: bench.simulator, fromItsStart: false, as: identity, randomness: SeededRandomness(seed: Seed(8)),
            history: History(time: bench.clock))
        let access = fork.services.access.current
        #expect(access.acctID == "5f123400000009" && access.user("demo")?.password == identity.password)
        #expect(access.user("clerk")?.password == "clerk-password")
        #expect(access.behaviour.signOnWindowSeconds == 366 * 86_400)
        let request = fork.read(.kingdee("/k3cloud/", method: .get)).request
        #expect(await fork.perform(request, call: 1).reply.text.contains(#"value="5f123400000009""#))
    }

    /// A V4 link of `demo` (or V2 with SHA-1) with other fields in place of those signed.
    private func link(
        _ bench: KingdeeBench, _ changes: [String: String], user: String = "demo", timestamp: String = "1767225600",
        hash: KingdeeBehaviour.Hash = .sha256
    ) -> String {
        let sign = SortedSignature.make(
            [bench.world.acctID, user, bench.world.appID, bench.world.appSecret, timestamp], hash)
        var fields = [
            "dbid": bench.world.acctID, "username": user, "appid": bench.world.appID, "signeddata": sign,
            "timestamp": timestamp, "lcid": "2052", "origintype": "SimPas", "otherargs": "",
        ]
        fields.merge(changes) { $1 }
        let json = JSON.object(fields.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
        return URLEncodedText.encoded(Data(json.bytes).base64EncodedString())
    }

    private func session(of reply: HTTPReply) -> String? {
        reply.cookies.first { $0.hasPrefix("kdservice-sessionid=") }
            .map { String($0.dropFirst("kdservice-sessionid=".count).prefix(36)) }
    }
}
