import Seams
import Testing

@testable import Integration

@Suite struct VoucherMappingTests {
    private static func instance(amounts: [String], occurred: String = "1798732800000") -> ApprovalInstance {
        let rows = amounts.map { amount in
            #"{"rowValue":[{"key":"DDSelectField_ITEM","value":"差旅费"},{"key":"MoneyField_AMOUNT","value":"\#(amount)"}]}"#
        }
        var instance = ApprovalInstance.make([
            .make("TextField_REASON", "客户拜访"), .make("NumberField_OCCURRED", occurred),
            .make("DepartmentField_COST", "华东销售部", ext: #"[{"itemId":"580000001"}]"#),
            .make("InnerContactField_PAYEE", "张伟", ext: #"[{"emplId":"0152"}]"#),
            .make("TableField_DETAIL", "[\(rows.joined(separator: ","))]"),
        ])
        instance.id = "INST-1"
        return instance.having(KingdeeDocument(id: "7", number: "DT1", status: "C"), of: "ER_ExpReimbursement")
    }

    private func voucher(_ instance: ApprovalInstance) throws -> JSONValue {
        let lists = ["staff.csv": "0152,E0001", "departments.csv": "580000001,BM000001"]
        let mapping = try MappingFile(path: "expense-voucher").load(MemoryFiles(lists)).mapping
        return try JSONValue(parsing: mapping.map(instance, number: "DTX").model)
    }

    @Test func balancesWhatItRounds() throws {
        let rows = try voucher(Self.instance(amounts: ["1005.005", "0.29", "2.675"]))["FEntity"]?.elements ?? []
        #expect(rows.compactMap { $0["FDEBIT"]?.text } == ["1005.01", "0.29", "2.68", "0"])
        #expect(rows.compactMap { $0["FCREDIT"]?.text } == ["0", "0", "0", "1007.98"])
        #expect(rows.map { $0["FACCOUNTID"]?["FNumber"]?.text } == ["6602.01", "6602.01", "6602.01", "2241"])
    }

    @Test func namesItsApprovalAndItsReimbursementInEachRow() throws {
        let rows = try voucher(Self.instance(amounts: ["1"]))["FEntity"]?.elements ?? []
        #expect(rows.count == 2)
        for row in rows { #expect(row["FEXPLANATION"]?.text == "客户拜访 报销单 DT1 钉钉审批 INST-1") }
    }

    @Test func belongsToThePeriodInShanghai() throws {
        // 2026-12-31 16:00 UTC is the first of January there.
        let voucher = try voucher(Self.instance(amounts: ["1"], occurred: "1798732800000"))
        #expect(voucher["FDate"]?.text == "2027-01-01")
        #expect(voucher["FYEAR"]?.text == "2027")
        #expect(voucher["FPERIOD"]?.text == "1")
        #expect(voucher["FVOUCHERGROUPNO"] == nil)
    }

    @Test func refusesASourceThatNoRowCarries() throws {
        let yaml = """
            process: PROC-1
            form: GL_VOUCHER
            number: {allotted: FVOUCHERGROUPNO}
            source: {field: FEXPLANATION, in: FEntity}
            head: {FDate: {constant: "2026-01-01"}}
            rows: {FEntity: [{once: true, fields: {FEXPLANATION: {constant: "no source"}}}]}
            """
        let error = #expect(throws: MappingFileError.self) { try Mapping.load(yaml: yaml, file: "v.yaml") }
        #expect("\(try #require(error))".contains("no row of FEntity carries the instance in FEXPLANATION"))
    }
}
