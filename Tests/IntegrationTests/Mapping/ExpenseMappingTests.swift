import Testing

@testable import Integration

@Suite struct ExpenseMappingTests {
    private let mapping: Mapping

    init() throws {
        mapping = try Mapping.load(yaml: ExpenseMapping.yaml, file: ExpenseMapping.file) { path in
            path == "staff.csv" ? "userid,staffNumber\n015226410000001,E0001\n" : "dept_id,number\n580000001,BM000001\n"
        }
    }

    /// An instance as the new family shows it. Shapes as captured (dingtalk.md, section 3.9): the contact's ids in the
    /// extension, rows with `extendValue` as an object, unfilled components as the text `null`.
    private func instance(
        rows: String? = nil, totalCents: String = "100529", payee: String? = nil, occurred: String = "1768492799999"
    ) -> ApprovalInstance {
        let rows =
            rows
            ?? #"[{"rowNumber":"TableField_DETAIL_1","rowValue":[\#(Self.item("差旅费", "0.29", "高铁 \\\"二等座\\\""))]},{"rowNumber":"TableField_DETAIL_2","rowValue":[\#(Self.item("办公费", "1,005.005", "null"))]}]"#
        return .make([
            .make("TextField_REASON", "客户拜访"),
            .make(
                "InnerContactField_PAYEE", "张伟",
                ext: payee
                    ?? #"[{"emplId":"015226410000001","name":"张伟","avatar":"https://static.example.com/a.png","selectDeptName":"","selectDeptId":""}]"#
            ),
            .make(
                "DepartmentField_COST", "华东销售部",
                ext: #"[{"deptName":"华东销售部","itemId":"580000001","name":"华东销售部"}]"#),
            .make("NumberField_TOTALFEN", totalCents),
            .make("CalculateField_TOTAL", "1,005.29"),
            .make("MoneyField_LOAN", "null"),
            .make("NumberField_OCCURRED", occurred),
            .make("DDDateField_PAYBY", "null"),
            .make("DDDateRangeField_TRIP", #"["2026-01-10","2026-01-12"]"#),
            .make("TableField_DETAIL", rows, ext: #"{"statValue":[],"componentName":"TableField"}"#),
            .make("DDAttachment_INVOICE", "null"),
            .make("TextareaField_REMARK", "null"),
        ])
    }

    private static func item(_ label: String, _ amount: String, _ note: String) -> String {
        #"{"componentType":"DDSelectField","label":"费用项目","key":"DDSelectField_ITEM","value":"\#(label)","extendValue":{"label":"\#(label)","key":"option_0"}},{"componentType":"MoneyField","label":"金额（元）","key":"MoneyField_AMOUNT","value":"\#(amount)"},{"componentType":"DDDateField","label":"发生日期","key":"DDDateField_DATE","value":"2026-01-11"},{"componentType":"TextField","label":"说明","key":"TextField_NOTE","value":"\#(note)"}"#
    }

    @Test func makesTheReimbursementOfTheReference() throws {
        let document = try mapping.map(instance(), number: "DT0123456789ABCDEFGHJK")
        #expect(document.form == "ER_ExpReimbursement")
        let expected = [
            #"{"FBillTypeID":{"FNUMBER":"FYBX001_SYS"},"FDate":"2026-01-15","FBillNo":"DT0123456789ABCDEFGHJK","#,
            #""FProposerID":{"FSTAFFNUMBER":"E0001"},"FRequestDeptID":{"FNumber":"BM000001"},"#,
            #""FExpenseDeptID":{"FNumber":"BM000001"},"FOrgID":{"FNumber":"100"},"FExpenseOrgId":{"FNumber":"100"},"#,
            #""FPayOrgId":{"FNumber":"100"},"FCurrencyID":{"FNumber":"PRE001"},"FLocCurrencyID":{"FNumber":"PRE001"},"#,
            #""FExchangeTypeID":{"FNumber":"HLTX01_SYS"},"FCONTACTUNITTYPE":"BD_Empinfo","#,
            #""FCONTACTUNIT":{"FNumber":"E0001"},"FPaySettlleTypeID":{"FNumber":"JSFS04_SYS"},"FRequestType":"1","#,
            #""FPayBox":"true","FCausa":"客户拜访 钉钉审批 kNpmUavZQwSHP_ZJvVdL7g07561689326476","#,
            #""F_DT_SourceId":"kNpmUavZQwSHP_ZJvVdL7g07561689326476","F_DT_TotalAmount":1005.29,"FEntity":["#,
            #"{"FExpID":{"FNumber":"CI001"},"FInvoiceType":"0","FExpenseDeptEntryID":{"FNumber":"BM000001"},"#,
            #""FTaxSubmitAmt":0.29,"FExpSubmitAmount":0.29,"FRequestAmount":0.29,"FExpenseAmount":0.29,"#,
            #""FRemark":"高铁 \"二等座\""},"#,
            #"{"FExpID":{"FNumber":"CI003"},"FInvoiceType":"0","FExpenseDeptEntryID":{"FNumber":"BM000001"},"#,
            #""FTaxSubmitAmt":1005.005,"FExpSubmitAmount":1005.005,"FRequestAmount":1005.005,"#,
            #""FExpenseAmount":1005.005}]}"#,
        ]
        #expect(document.model == expected.joined())
        #expect(document.hash.count == 64)
    }

    @Test func givesTheSameBytesEachTime() throws {
        let first = try mapping.map(instance(), number: "DT1")
        #expect(try mapping.map(instance(), number: "DT1") == first)
        #expect(try mapping.map(instance(), number: "DT2").hash != first.hash)
    }

    @Test func mapsALongTable() throws {
        let rows = (1...500).map {
            #"{"rowNumber":"TableField_DETAIL_\#($0)","rowValue":[\#(Self.item("交通费", "\($0).01", "第\($0)次"))]}"#
        }
        let model = try mapping.map(instance(rows: "[\(rows.joined(separator: ","))]"), number: "DT1").model
        let entries = try #require(try JSONValue(parsing: model)["FEntity"]?.elements)
        #expect(entries.count == 500)
        #expect(entries[499]["FExpenseAmount"]?.text == "500.01" && entries[499]["FRemark"]?.text == "第500次")
    }

    /// An unfilled table reads as `null` or as its own schema.
    @Test(arguments: [
        "null", "[]",
        #"[{"componentName":"TextField","componentType":"TextField","props":{"id":"TextField_X","label":"故障类型","required":true}}]"#,
    ])
    func takesAnUnfilledTableForNoRows(rows: String) {
        let error = #expect(throws: MappingError.self) { try mapping.map(instance(rows: rows), number: "DT1") }
        #expect(error?.problems.map(\.reason) == ["it has no rows"])
    }

    @Test func tellsEverythingThatStandsAgainstIt() {
        let rows =
            #"[{"rowValue":[\#(Self.item("差旅费", "0.29", "a"))]},{"rowValue":[\#(Self.item("游艇费", "1.2.3", "b"))]}]"#
        let broken = instance(rows: rows, payee: #"[{"emplId":"unknown","name":"张伟"}]"#, occurred: "null")
        let error = #expect(throws: MappingError.self) { try mapping.map(broken, number: "DT1") }
        #expect(
            error?.problems.map(\.field) == [
                "FDate", "FProposerID", "FCONTACTUNIT", "FEntity[2].FExpID", "FEntity[2].FTaxSubmitAmt",
                "FEntity[2].FExpSubmitAmount", "FEntity[2].FRequestAmount", "FEntity[2].FExpenseAmount",
            ])
        #expect(
            error?.problems[3].description
                == "FEntity[2].FExpID from DDSelectField_ITEM '游艇费': the dictionary 'expense-items' does not list it;"
                + " add it to the dictionary 'expense-items'")
    }

    /// Rows made through the API by old clients have the label in the key's place, and no component type.
    @Test func findsCellsByLabelWhereRowsHaveNoIds() throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head: {F: {constant: a}}
                rows:
                  E: {from: TableField_DETAIL, fields: {A: {from: [MoneyField_AMOUNT, 金额（元）], amount: yuan}}}
                """, file: "m.yaml")
        let rows =
            #"[{"rowValue":[{"label":"金额（元）","key":"金额（元）","value":"12.50"}]},{"rowValue":[{"label":"金额（元）","value":"3"}]}]"#
        let model = try mapping.map(.make([.make("TableField_DETAIL", rows)]), number: "1").model
        #expect(model.hasSuffix(#""E":[{"A":12.5},{"A":3}]}"#))
    }

    @Test func leavesOutAnEntryThatMayBeEmpty() throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head: {F: {constant: a}}
                rows:
                  E: {from: TableField_DETAIL, required: false, fields: {A: {from: X}}}
                """, file: "m.yaml")
        #expect(!(try mapping.map(.make([]), number: "1").model.contains(#""E""#)))
    }
}
