import Foundation
import Seams
import Testing

@testable import Simulators

@Suite struct LimitTests {
    @Test func permissionsAreByUserFormAndOperation() async throws {
        var bench = KingdeeBench {
            var clerk = KingdeeUser(account: "clerk")
            clerk.permissions = ["ER_ExpReimbursement": ["View"], "BD_Expense": ["*"]]
            $0.users = [clerk]
        }
        bench.session = try await bench.logIn("clerk")["KDSVCSessionId"]?.string
        let refused = try await bench.save(KingdeeModels.reimbursement())
        #expect(refused.messages == ["您没有“费用报销单”的“保存”权限，请联系系统管理员"])
        #expect(refused.status?["MsgCode"] == 2)
        #expect(try await bench.query("FID") == [])
        #expect(try await bench.query("FNumber", form: "BD_Expense").at("0.0") == "CI001")
        #expect(try await bench.query("FNumber", form: "BD_Empinfo").status?["MsgCode"] == 2)
        try await bench.control("PUT", "behaviour", ["unpermittedQuery": "nothing"])
        #expect(try await bench.query("FNumber", form: "BD_Empinfo") == [])
        let forbid = try await bench.post(
            "DynamicFormService.ExcuteOperation",
            ["formid": "BD_Empinfo", "opNumber": "Forbid", "data": ["Ids": "1"]],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        #expect(forbid.messages == ["您没有“员工”的“禁用”权限，请联系系统管理员"])
    }

    @Test func theLicenceAllowsSoManyUsersAtOnce() async throws {
        let bench = KingdeeBench {
            $0.users = [KingdeeUser(account: "clerk")]
            $0.behaviour.licensedUsersMax = 1
        }
        #expect(try await bench.logIn("demo")["LoginResultType"] == 1)
        #expect(try await bench.logIn("demo")["LoginResultType"] == 1)
        #expect(try await bench.logIn("clerk")["LoginResultType"] == -1)
        bench.clock.advance(by: .seconds(1200))
        #expect(try await bench.logIn("clerk")["LoginResultType"] == 1)
        // A signed request meets the same limit as MsgCode 7.
        let data = "\(bench.world.acctID),demo,2052,0"
        let headers = [
            ("X-Kd-Appkey", bench.world.appID), ("X-Kd-Appdata", Data(data.utf8).base64EncodedString()),
            ("X-Kd-Signature", RequestSignature.hmac(key: bench.world.appSecret, bench.world.appID + data)),
        ]
        let reply = try await bench.post("DynamicFormService.View", ["formid": "X"], headers: headers).json
        #expect(reply.status?["MsgCode"] == 7)
    }

    @Test func aUserWithoutLicenceIsToldSo() async throws {
        let bench = try await KingdeeBench.loggedIn()
        try await bench.control("PUT", "users/demo", ["licence": false])
        #expect(try await bench.save(KingdeeModels.reimbursement()).status?["MsgCode"] == 7)
    }

    @Test func callsAreLimitedPerMinute() async throws {
        let bench = try await KingdeeBench.loggedIn { $0.behaviour.callsPerMinuteMax = 2 }
        #expect(try await bench.query("FID") == [])
        #expect(try await bench.query("FID") == [])
        #expect(try await bench.query("FID").status?["MsgCode"] == 14)
        bench.clock.advance(by: .seconds(60))
        #expect(try await bench.query("FID") == [])
    }

    @Test func theAdministratorMayBeKeptOut() async throws {
        var bench = KingdeeBench()
        let reply = try await bench.logIn("Administrator")
        #expect(reply["LoginResultType"] == 1)
        bench.session = reply["KDSVCSessionId"]?.string
        try await bench.control("PUT", "behaviour", ["forbidsAdministrator": true])
        #expect(try await bench.logIn("Administrator")["Message"] == "禁止管理员登录")
        #expect(try await bench.query("FID").status?["MsgCode"] == 15)
    }

    @Test func somebodyElsesLockStandsInTheWay() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        let lock: JSON = ["form": "ER_ExpReimbursement", "number": "EXP-2026-000042", "user": "李四", "seconds": 30]
        try await bench.control("POST", "locks", lock)
        let refused = try await bench.call("Submit", ["Ids": "100001", "NetworkCtrl": "true"])
        #expect(refused.messages == ["“李四”使用业务单据：“费用报销单”业务操作-“[费用报销单-EXP-2026-000042-修改]”冲突，请稍候再使用。"])
        #expect(refused.status?["MsgCode"] == 0)
        try await bench.control("PUT", "behaviour", ["lockConflictCode": 13])
        let update = KingdeeModels.reimbursement().with(["FID": 100_001])
        #expect(try await bench.save(update).status?["MsgCode"] == 13)
        #expect(try await bench.call("Delete", ["Ids": "100001"]).status?["MsgCode"] == 13)
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.call("Submit", ["Ids": "100001"]).status?["IsSuccess"] == true)
    }

    @Test func aChangeByAnotherUserIsToldOnce() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        try await bench.control(
            "POST", "locks", ["form": "ER_ExpReimbursement", "number": "exp-2026-000042", "kind": "changed"])
        let refused = try await bench.call("Submit", ["Ids": "100001"])
        #expect(refused.messages.first?.contains("已被其他用户修改") == true)
        #expect(try await bench.call("Submit", ["Ids": "100001"]).status?["IsSuccess"] == true)
    }

    @Test func aClosedPeriodTakesNoVouchers() async throws {
        let bench = try await KingdeeBench.loggedIn { $0.closedPeriods = ["2026-01"] }
        let refused = try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER")
        #expect(refused.messages == ["凭证日期所在期间（2026-01）已结账，不允许操作"])
        #expect(refused.status?["MsgCode"] == 11)
        try await bench.control("PUT", "closedPeriods", ["periods": ["2026-02"]])
        #expect(try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER").status?["IsSuccess"] == true)
    }

    @Test func strictSignaturesAreASwitch() async throws {
        let bench = KingdeeBench {
            $0.behaviour.checksGatewaySignature = true
            $0.behaviour.refusesRepeatedNonces = true
            $0.behaviour.signatureWindowSeconds = 300
        }
        let now = String(bench.clock.now.seconds)
        #expect(try await signed(bench, timestamp: now, nonce: "n1").status?["MsgCode"] == 10)
        #expect(try await signed(bench, timestamp: now, nonce: "n1").status?["MsgCode"] == 1)
        #expect(try await signed(bench, timestamp: now, nonce: "n2").status?["MsgCode"] == 10)
        #expect(try await signed(bench, timestamp: "1767225600", nonce: "n3").status?["MsgCode"] == 1)
        #expect(try await signed(bench, timestamp: now, nonce: "n4", spoilt: true).status?["MsgCode"] == 1)
    }

    /// A View of nothing: code 10 tells that the request was let in.
    private func signed(
        _ bench: KingdeeBench, timestamp: String, nonce: String, spoilt: Bool = false
    ) async throws -> JSON {
        let data = "\(bench.world.acctID),demo,2052,0"
        let client = GatewaySignature.client(of: bench.world.appID)
        let path = "\(KingdeeBench.path)DynamicFormService.View.common.kdsvc"
        let text = GatewaySignature(path: path, timestamp: timestamp, nonce: nonce).text
        let headers = [
            ("X-Api-ClientID", client.id), ("x-api-timestamp", timestamp), ("x-api-nonce", nonce),
            ("X-Api-Signature", RequestSignature.hmac(key: client.secret, text) + (spoilt ? "x" : "")),
            ("X-Kd-Appkey", bench.world.appID), ("X-Kd-Appdata", Data(data.utf8).base64EncodedString()),
            ("X-Kd-Signature", RequestSignature.hmac(key: bench.world.appSecret, bench.world.appID + data)),
        ]
        return try await bench.post(
            "DynamicFormService.View", ["formid": "BD_Expense", "data": ["Number": "nothing"]], headers: headers
        ).json
    }
}
