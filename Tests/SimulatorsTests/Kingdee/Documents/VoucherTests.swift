import Testing

@testable import Simulators

@Suite struct VoucherTests {
    @Test func numbersVouchersWithinBookPeriodAndGroup() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let february = KingdeeModels.voucher.without("FYEAR", "FPERIOD").with(["FDate": "2026-02-01"])
        var numbers: [JSON?] = []
        for model in [KingdeeModels.voucher, KingdeeModels.voucher, february] {
            numbers.append(try await bench.save(model, form: "GL_VOUCHER")["Number"])
        }
        #expect(numbers == ["1", "2", "1"])
        #expect(
            try await bench.query(
                "FVOUCHERID,FVOUCHERGROUPNO,FBillNo,FYEAR,FPERIOD", "FYear=2026 and FPeriod=2", form: "GL_VOUCHER")
                == [[100_003, "1", "1", 2026, 2]])
    }

    @Test func aMarkerInTheExplanationFindsItsRows() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER")
        #expect(
            try await bench.query(
                "FACCOUNTID.FNumber,FDEBIT,FCREDIT,FDetailID.FFLEX5.FNumber", "FEXPLANATION like '%CVN:exp-42%'",
                form: "GL_VOUCHER")
                == [["6602.01", .number("100.0"), 0, "BM000001"], ["1002", 0, .number("100.0"), nil]])
    }

    @Test(arguments: [
        (KingdeeModels.posting("1002", debit: "0", credit: "99.99"), "凭证借贷不平衡"),
        (KingdeeModels.posting("1002", debit: "0", credit: "0"), "第2行分录的借方金额和贷方金额不能同时为零"),
        (KingdeeModels.posting("1002", debit: "0", credit: "100").without("FEXPLANATION"), "单据体“分录”第2行字段“摘要”是必填项"),
        (KingdeeModels.posting("9999", debit: "0", credit: "100"), "字段“科目编码”的值“9999”不存在"),
    ])
    func keepsTheRulesOfTheLedger(second: JSON, message: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model = KingdeeModels.voucher.with(
            ["FEntity": [KingdeeModels.posting("6602.01", debit: "100.00", credit: "0"), second]])
        #expect(try await bench.save(model, form: "GL_VOUCHER").messages.first == message)
    }

    @Test func savesTheExpenseRequestOfTheReference() async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(
            try await bench.save(KingdeeModels.request, form: "ER_ExpenseRequest")["Number"] == "FYSQ20260803000001")
    }
}
