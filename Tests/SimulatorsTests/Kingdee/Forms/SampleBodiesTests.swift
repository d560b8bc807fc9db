import Seams
import Testing

@testable import Simulators

/// The bodies that the reference shows for each business object save as they stand.
struct SampleBodiesTests {
    static let bodies: [(form: String, model: String)] = [
        (
            "BD_Empinfo",
            #"{"FID":0,"FName":"张三","FStaffNumber":"E901","FMobile":"13800000000","FTel":"","FEmail":"z@example.com","FDescription":"","FAddress":"","FCreateOrgId":{"FNumber":"100"},"FUseOrgId":{"FNumber":"100"},"FCreateSaler":"false","FCreateUser":"false","FCreateCashier":"false","FJoinDate":"2026-01-05","FPostEntity":[{"FENTRYID":0,"FWorkOrgId":{"FNumber":"100"},"FPostDept":{"FNumber":"BM000001"},"FPost":{"FNumber":"GW000001"},"FStaffStartDate":"2026-01-05","FIsFirstPost":"true","FStaffDetails":0,"FOperatorType":""}],"FBankInfo":[{"FBankId":0,"FBankCode":"6222000000000000","FBankHolder":"张三"}],"FSHRMapEntity":{"FMAPID":0}}"#
        ),
        (
            "HR_ORG_HRPOST",
            #"{"FPOSTID":0,"FCreateOrgId":{"FNumber":"100"},"FUseOrgId":{"FNumber":"100"},"FNumber":"","FName":"会计","FHelpCode":"","FDept":{"FNumber":"BM000001"},"FEffectDate":"2026-01-01","FLapseDate":"9999-12-31 00:00:00","FDESCRIPTIONS":"","FHRPostSubHead":{"FHRPOSTID":0,"FLEADERPOST":"false"},"FSHRMapEntity":{"FMAPID":0},"FSubReportEntity":[{"FSubNumber":""}]}"#
        ),
        (
            "BD_Department",
            #"{"FDEPTID":0,"FNumber":"","FName":"审计部","FFullName":"审计部","FParentID":{"FNumber":"BM000001"},"FCreateOrgId":{"FNumber":"100"},"FUseOrgId":{"FNumber":"100"},"FEffectDate":"2026-01-01","FSHRMapEntity":{"FMAPID":0}}"#
        ),
        (
            "ER_ExpenseRequest",
            #"{"FID":0,"FBillTypeID":{"FNUMBER":"FYSQ001_SYS"},"FDate":"2026-01-15","FOrgID":{"FNumber":"100"},"FCostOrgID":{"FNumber":"100"},"FPayOrgID":{"FNumber":"100"},"FStaffID":{"FSTAFFNUMBER":"E0001"},"FDeptID":{"FNumber":"BM000001"},"FCostDeptID":{"FNumber":"BM000001"},"FCurrencyID":{"FNumber":"PRE001"},"FLocCurrencyID":{"FNumber":"PRE001"},"FExchangeTypeID":{"FNumber":"HLTX01_SYS"},"FTOCONTACTUNITTYPE":"BD_Empinfo","FTOCONTACTUNIT":{"FNumber":"E0001"},"FReason":"出差","FIsBorrow":false,"FEntity":[{"FExpenseItemID":{"FNumber":"CI001"},"FOrgAmount":100.0,"FLocAmount":100.0,"FCheckedOrgAmount":100.0,"FEntryCostDeptID":{"FNumber":"BM000001"}}]}"#
        ),
        (
            "ER_ExpReimbursement",
            #"{"FID":0,"FBillTypeID":{"FNUMBER":"FYBX001_SYS"},"FDate":"2026-01-15","FBillNo":"EXP-2026-000042","FProposerID":{"FSTAFFNUMBER":"E0001"},"FRequestDeptID":{"FNumber":"BM000001"},"FExpenseDeptID":{"FNumber":"BM000001"},"FOrgID":{"FNumber":"100"},"FExpenseOrgId":{"FNumber":"100"},"FPayOrgId":{"FNumber":"100"},"FCurrencyID":{"FNumber":"PRE001"},"FLocCurrencyID":{"FNumber":"PRE001"},"FExchangeTypeID":{"FNumber":"HLTX01_SYS"},"FCONTACTUNITTYPE":"BD_Empinfo","FCONTACTUNIT":{"FNumber":"E0001"},"FPaySettlleTypeID":{"FNumber":"JSFS04_SYS"},"FRequestType":"1","FPayBox":"true","FrefundBox":"false","FCausa":"客户拜访","FEntity":[{"FExpID":{"FNumber":"CI001"},"FInvoiceType":"0","FTaxSubmitAmt":94.34,"FTaxRate":6.0,"FTaxAmt":5.66,"FExpenseDeptEntryID":{"FNumber":"BM000001"},"FExpSubmitAmount":100.0,"FRequestAmount":100.0,"FExpenseAmount":100.0,"FRemark":"高铁"}],"FRecInvInfo":[{"FRecInv":{"FBillNo":"SP0001"}}]}"#
        ),
        (
            "GL_VOUCHER",
            #"{"FVOUCHERID":0,"FAccountBookID":{"FNumber":"001"},"FDate":"2026-01-31","FBUSDATE":"2026-01-31","FYEAR":2026,"FPERIOD":1,"FVOUCHERGROUPID":{"FNumber":"PRE001"},"FVOUCHERGROUPNO":"","FATTACHMENTS":0,"FISADJUSTVOUCHER":"false","FSystemID":{"FNumber":"GL"},"FSourceBillKey":{"FNumber":""},"FACCBOOKORGID":{"FNumber":"100"},"FEntity":[{"FEXPLANATION":"报销 CVN:exp-42","FACCOUNTID":{"FNumber":"6602.01"},"FCURRENCYID":{"FNumber":"PRE001"},"FEXCHANGERATETYPE":{"FNumber":"HLTX01_SYS"},"FEXCHANGERATE":1,"FAMOUNTFOR":100.0,"FDEBIT":100.0,"FCREDIT":0,"FDetailID":{"FDETAILID__FFLEX5":{"FNumber":"BM000001"}}},{"FEXPLANATION":"报销 CVN:exp-42","FACCOUNTID":{"FNumber":"1002"},"FCURRENCYID":{"FNumber":"PRE001"},"FEXCHANGERATETYPE":{"FNumber":"HLTX01_SYS"},"FEXCHANGERATE":1,"FAMOUNTFOR":100.0,"FDEBIT":0,"FCREDIT":100.0}]}"#
        ),
        (
            "PUR_Requisition",
            #"{"FID":0,"FBillTypeID":{"FNUMBER":"CGSQD01_SYS"},"FBillNo":"","FApplicationDate":"2026-01-15","FRequestType":"Material","FApplicationOrgId":{"FNumber":"100"},"FApplicantId":{"FSTAFFNUMBER":"E0001"},"FApplicationDeptId":{"FNumber":"BM000001"},"FCurrencyId":{"FNumber":"PRE001"},"FExchangeTypeId":{"FNumber":"HLTX01_SYS"},"FISPRICEEXCLUDETAX":true,"FIsConvert":false,"FNote":"安全库存补货","FEntity":[{"FRequireOrgId":{"FNumber":"100"},"FMaterialId":{"FNumber":"M1"},"FMaterialDesc":"螺丝","FUnitId":{"FNumber":"Pcs"},"FReqQty":10,"FApproveQty":10,"FPurchaseOrgId":{"FNumber":"100"},"FReceiveOrgId":{"FNumber":"100"},"FPriceUnitId":{"FNumber":"Pcs"},"FPriceUnitQty":10,"FREQSTOCKUNITID":{"FNumber":"Pcs"},"FREQSTOCKQTY":10,"FBaseReqQty":10,"FSalUnitID":{"FNumber":"Pcs"},"FSalQty":10,"FSalBaseQty":10,"FIsVmiBusiness":false,"FArrivalDate":"2026-01-31","FEntryNote":""}]}"#
        ),
        (
            "AP_PAYBILL",
            #"{"FID":0,"FBillTypeID":{"FNUMBER":"FKDLX04_SYS"},"FDATE":"2026-01-15","FCONTACTUNITTYPE":"BD_Supplier","FCONTACTUNIT":{"FNumber":"VEN00001"},"FCURRENCYID":{"FNumber":"PRE001"},"FPAYORGID":{"FNumber":"100"},"FPAYBILLENTRY":[{"FSETTLETYPEID":{"FNumber":"JSFS04_SYS"},"FPAYTOTALAMOUNTFOR":100}]}"#
        ),
        (
            "BD_MATERIAL",
            #"{"FMATERIALID":0,"FNumber":"M900","FName":"垫圈","FSpecification":"M6","SubHeadEntity":{"FBaseUnitId":{"FNumber":"Pcs"}},"SubHeadEntity1":{"FSafeStock":50,"FStockId":{"FNumber":"CK001"}}}"#
        ),
        ("BD_Customer", #"{"FName":"新客户","FCreateOrgId":{"FNumber":"100"}}"#),
        (
            "BD_Supplier",
            #"{"FName":"新供应商","FBaseInfo":{"FAddress":"北京"},"FBankInfo":[{"FBankCode":"6222","FBankHolder":"新供应商"}]}"#
        ),
    ]

    @Test(arguments: bodies) func savesAndPassesReview(form: String, model: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(JSON(parsing: model), form: form)
        #expect(result["ResponseStatus"]?["IsSuccess"] == true, "\(result.text)")
        let id = result["Id"]?.scalarText ?? ""
        for operation in ["Submit", "Audit"] {
            let reply = try await bench.call(operation, form: form, ["Ids": .string(id)])
            #expect(reply["Result"]?["ResponseStatus"]?["IsSuccess"] == true, "\(reply.text)")
        }
    }

    @Test func aPostOfAnEmployeeIsAnAssignment() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let saved = try await bench.save(JSON(parsing: SampleBodiesTests.bodies[0].model), form: "BD_Empinfo")
        let view = try await bench.call("View", form: "BD_Empinfo", ["Id": saved["Id"] ?? .null])
        let details = view["Result"]?["Result"]?["PostEntity"]?.array?.first?["StaffDetails"]
        let rows = try await bench.query(
            "FSTAFFID,FEmpInfoId.FNumber,FPosition.FNumber", "FEmpInfoId.FNumber='E901'", form: "BD_NEWSTAFF")
        #expect(rows.array?.first?.array?.first?.scalarText == details?.scalarText, "\(rows.text)")
        #expect(rows.array?.first?.array?[2] == "GW000001")
    }

