import Foundation
import Seams
import Testing

@testable import Simulators

@Suite struct WaysToLogInTests {
    private func bench() -> KingdeeBench {
        KingdeeBench {
            var clerk = KingdeeUser(account: "clerk", password: "clerk-password", employee: "E0001")
            clerk.permissions = ["ER_ExpReimbursement": ["View", "Save"]]
            var gone = KingdeeUser(account: "gone")
            gone.isDisabled = true
            $0.users = [clerk, gone]
            $0.organizations = [KingdeeOrganization(number: "200", name: "华东分公司")]
        }
    }

    @Test func severalUsersLogIn() async throws {
        let bench = bench()
        #expect(try await bench.logIn("clerk", "clerk-password")["LoginResultType"] == 1)
        #expect(try await bench.logIn("CLERK", "clerk-password").at("Context.UserName") == "clerk")
        #expect(try await bench.logIn("clerk")["LoginResultType"] == 0)
        let disabled = try await bench.logIn("gone")
        #expect(disabled["LoginResultType"] == -1 && disabled["Context"] == .null)
        #expect(disabled["Message"] == "用户已被禁用，请联系系统管理员")
    }

    @Test func repliesInTheLanguageThatTheLogInAsksFor() async throws {
        let bench = bench()
        #expect(
            try await bench.logIn("demo", "wrong", lcid: 1033)["Message"] == "The user name or the password is wrong")
        #expect(try await bench.logIn("demo", lcid: 1033).at("Context.UserLocale") == "en-US")
    }

    /// The bytes of `openssl enc -des-cbc` with key and vector `KingdeeK`.
    @Test func opensNameAndPasswordInDES() async throws {
        let bench = bench()
        let parameters: JSON = [
            .string(bench.world.acctID), "8pgy+w4WguM=", "oDNXqI/GTzspTPm+Ty/mlCovfs4cHJ6B", 2052,
        ]
        let reply = try await bench.post("AuthService.ValidateUserEnDeCode", ["parameters": parameters]).json
        #expect(reply["LoginResultType"] == 1 && reply.at("Context.UserName") == "demo")
        for broken in ["", "x", "AAAA", "8pgy+w4WguM=AAAA"] as [JSON] {
            let parameters: JSON = [.string(bench.world.acctID), broken, broken, 2052]
            #expect(
                try await bench.post("AuthService.ValidateUserEnDeCode", ["parameters": parameters]).json[
                    "LoginResultType"] == 0)
        }
    }

    @Test func logsIntoAnOrganisation() async throws {
        let bench = bench()
        for (number, result, name) in [("200", 1, "华东分公司"), ("100", 1, "总公司"), ("999", -1, nil)]
            as [(JSON, JSON, JSON?)]
        {
            let parameters: JSON = [.string(bench.world.acctID), "demo", .string(bench.world.password), 2052, number]
            let reply = try await bench.post("AuthService.ValidateUserByOrgNumber", ["parameters": parameters]).json
            #expect(reply["LoginResultType"] == result)
            #expect(reply.at("Context.CurrentOrganizationInfo.Name") == name)
        }
    }

    @Test func aPassportIsTheLicenceFile() async throws {
        let bench = bench()
        let passport = Data(bench.world.licenceFile.utf8).base64EncodedString()
        let right: JSON = ["parameters": [.string(passport), 2052]]
        #expect(try await bench.post("AuthService.LoginBySimplePassport", right).json["LoginResultType"] == 1)
        let wrong: JSON = ["parameters": ["bm90aGluZw==", 2052]]
        #expect(try await bench.post("AuthService.LoginBySimplePassport", wrong).json["LoginResultType"] == -1)
    }

    /// `login_by_sign_sha1_…` of the reference.
    @Test(arguments: [
        ("demo", "84c6da89700778b4458f5d33dffad35b3a58de8f"), ("张三", "0bb07e0323f403ad679b540f8de7f45c15f93cc5"),
    ])
    func acceptsSHA1AsBeforeMay2022(user: String, sign: String) async throws {
        let bench = KingdeeBench(userName: user) { $0.behaviour.signHash = .sha1 }
        let parameters: JSON = [
            .string(bench.world.acctID), .string(user), .string(bench.world.appID), 1_767_225_600, .string(sign), 2052,
        ]
        #expect(
            try await bench.post("AuthService.LoginBySign", ["parameters": parameters]).json["LoginResultType"] == 1)
    }

    @Test func anApplicationLogsInOnlyWhomItIsAuthorisedFor() async throws {
        let bench = KingdeeBench {
            $0.users = [KingdeeUser(account: "clerk")]
            $0.applicationUsers = ["clerk"]
        }
        for (user, result) in [("clerk", 1), ("demo", 0)] as [(JSON, JSON)] {
            let parameters: JSON = [
                .string(bench.world.acctID), user, .string(bench.world.appID), .string(bench.world.appSecret), 2052,
            ]
            let reply = try await bench.post("AuthService.LoginByAppSecret", ["parameters": parameters]).json
            #expect(reply["LoginResultType"] == result)
        }
    }

    @Test func aPublicCloudRefusesPasswordsOnly() async throws {
        let bench = KingdeeBench { $0.behaviour.refusesPasswords = true }
        #expect(try await bench.logIn("demo")["LoginResultType"] == -1)
        let parameters: JSON = [
            .string(bench.world.acctID), "demo", .string(bench.world.appID), .string(bench.world.appSecret), 2052,
        ]
        let reply = try await bench.post("AuthService.LoginByAppSecret", ["parameters": parameters]).json
        #expect(reply["LoginResultType"] == 1)
    }

    @Test(arguments: KingdeeLogInResult.allCases) func tellsEachResult(result: KingdeeLogInResult) async throws {
        let bench = bench()
        try await bench.control("PUT", "users/clerk", ["logIn": .string(result.name)])
        let reply = try await bench.logIn("clerk", "clerk-password")
        #expect(reply["LoginResultType"] == .number(result.rawValue))
        #expect((reply["Context"] != .null) == result.opensSession)
        #expect((reply["KDSVCSessionId"]?.string?.isEmpty == false) == result.opensSession)
        #expect(reply["IsSuccessByAPI"] == .bool(result == .success))
    }

    @Test func aKickOutLeavesBrowsersAlone() async throws {
        let bench = bench()
        let form = HTTPCall.kingdee(
            "/k3cloud/html5/index.aspx", body: "username=demo&password=rehearsal-password",
            contentType: "application/x-www-form-urlencoded")
        let cookie = try #require(await bench.send(form).cookies.last)
        let browser = String(cookie.dropFirst("kdservice-sessionid=".count).prefix(36))
        let kicking: JSON = [.string(bench.world.acctID), "demo", .string(bench.world.password), true, 2052]
        _ = await bench.post("AuthService.ValidateUser2", ["parameters": kicking])
        #expect(await bench.page("/k3cloud/html5/index.aspx", session: browser).text.contains("已登录"))
    }
}
