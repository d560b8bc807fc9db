import Testing

@testable import Simulators

@Suite struct InteractionPromptTests {
    private static let question = "更新库存时出现可以忽略的异常数据，是否继续？"

    private func armed(_ change: JSON = [:]) async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        let body: JSON = [
            "form": "er_expreimbursement", "operation": "Save", "flag": "STK_InvCheckResult", "times": 9,
            "isIgnorable": false,
        ]
        let answer = try await bench.simulator.control("POST", ["interactions"], body.with(change))
        #expect(
            answer?["form"] == "ER_ExpReimbursement" && answer?["message"] == .string(InteractionPromptTests.question))
        return bench
    }

    @Test(
        arguments: [
            ([], false), ([JSON.Member("InterationFlags", "")], false),
            ([JSON.Member("InterationFlags", "STK_Other")], false),
            ([JSON.Member("InterationFlags", "STK_Other;STK_InvCheckResult")], true),
            ([JSON.Member("interationflags", ["stk_invcheckresult"])], true),
        ])
    func aFlagAnswersYes(options: [JSON.Member], isSaved: Bool) async throws {
        let bench = try await armed()
        let result = try await bench.save(KingdeeModels.reimbursement(), options: options)
        #expect(result.status?["IsSuccess"] == .bool(isSaved))
        #expect(result.messages == (isSaved ? [] : [InteractionPromptTests.question]))
        #expect(result.status?["MsgCode"] == 0)
        #expect(bench.effects.count == (isSaved ? 1 : 0))
    }

    @Test(arguments: [(true, true), ("true", true), ("", true), (false, false), ("false", false)] as [(JSON, Bool)])
    func ignoringAnswersWhatMayBeIgnored(ignore: JSON, isSaved: Bool) async throws {
        let bench = try await armed(["isIgnorable": true])
        let result = try await bench.save(
            KingdeeModels.reimbursement(), options: [JSON.Member("IgnoreInterationFlag", ignore)])
        #expect(result.status?["IsSuccess"] == .bool(isSaved))
    }

    @Test func asksAsOftenAsItIsArmed() async throws {
        let bench = try await armed(["times": 1])
        #expect(try await bench.save(KingdeeModels.reimbursement().without("FDate")).messages == ["字段“申请日期”是必填项"])
        #expect(try await bench.save(KingdeeModels.reimbursement()).messages == [InteractionPromptTests.question])
        #expect(try await bench.save(KingdeeModels.reimbursement()).messages == [])
        #expect(try await bench.simulator.control("GET", ["interactions"], [:]) == ["interactions": []])
    }

    @Test(arguments: [("Submit", DocumentStatus.created), ("Audit", .underReview)])
    func whatWasSavedStaysWhenTheRestIsRefused(operation: String, status: DocumentStatus) async throws {
        let bench = try await armed(["operation": .string(operation), "times": 1])
        let result = try await bench.save(
            KingdeeModels.reimbursement(), options: [JSON.Member("IsAutoSubmitAndAudit", true)])
        #expect(result.status?["IsSuccess"] == false && result["Id"] == "" && result["NeedReturnData"] == [[:]])
        #expect(result.messages == [InteractionPromptTests.question])
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [status])
        // Sent again, its number is used; a client must look it up.
        #expect(try await bench.save(KingdeeModels.reimbursement()).status?["MsgCode"] == 11)
    }

    @Test func auditAsksToo() async throws {
        let bench = try await armed(["operation": "Audit"])
        _ = try await bench.save(KingdeeModels.reimbursement())
        _ = try await bench.call("Submit", ["Ids": "100001"])
        #expect(try await bench.call("Audit", ["Ids": "100001"]).messages == [InteractionPromptTests.question])
        let reply = try await bench.call("Audit", ["Ids": "100001", "InterationFlags": "STK_InvCheckResult"])
        #expect(reply.status?["IsSuccess"] == true)
    }

    @Test(
        arguments: [
            (["form": "X"], "unknown form 'X'"), (["times": 0], "times must be 1 to 1000000; got 0"),
            (["operation": "View"], "operation must be one of Save, Submit, Audit; got 'View'"),
            (["falg": "x"], "unknown key 'falg'; known are form, operation, flag, message, times, isIgnorable"),
        ] as [(JSON, String)])
    func refusesWhatItCannotArm(change: JSON, message: String) async throws {
        let body: JSON = ["form": "ER_ExpReimbursement"]
        do {
            _ = try await KingdeeBench().simulator.control("POST", ["interactions"], body.with(change))
            Issue.record("armed \(change)")
        } catch let error as ControlError {
            #expect("\(error)".contains(message))
        }
    }
}