    @Test func stockIsReadOnlyAndBelowItsSafetyStockSomewhere() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let rows = try await bench.query(
            "FMaterialId.FNumber,FStockId.FNumber,FBaseQty", "FMaterialId.FNumber='M1'", form: "STK_Inventory",
            options: [JSON.Member("OrderString", "FBaseQty DESC")])
        #expect(rows == [["M1", "CK001", 120], ["M1", "CK002", 30]], "\(rows.text)")
        let safety = try await bench.query("FNumber,FSafeStock", "FSafeStock>0", form: "BD_MATERIAL")
        #expect(safety.array?.isEmpty == false)
        let refused = try await bench.save(["FMaterialId": ["FNumber": "M1"]], form: "STK_Inventory")
        #expect(refused["ResponseStatus"]?["IsSuccess"] == false)
    }

    @Test func aTextBeyondItsLengthIsRefused() async throws {
        let bench = try await KingdeeBench.loggedIn()
        var model = try JSON(parsing: SampleBodiesTests.bodies[6].model)
        model = .object(
            (model.members ?? []).map {
                $0.key == "FNote" ? .init("FNote", .string(String(repeating: "长", count: 256))) : $0
            })
        let result = try await bench.save(model, form: "PUR_Requisition")
        #expect(result["ResponseStatus"]?["Errors"]?.array?.first?["FieldName"] == "FNote", "\(result.text)")
    }
}
