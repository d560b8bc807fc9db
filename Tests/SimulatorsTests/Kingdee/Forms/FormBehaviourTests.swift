import Testing

@testable import Simulators

/// What a form's file promises beyond fields that save: parts that stay, assignments, forms that only read.
@Suite struct FormBehaviourTests {
    private static let material: JSON = [
        "FNumber": "M900", "FName": "垫圈", "SubHeadEntity1": ["FSafeStock": 50, "FStockId": ["FNumber": "CK001"]],
    ]

    @Test(
        arguments: [
            ["FName": "新名"], ["SubHeadEntity1": ["FStockId": ["FNumber": "CK002"]]], ["SubHeadEntity1": nil],
        ] as [JSON])
    func aSubHeadStaysWhenAnUpdateDoesNotMentionIt(change: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let id = try #require(try await bench.save(FormBehaviourTests.material, form: "BD_MATERIAL")["Id"])
        let saved = try await bench.save(change.with(["FMATERIALID": id]), form: "BD_MATERIAL")
        #expect(saved.status?["IsSuccess"] == true, "\(saved.text)")
        #expect(try await bench.query("FSafeStock", "FNumber='M900'", form: "BD_MATERIAL") == [[50]])
    }

    @Test func theEmployeesOfTheWorldHaveAnAssignmentEach() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let rows = try await bench.query(
            "FEmpInfoId.FNumber,FDept.FNumber", "FIsFirstPost='1'", form: "BD_NEWSTAFF")
        #expect(rows.array?.count == 3, "\(rows.text)")
    }

    @Test func anAssignmentsNumberIsNeverGivenTwice() async throws {
        let bench = try await KingdeeBench.loggedIn()
        func employee(_ number: String) -> JSON {
            [
                "FName": "张三", "FStaffNumber": .string(number),
                "FPostEntity": [["FPostDept": ["FNumber": "BM000001"]], ["FPostDept": ["FNumber": "BM000002"]]],
            ]
        }
        let id = try await bench.save(employee("E901"), form: "BD_Empinfo")["Id"] ?? .null
        _ = try await bench.save(
            ["FID": id, "FPostEntity": [["FPostDept": ["FNumber": "BM000002"]]]], form: "BD_Empinfo")
        let numbers = try await bench.query("FNumber", "FEmpInfoId.FNumber='E901'", form: "BD_NEWSTAFF")
        #expect(Set(numbers.array ?? []).count == numbers.array?.count, "\(numbers.text)")
    }

    @Test(arguments: ["SEC_User", "STK_Inventory"]) func formsThatOnlyReadRefuseASave(form: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        for operation in ["Save", "Draft"] {
            let reply = try await bench.call(operation, form: form, ["Model": ["FName": "新", "FNumber": "new"]])
            #expect(reply.status?["IsSuccess"] == false && reply.status?["MsgCode"] == 12, "\(reply.text)")
        }
    }

    @Test func aDefaultStandsInARowWithoutTheField() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(
            ["FNumber": "M901", "FName": "垫圈", "SubHeadEntity": ["FBaseUnitId": ["FNumber": "Pcs"]]],
            form: "BD_MATERIAL")
        #expect(try await bench.query("FErpClsID", "FNumber='M901'", form: "BD_MATERIAL") == [["1"]])
    }

    @Test func onlyTheUsersOrganizationsBaseDataIsListed() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(["FNumber": "200", "FName": "分公司"], form: "ORG_Organizations")
        let saved = try await bench.save(
            ["FNumber": "M200", "FName": "分公司物料", "FUseOrgId": ["FNumber": "200"]], form: "BD_MATERIAL")
        #expect(saved.status?["IsSuccess"] == true, "\(saved.text)")
        #expect(try await bench.query("FNumber", "FNumber='M200'", form: "BD_MATERIAL") == [])
        #expect(
            try await bench.query("FNumber", "FNumber='M200' and FUseOrgId.FNumber='200'", form: "BD_MATERIAL")
                == [["M200"]])
    }

    @Test func anotherOrganizationIsSeenAfterASwitch() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(["FNumber": "200", "FName": "分公司"], form: "ORG_Organizations")
        _ = try await bench.save(
            ["FNumber": "M200", "FName": "分公司物料", "FUseOrgId": ["FNumber": "200"]], form: "BD_MATERIAL")
        _ = try await bench.call("SwitchOrg", ["OrgNumber": "200"])
        #expect(try await bench.query("FNumber", form: "BD_MATERIAL") == [["M200"]])
        #expect(try await bench.query("FNumber", "FNumber='PRE001'", form: "BD_Currency") == [["PRE001"]])
    }

    @Test func anAssignmentFollowsItsPost() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let post: JSON = ["FENTRYID": 0, "FPostDept": ["FNumber": "BM000001"], "FStaffDetails": 0]
        let model: JSON = ["FName": "张三", "FStaffNumber": "E901", "FPostEntity": [post]]
        let id = try await bench.save(model, form: "BD_Empinfo")["Id"] ?? .null
        func assignments() async throws -> JSON {
            try await bench.query("FSTAFFID,FDept.FNumber", "FEmpInfoId.FNumber='E901'", form: "BD_NEWSTAFF")
        }
        let first = try #require(try await assignments().at("0.0"))
        let row = try #require(
            try await bench.query("FPostEntity_FEntryID", "FNumber='E901'", form: "BD_Empinfo").at("0.0"))
        let moved = post.with(["FENTRYID": row, "FPostDept": ["FNumber": "BM000002"]])
        _ = try await bench.save(["FID": id, "FPostEntity": [moved]], form: "BD_Empinfo")
        #expect(try await assignments() == [[first, "BM000002"]])
        _ = try await bench.save(["FID": id, "FPostEntity": []], form: "BD_Empinfo")
        #expect(try await assignments() == [])
    }

    @Test(arguments: ["Submit", "UnAudit", "Delete"]) func balancesStandStill(operation: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = try await bench.call(operation, form: "STK_Inventory", ["Ids": "100001"])
        #expect(reply.status?["MsgCode"] == 12, "\(reply.text)")
    }
}
