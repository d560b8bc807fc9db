import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct OperationTests {
    private static let reimbursement = "ER_ExpReimbursement"

    private func bench(_ configure: (inout KingdeeWorld) -> Void = { _ in }) async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn(configure: configure)
        let rows: JSON = [KingdeeModels.row("CI001", "100.0", "高铁"), KingdeeModels.row("CI002", "50.0", "餐费")]
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1").with(["FEntity": rows]))
        return bench
    }

    private func operate(
        _ bench: KingdeeBench, _ number: JSON, _ data: JSON, form: JSON = "ER_ExpReimbursement"
    ) async throws -> JSON {
        try await bench.post(
            "DynamicFormService.ExcuteOperation", ["formid": form, "opNumber": number, "data": data],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
    }

    @Test func aCancelledBillStandsStillUntilItIsTakenBack() async throws {
        let bench = try await bench()
        #expect(try await operate(bench, "UnCancel", ["Ids": "100001"]).messages.first?.contains("只有已作废") == true)
        #expect(try await operate(bench, "Cancel", ["Ids": [100_001]]).status?["IsSuccess"] == true)
        #expect(try await operate(bench, "Cancel", ["Ids": "100001"]).status?["MsgCode"] == 11)
        #expect(try await bench.query("FBillNo,FCancelStatus") == [["EXP-1", "B"]])
        #expect(try await bench.call("Submit", ["Ids": "100001"]).messages == ["单据编号为“EXP-1”的费用报销单，单据已作废，不允许操作！"])
        #expect(try await operate(bench, "UnCancel", ["Ids": "100001"]).status?["IsSuccess"] == true)
        #expect(try await bench.call("Submit", ["Ids": "100001"]).status?["IsSuccess"] == true)
        #expect(try await operate(bench, "Cancel", ["Ids": "100001"]).messages.first?.contains("才允许作废") == true)
    }

    @Test func billsAndRowsAreClosedAfterTheAudit() async throws {
        let bench = try await bench()
        #expect(try await operate(bench, "BillClose", ["Numbers": ["EXP-1"]]).status?["MsgCode"] == 11)
        _ = try await bench.call("Submit", ["Ids": "100001"])
        _ = try await bench.call("Audit", ["Ids": "100001"])
        let rows: JSON = ["PkEntryIds": [["Id": "100001", "EntryIds": "200001,200002"]]]
        #expect(try await operate(bench, "YLBillClose", rows).status?.at("SuccessEntitys.0.Id") == 100_001)
        let unknown: JSON = ["PkEntryIds": [["Id": "100001", "EntryIds": "7"]]]
        #expect(try await operate(bench, "YLBillClose", unknown).status?["MsgCode"] == 10)
        #expect(try await operate(bench, "BillClose", ["Numbers": ["EXP-1"]]).status?["IsSuccess"] == true)
        #expect(try await operate(bench, "BillClose", ["Numbers": ["EXP-1"]]).status?["IsSuccess"] == false)
        #expect(try await operate(bench, "BillUnClose", ["Numbers": ["EXP-1"]]).status?["IsSuccess"] == true)
    }

    @Test func forbidsOnce() async throws {
        let bench = try await bench()
        let data: JSON = ["Numbers": ["E0002"]]
        #expect(try await operate(bench, "Enable", data, form: "BD_Empinfo").status?["MsgCode"] == 11)
        #expect(try await operate(bench, "Forbid", data, form: "BD_Empinfo").status?["IsSuccess"] == true)
        #expect(try await operate(bench, "Forbid", data, form: "BD_Empinfo").status?["IsSuccess"] == false)
        #expect(try await operate(bench, "", data).status?["MsgCode"] == 3)
    }

    @Test func aWorkflowDecidesInPlaceOfTheDirectAudit() async throws {
        let bench = try await bench { $0.behaviour.workflowForms = [OperationTests.reimbursement] }
        _ = try await bench.call("Submit", ["Ids": "100001"])
        let direct = try await bench.call("Audit", ["Ids": "100001"])
        #expect(direct.status?["MsgCode"] == 12 && direct.messages.first?.contains("工作流实例") == true)
        func decide(_ type: JSON, user: JSON = "demo") async throws -> JSON {
            let data: JSON = [
                "FormId": .string(OperationTests.reimbursement), "Ids": [100_001], "Numbers": [], "UserId": 0,
                "UserName": user, "ApprovalType": type, "Disposition": "同意",
            ]
            return try await bench.post(
                "DynamicFormService.WorkflowAudit", ["data": data],
                headers: [("kdservice-sessionid", bench.session ?? "")]
            ).json
        }
        #expect(try await decide(9).status?["MsgCode"] == 8)
        #expect(try await decide(1, user: "nobody").status?["MsgCode"] == 10)
        #expect(try await decide(2).at("Result.OperationResults.0.IsSuccess") == true)
        #expect(bench.simulator.documents(form: OperationTests.reimbursement).first?.status == .toBeReviewedAgain)
        #expect(try await decide(1).at("Result.OperationResults.0.IsSuccess") == false)
        _ = try await bench.call("Submit", ["Ids": "100001"])
        #expect(try await decide(1).status?["IsSuccess"] == true)
        #expect(bench.simulator.documents(form: OperationTests.reimbursement).first?.status == .audited)
        _ = try await bench.call("UnAudit", ["Ids": "100001"])
        _ = try await bench.call("Submit", ["Ids": "100001"])
        #expect(
            try await bench.call("Audit", ["Ids": "100001", "IsVerifyProcInst": "false"]).status?["IsSuccess"] == true)
    }

    @Test func allocatesBaseDataToOtherOrganisations() async throws {
        let bench = try await bench { $0.organizations = [KingdeeOrganization(number: "200", name: "华东")] }
        let data: JSON = ["PkIds": "100001", "TOrgIds": "2", "IsAutoSubmitAndAudit": true]
        let given = try await bench.call("Allocate", form: "BD_Expense", data)
        let copy = try #require(given.status?.at("SuccessEntitys.0.Id")?.integer)
        #expect(copy != 100_001)
        let everywhere = "FNumber='CI001' and FUseOrgId.FNumber in ('100','200')"
        let rows = try await bench.query("FNumber,FUseOrgId.FNumber", .string(everywhere), form: "BD_Expense")
        #expect(rows == [["CI001", "100"], ["CI001", "200"]])
        let own = try await bench.query("FNumber,FUseOrgId.FNumber", "FNumber='CI001'", form: "BD_Expense")
        #expect(own == [["CI001", "100"]], "a query keeps to the session's organisation")
        #expect(try await bench.call("Allocate", form: "BD_Expense", data).status?["IsSuccess"] == false)
        let one = try await bench.call("View", form: "BD_Expense", ["Number": "CI001"])
        #expect(one.at("Result.Result.Id") == 100_001)
        let back = try await bench.call("CancelAllocate", form: "BD_Expense", data)
        #expect(back.status?.at("SuccessEntitys.0.Id") == .number(copy))
        #expect(try await bench.query("FNumber", "FNumber='CI001'", form: "BD_Expense") == [["CI001"]])
        let unknown: JSON = ["PkIds": "100001", "TOrgIds": "77"]
        #expect(try await bench.call("Allocate", form: "BD_Expense", unknown).status?["MsgCode"] == 10)
    }

    @Test func splitsADocument() async throws {
        let bench = try await bench()
        let all: JSON = ["Ids": "100001", "PkEntryIds": [["Id": "100001", "EntryIds": "200001,200002"]]]
        #expect(try await bench.call("Disassembly", all).status?["IsSuccess"] == false)
        let one: JSON = ["Ids": "100001", "PkEntryIds": [["Id": "100001", "EntryIds": "200002"]]]
        #expect(try await bench.call("Disassembly", one).status?.at("SuccessEntitys.0.Id") == 100_002)
        let documents = bench.simulator.documents(form: OperationTests.reimbursement)
        #expect(documents.map { $0.content["FEntity"]?.array?.count } == [1, 1])
        #expect(documents.last?.content.at("FEntity.0.FRemark") == "餐费")
    }

    @Test func keepsCombinationsOfDimensions() async throws {
        let bench = try await bench()
        let model: JSON = [
            ["FFLEX5": ["FNumber": "BM000001"]], ["FFLEX5": ["FNumber": "BM000001"]],
            ["FFLEX5": ["FNumber": "BM000001"], "FFLEX9": ["FNumber": "CI001"]], ["FFLEX5": ["FNumber": "X"]],
        ]
        let status = try await bench.call("FlexSave", form: "BD_FLEXITEMDETAILV", ["Model": model]).status
        #expect(status?["SuccessEntitys"]?.array?.map { $0["Id"] } == [100_001, 100_001, 100_002])
        #expect(status?.at("Errors.0.DIndex") == 3 && status?["MsgCode"] == 9)
    }

    @Test func sendsMessagesToUsers() async throws {
        let bench = try await bench()
        let message: JSON = ["FTitle": "到期", "FContent": "请处理", "FReceivers": "100007,100008", "FType": "1"]
        let reply = try await bench.call("SendMsg", ["Model": [message, ["FTitle": "x", "FReceivers": "7"]]])
        #expect(reply.status?.at("Errors.0.DIndex") == 1)
        let listed = try await bench.control("GET", "messages")
        #expect(listed?.at("messages.0.receivers") == ["demo", "Administrator"])
        #expect(listed?["messages"]?.array?.count == 1)
    }

    @Test func switchesTheSessionsOrganisation() async throws {
        let bench = try await bench { $0.organizations = [KingdeeOrganization(number: "200", name: "华东")] }
        let reply = try await bench.call("SwitchOrg", ["OrgNumber": "200"])
        #expect(reply.status?["SuccessEntitys"] == [["Id": 2, "Number": "200", "DIndex": 0]])
        #expect(await bench.page("/k3cloud/", session: bench.session).text.contains("华东"))
        #expect(try await bench.call("SwitchOrg", ["OrgNumber": "9"]).status?["MsgCode"] == 10)
    }

    @Test func reportsAreAsPickyAsThePlatform() async throws {
        let bench = try await bench()
        func report(_ body: JSON) async -> String {
            await bench.post(
                "DynamicFormService.GetSysReportData", body, headers: [("kdservice-sessionid", bench.session ?? "")]
            ).text
        }
        let filter: JSON = ["FieldKeys": "FMATERIALID,FBASEQTY", "Model": ["FStockOrgId": "nothing"]]
        #expect(
            await report(["formid": "STK_StockSummaryRpt", "data": filter])
                == #"{"Result":{"IsSuccess":true,"RowCount":0,"Rows":null}}"#)
        #expect(await report(["data": filter.with(["formid": "STK_StockSummaryRpt"])]).contains("业务对象标识不能为空"))
        #expect(await report(["formid": "STK_StockSummaryRpt", "data": [:]]).hasPrefix("response_error:"))
        let unknown = filter.with(["FieldKeys": "FNOTHING"])
        #expect(await report(["formid": "STK_StockSummaryRpt", "data": unknown]).contains(#""MsgCode":9"#))
    }

    @Test func theInventoryServiceAnswersInItsOwnShape() async throws {
        let bench = try await bench()
        let path = "/k3cloud/Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService.GetInventoryData.common.kdsvc"
        func ask(_ text: String) async throws -> JSON {
            let body: JSON = ["parameters": [.string(text)]]
            return try await bench.send(
                .kingdee(path, body: body.text, headers: [("kdservice-sessionid", bench.session ?? "")])
            ).json
        }
        let reply = try await ask(#"{"fmaterialnumbers":"nothing","pageindex":1,"pagerows":100}"#)
        #expect(reply == ["RowCount": 0, "Success": true, "Message": "", "Data": []])
        #expect(try await ask(#"{"pagerows":0}"#).status?["MsgCode"] == 8)
        #expect(try await ask(#"{"pageindex":9223372036854775807}"#).status?["MsgCode"] == 8)
    }
}
