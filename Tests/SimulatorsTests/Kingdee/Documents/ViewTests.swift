import Testing

@testable import Simulators

@Suite struct ViewTests {
    @Test func showsADocumentInThePlatformsDialect() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(
            KingdeeModels.reimbursement("EXP-1").without("FCONTACTUNIT", "FRequestType", "FRecInvInfo"))
        let reply = try await bench.call(
            "View", ["CreateOrgId": 0, "Number": "EXP-1", "Id": "", "IsSortBySeq": "false"])
        #expect(reply.at("Result.ResponseStatus") == .null)
        let view = try #require(reply.at("Result.Result"))
        #expect(view["Id"] == 100_001 && view["BillNo"] == "EXP-1" && view["DocumentStatus"] == "A")
        #expect(view["Date"] == "2026-01-15T00:00:00" && view["CreateDate"] == "2026-08-03T01:00:00")
        #expect(view["CreatorId"] == ["Id": 100_007, "Name": "demo", "UserAccount": "demo"])
        #expect(view["CurrencyID_Id"] == 1 && view.at("CurrencyID.Number") == "PRE001")
        #expect(view.at("CurrencyID.Name") == [["Key": 2052, "Value": "人民币"]])
        #expect(view["CONTACTUNIT_Id"] == 0 && view["CONTACTUNIT"] == .null)
        #expect(view["RequestType"] == " " && view["ApproveDate"] == .null)
        #expect(view.at("Entity.0.Id") == 200_001 && view.at("Entity.0.Seq") == 1)
        #expect(view.at("Entity.0.ExpenseAmount") == .number("100.0"))
        #expect(view["RecInvInfo"] == [])
        #expect(view["F_DT_SourceId"] == " ")
    }

    @Test func showsAnEmployeeAsCaptured() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let view = try #require(
            try await bench.call("View", form: "BD_Empinfo", ["Number": "E0001"]).at("Result.Result"))
        #expect(view["FStaffNumber"] == "E0001" && view["Number"] == "E0001" && view["ForbidStatus"] == "A")
        #expect(view["msterID"] == view["Id"])
        #expect(view.at("UseOrgId.Number") == "100" && view["UseOrgId_Id"] == 1)
        #expect(view["FTel"] == " ")
        #expect(view.at("PostEntity.0.PostDept.Number") == "BM000001")
    }

    @Test(arguments: [["Number": "EXP-9"], ["Id": "4711"], ["Id": "x"]] as [JSON])
    func saysThatThereIsNone(data: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = try await bench.call("View", data)
        #expect(reply.status?["IsSuccess"] == false && reply.status?["MsgCode"] == 10)
    }
}
