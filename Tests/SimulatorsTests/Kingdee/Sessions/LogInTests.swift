import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct LogInTests {
    /// `login_by_sign_sha256_ascii` and `…_cjk` of `vectors/kingdee.json` of the reference.
    static let signatures = [
        ("demo", "4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad99"),
        ("张三", "298a89f6181515d917d7b2e9ee57cce1484f0002022fe1035bf78a6c8d52852e"),
    ]

    @Test(arguments: signatures)
    func acceptsTheSignatureOfTheVectors(user: String, sign: String) async throws {
        let bench = KingdeeBench(userName: user)
        let parameters: JSON = [
            .string(bench.world.acctID), .string(user), .string(bench.world.appID), 1_767_225_600, .string(sign), 2052,
        ]
        let reply = try await bench.post("AuthService.LoginBySign", ["parameters": parameters]).json
        #expect(reply["LoginResultType"] == 1)
    }

    @Test(arguments: [
        // SHA-1, as servers before May 2022 wanted it
        "84c6da89700778b4458f5d33dffad35b3a58de8f",
        "4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad90", "",
    ])
    func refusesAnyOtherSignature(sign: String) async throws {
        let bench = KingdeeBench()
        let parameters: JSON = [
            .string(bench.world.acctID), "demo", .string(bench.world.appID), 1_767_225_600, .string(sign), 2052,
        ]
        #expect(
            try await bench.post("AuthService.LoginBySign", ["parameters": parameters]).json["LoginResultType"] == 0)
    }

    @Test func answersALogInAsThePlatformDoes() async throws {
        let bench = KingdeeBench()
        let reply = await bench.post("AuthService.ValidateUser", ["parameters": bench.password])
        let body = try reply.json
        #expect(reply.response.status == .ok)
        #expect(reply.response.headerFields[.contentType] == "application/json; charset=utf-8")
        #expect(body["Result"] == nil)
        #expect(body["Message"] == .null && body["IsSuccessByAPI"] == true)
        #expect(body.at("Context.DBid") == "5f1234567890ab")
        #expect(body.at("Context.UTimeZone.Number") == "1078_SYS")
        let session = try #require(body["KDSVCSessionId"]?.string)
        #expect(session.count == 36)
        let server = try #require(body.at("Context.SessionId")?.string)
        #expect(server.count == 24)
        #expect(
            reply.cookies == [
                "ASP.NET_SessionId=\(server); expires=Sun, 09-Aug-2026 17:00:00 GMT; path=/; HttpOnly",
                "kdservice-sessionid=\(session); expires=Sun, 09-Aug-2026 17:00:00 GMT; path=/; HttpOnly",
            ])
    }

    @Test(
        arguments: [
            ("ValidateUser", ["5f1234567890ab", "demo", "wrong", 2052], 0),
            ("ValidateUser", ["5f1234567890ab", "nobody", "rehearsal-password", 2052], 0),
            ("ValidateUser", ["000000", "demo", "rehearsal-password", 2052], -1),
            ("ValidateUser", [], -1),
            (
                "LoginByAppSecret",
                [
                    "5f1234567890ab", "demo", "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup",
                    "0123456789abcdef0123456789abcdee", 2052,
                ], 0
            ),
            ("LoginByAppSecret", ["5f1234567890ab", "demo", "other", "0123456789abcdef0123456789abcdef", 2052], 0),
        ] as [(String, JSON, Int)])
    func refusesWrongCredentials(operation: String, parameters: JSON, type: Int) async throws {
        let reply = await KingdeeBench().post("AuthService.\(operation)", ["parameters": parameters])
        let body = try reply.json
        #expect(reply.response.status == .ok)
        #expect(body["LoginResultType"] == .number(type))
        #expect(body["Message"]?.string?.isEmpty == false)
        #expect(body["Context"] == .null && body["KDSVCSessionId"] == "" && body["IsSuccessByAPI"] == false)
        #expect(reply.cookies.isEmpty)
    }

    @Test func acceptsTheApplicationsSecret() async throws {
        // The request of section 2.1 of the reference.
        let body: JSON = [
            "parameters": [
                "5f1234567890ab", "demo", "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", "0123456789abcdef0123456789abcdef",
                2052,
            ]
        ]
        #expect(try await KingdeeBench().post("AuthService.LoginByAppSecret", body).json["LoginResultType"] == 1)
    }

    @Test func kicksOutTheOtherSessionsWhenAsked() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let plain: JSON = [.string(bench.world.acctID), "demo", .string(bench.world.password), false, 2052]
        _ = await bench.post("AuthService.ValidateUser2", ["parameters": plain])
        #expect(try await bench.query("FID") == [])
        let kicking: JSON = [.string(bench.world.acctID), "demo", .string(bench.world.password), true, 2052]
        _ = await bench.post("AuthService.ValidateUser2", ["parameters": kicking])
        #expect(try await bench.query("FID").status?["MsgCode"] == 1)
    }

    @Test func listsTheDataCentersToAnybody() async throws {
        let call = HTTPCall.kingdee(
            "/k3cloud/Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList.common.kdsvc")
        #expect(try await KingdeeBench().send(call).json.at("0.Id") == "5f1234567890ab")
    }
}
