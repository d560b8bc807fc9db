import Testing

@testable import Simulators

@Suite struct StatusTests {
    private func saved() async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1"))
        return bench
    }

    @Test func goesRoundTheWholeLife() async throws {
        let bench = try await saved()
        let steps = [
            ("Submit", DocumentStatus.underReview), ("CancelAssign", .toBeReviewedAgain), ("Submit", .underReview),
            ("Audit", .audited), ("UnAudit", .toBeReviewedAgain),
        ]
        for (step, status) in steps {
            let reply = try await bench.call(
                step, ["CreateOrgId": 0, "Numbers": [], "Ids": "100001", "NetworkCtrl": ""])
            #expect(reply.status?.at("SuccessEntitys.0") == ["Id": 100_001, "Number": "EXP-1", "DIndex": 0])
            #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [status])
        }
        #expect(try await bench.call("Delete", ["Numbers": ["EXP-1"]]).status?["IsSuccess"] == true)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").isEmpty)
        #expect(
            bench.effects.last
                == .documentDeleted(call: 1, form: "ER_ExpReimbursement", id: "100001", number: "EXP-1"))
        #expect(try await bench.save(KingdeeModels.reimbursement("EXP-1"))["Id"] == 100_002)
    }

    @Test func tellsSuccessInWords() async throws {
        let bench = try await saved()
        _ = try await bench.call("Submit", ["Ids": "100001"])
        let reply = try await bench.call("Audit", ["Ids": "100001"])
        #expect(reply.status?.at("SuccessMessages.0.Message") == "单据编号为“EXP-1”的费用报销单，审核成功！")
    }

    @Test(
        arguments: [
            ([], "Audit", "单据编号为“EXP-1”的费用报销单，只有审核中的数据才允许审核！"),
            ([], "UnAudit", "单据编号为“EXP-1”的费用报销单，只有已审核的数据才允许反审核！"),
            ([], "CancelAssign", "单据编号为“EXP-1”的费用报销单，只有审核中的数据才允许撤销！"),
            (["Submit"], "Submit", "单据编号为“EXP-1”的费用报销单，只有暂存、创建和重新审核的数据才允许提交！"),
            (["Submit"], "Delete", "单据编号为“EXP-1”的费用报销单，单据状态为暂存、创建或重新审核的数据才允许删除！"),
            (["Submit", "Audit"], "Audit", "单据编号为“EXP-1”的费用报销单，单据已经审核！"),
            (["Submit", "Audit"], "Delete", "单据编号为“EXP-1”的费用报销单，单据状态为暂存、创建或重新审核的数据才允许删除！"),
        ] as [([String], String, String)])
    func refusesWhatTheStatusForbids(steps: [String], refused: String, message: String) async throws {
        let bench = try await saved()
        for step in steps { _ = try await bench.call(step, ["Ids": "100001"]) }
        let effects = bench.effects.count
        let reply = try await bench.call(refused, ["Ids": "100001"])
        #expect(reply.messages == [message])
        #expect(reply.status?["MsgCode"] == 11 && reply.status?.at("Errors.0.FieldName") == "")
        #expect(bench.effects.count == effects)
    }

    @Test(arguments: ["100001,100002", [100_001, 100_002], ["100001", "100002"]] as [JSON])
    func takesIdsAsTextOrArray(ids: JSON) async throws {
        let bench = try await saved()
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-2"))
        let reply = try await bench.call("Submit", ["Ids": ids])
        #expect(reply.status?["SuccessEntitys"]?.array?.count == 2)
    }

    @Test func reportsEachDocumentOfABatch() async throws {
        let bench = try await saved()
        let status = try await bench.call("Submit", ["Ids": "100001,4711,x", "Numbers": ["EXP-9"]]).status
        #expect(status?["IsSuccess"] == false)
        #expect(status?["SuccessEntitys"] == [["Id": 100_001, "Number": "EXP-1", "DIndex": 0]])
        #expect(status?["Errors"]?.array?.compactMap { $0["DIndex"]?.integer } == [1, 2, 3])
        #expect(status?["MsgCode"] == 10)
    }

    @Test func wantsIdsOrNumbers() async throws {
        let bench = try await saved()
        #expect(try await bench.call("Submit", ["Ids": "", "Numbers": []]).status?["MsgCode"] == 8)
    }

    @Test(arguments: ["ExcuteOperation", "ExecuteOperation"])
    func forbidsBaseDataByNumber(operation: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let body: JSON = ["formid": "BD_Empinfo", "opNumber": "Forbid", "data": ["Numbers": ["E0001"]]]
        let reply = try await bench.post(
            "DynamicFormService.\(operation)", body, headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        #expect(reply.status?["IsSuccess"] == true)
        #expect(try await bench.save(KingdeeModels.reimbursement()).messages.first == "字段“申请人”的值“E0001”已被禁用")
        #expect(try await bench.query("FForbidStatus", "FNumber='E0001'", form: "BD_Empinfo") == [["B"]])
    }
}
