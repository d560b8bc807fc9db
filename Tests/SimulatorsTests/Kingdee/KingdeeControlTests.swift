import Testing

@testable import Simulators

@Suite struct KingdeeControlTests {
    @Test func listsDocuments() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        let answer = try await bench.simulator.control("GET", ["documents", "ER_ExpReimbursement"], [:])
        #expect(answer?.at("documents.0.number") == "EXP-2026-000042")
        #expect(answer?.at("documents.0.content.FCausa") == "客户拜访")
        #expect(bench.simulator.state().at("documents.ER_ExpReimbursement.0.status") == "A")
    }

    @Test func editsBehindOurBackWhateverTheStatus() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement(), options: [JSON.Member("IsAutoSubmitAndAudit", true)])
        let path = ["documents", "ER_ExpReimbursement", "EXP-2026-000042", "edit"]
        let answer = try await bench.simulator.control("POST", path, ["FCausa": "改过的事由"])
        #expect(answer?["status"] == "C" && answer?.at("content.FCausa") == "改过的事由")
        #expect(answer?.at("content.FEntity.0.FEntryID") == 200_001)
        guard case .documentSaved(nil, _, "100001", _, false, "C", _)? = bench.effects.last else {
            Issue.record("\(bench.effects)")
            return
        }
    }

    @Test func takesADocumentThatSomebodyEntersByHand() async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(bench.simulator.copy(ofFirst: "ER_ExpReimbursement", as: "HAND-1", [:]) == nil)
        _ = try await bench.save(KingdeeModels.reimbursement(), options: [JSON.Member("IsAutoSubmitAndAudit", true)])
        let path = ["documents", "ER_ExpReimbursement"]
        let copy = try #require(bench.simulator.copy(ofFirst: path[1], as: "HAND-1", ["FCausa": "手工录入"]))
        let answer = try await bench.simulator.control("POST", path, copy)
        #expect(answer?["number"] == "HAND-1" && answer?["status"] == "A")
        #expect(answer?.at("content.FCausa") == "手工录入")
        guard case .documentSaved(nil, _, _, "HAND-1", true, "A", _)? = bench.effects.last else {
            Issue.record("\(bench.effects)")
            return
        }
        // The number is taken now, for a person as for a client.
        await #expect(throws: ControlError.self) { try await bench.simulator.control("POST", path, copy) }
        await #expect(throws: ControlError("a new document has no FID yet; POST …/{number}/edit changes one")) {
            try await bench.simulator.control("POST", path, ["FID": 100_001, "FBillNo": "HAND-2"])
        }
    }

    @Test func disablesAnEmployee() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.simulator.control(
            "POST", ["documents", "BD_Empinfo", "E0001", "edit"], ["FForbidStatus": "B"])
        #expect(try await bench.save(KingdeeModels.reimbursement()).messages.contains("字段“申请人”的值“E0001”已被禁用"))
    }

    @Test func deletesBehindOurBack() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement(), options: [JSON.Member("IsAutoSubmitAndAudit", true)])
        let path = ["documents", "ER_ExpReimbursement", "EXP-2026-000042", "delete"]
        _ = try await bench.simulator.control("POST", path, [:])
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").isEmpty)
        #expect(
            bench.effects.last
                == .documentDeleted(call: nil, form: "ER_ExpReimbursement", id: "100001", number: "EXP-2026-000042"))
    }

    @Test(
        arguments: [
            (
                ["documents", "ER_ExpReimbursment", "X", "edit"], ["FCausa": "x"],
                "unknown form 'ER_ExpReimbursment'; did you mean 'ER_ExpReimbursement'?"
            ),
            (
                ["documents", "ER_ExpReimbursement", "X", "edit"], ["FCausa": "x"],
                "no document 'X' of ER_ExpReimbursement; GET documents/ER_ExpReimbursement lists them"
            ),
            (
                ["documents", "ER_ExpReimbursement", "X", "edit"], ["FCause": "x"],
                "unknown field 'FCause'; did you mean 'FCausa'?"
            ),
            (
                ["documents", "ER_ExpReimbursement", "X", "edit"], [:],
                #"send the fields to change as in Model, such as {"FCausa":"改过的事由"}"#
            ),
        ] as [([String], JSON, String)])
    func saysWhatIsWrongWithACall(path: [String], body: JSON, message: String) async {
        await #expect(throws: ControlError(message)) {
            try await KingdeeBench().simulator.control("POST", path, body)
        }
    }

    @Test func seedsPeopleAndRules() async throws {
        let bench = try await KingdeeBench.loggedIn()
        try bench.simulator.seed([
            "employees": [["number": "E777", "name": "新人", "department": "BM000777"]],
            "departments": [["number": "BM000777", "name": "新部门"]],
            "formRules": ["ER_ExpReimbursement": ["overwritesNumber": true]],
        ])
        let model = KingdeeModels.reimbursement().with(
            ["FProposerID": ["FSTAFFNUMBER": "E777"], "FRequestDeptID": ["FNumber": "BM000777"]])
        #expect(try await bench.save(model)["Number"] == "FYBX20260803000001")
        #expect(try await bench.query("FProposerID.FPostDept.FName") == [["新部门"]])
    }

    @Test(
        arguments: [
            (["employes": []], "unknown member 'employes'; send employees, departments, expenseItems or formRules"),
            (["employees": [["name": "x"]]], #"each of employees needs a number and a name; got {"name":"x"}"#),
            (
                ["employees": [["number": "1", "name": "x", "dept": "y"]]],
                "unknown key 'dept' in employees; known are number, name, department"
            ),
            (["formRules": ["X": [:]]], "formRules: unknown form 'X'"),
            (
                ["formRules": ["GL_VOUCHER": ["unique": true]]],
                "formRules: unknown key 'unique'; known are enforcesUniqueNumber, overwritesNumber, verifiesBaseData, "
                    + "hidesCreated"
            ),
            (
                ["formRules": ["GL_VOUCHER": ["overwritesNumber": 1]]],
                "formRules: GL_VOUCHER.overwritesNumber must be true or false"
            ),
        ] as [(JSON, String)])
    func refusesASeedItCannotRead(seed: JSON, message: String) {
        #expect(throws: ControlError(message)) { try KingdeeBench().simulator.seed(seed) }
    }
}
