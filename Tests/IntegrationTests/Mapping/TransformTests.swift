import Testing

@testable import Integration

/// A rule over one component `X`, what the form holds, and the JSON of the field or the problem's words.
struct TransformRow: Sendable, CustomTestStringConvertible {
    let rule: String
    let value: String
    let ext: String?
    let expected: String?

    init(_ rule: String, _ value: String, ext: String? = nil, _ expected: String?) {
        self.rule = rule
        self.value = value
        self.ext = ext
        self.expected = expected
    }

    var testDescription: String { "\(rule) of \(value)" }
}

@Suite struct TransformTests {
    private static let staff = """
        dictionaries:
          items: {差旅费: CI001, 办公费: CI003}
        """

    @Test(arguments: [
        TransformRow("{from: X}", "客户 \"拜访\"", #""客户 \"拜访\"""#),
        TransformRow("{from: X, required: false}", "null", nil),
        TransformRow("{from: X, required: false}", "", nil),
        TransformRow("{from: [Y, X]}", "a", #""a""#),
        TransformRow(#"{from: X, default: "0"}"#, "null", #""0""#),
        TransformRow("{from: X, default: 0}", "null", "0"),
        TransformRow("{constant: 100}", "a", "100"),
        TransformRow(#"{constant: "100"}"#, "a", #""100""#),
        TransformRow("{constant: 007}", "a", #""007""#),
        TransformRow("{constant: true}", "a", "true"),
        TransformRow("{constant: 100, reference: FNumber}", "a", #"{"FNumber":"100"}"#),
        TransformRow("{from: instance}", "a", #""kNpmUavZQwSHP_ZJvVdL7g07561689326476""#),
        TransformRow("{from: number}", "a", #""DT1""#),
        TransformRow("{from: originator}", "a", #""015227""#),
        TransformRow(
            #"{template: "${X} 钉钉审批 ${businessId} ${title}"}"#, "客户拜访",
            #""客户拜访 钉钉审批 202307141721000164728 张三提交的报销""#),
        TransformRow(#"{template: "${X}|${Y}|$|{}", required: false}"#, "null", #""||$|{}""#),
        // people, departments and options hide their ids (dingtalk.md, section 3.9, captured values)
        TransformRow(
            "{from: X, ext: emplId}", "乔巧梅",
            ext:
                #"[{"emplId":"2035","name":"乔巧梅","avatar":"https://static.example.com/a.png","selectDeptName":"","selectDeptId":""}]"#,
            #""2035""#),
        TransformRow(
            "{from: X, ext: [itemId, id]}", "华东销售部",
            ext: #"{"deptName":"华东销售部","itemId":"1089528309","name":"华东销售部"}"#, #""1089528309""#),
        TransformRow(
            "{from: X, ext: [itemId, id]}", "华东销售部", ext: #"[{"id":1089528309,"name":"华东销售部"}]"#, #""1089528309""#),
        TransformRow("{from: X, ext: key}", "差旅", ext: #"{"label":"差旅","key":"option_0"}"#, #""option_0""#),
        TransformRow("{from: X, ext: emplId}", "2035", #""2035""#),  // mended by hand
        TransformRow("{from: X, ext: emplId, required: false}", "null", ext: "[]", nil),
        TransformRow("{from: X, dictionary: items}", "差旅费", #""CI001""#),
        TransformRow("{from: X, dictionary: items}", " 办公费 ", #""CI003""#),
        TransformRow("{from: X, dictionary: items, unknown: CI999}", "洗车费", #""CI999""#),
        TransformRow(#"{from: X, match: "合同号[:：]\\s*([A-Z]+-[0-9]+)"}"#, "见合同号：HT-0042，附件", #""HT-0042""#),
        TransformRow(#"{from: X, match: "[0-9]{4}"}"#, "共 2026 元", #""2026""#),
        TransformRow("{from: X, item: 2}", #"["2019-02-19","2019-02-25"]"#, #""2019-02-25""#),
        TransformRow("{from: X, item: 3, required: false}", #"["a","b"]"#, nil),
        // 2026-01-15 23:59:59.999 and 2026-01-16 00:00:00.000 in Shanghai
        TransformRow("{from: X, date: milliseconds}", "1768492799999", #""2026-01-15""#),
        TransformRow("{from: X, date: milliseconds}", "1768492800000", #""2026-01-16""#),
        TransformRow("{from: X, date: milliseconds, zone: UTC}", "1768492800000", #""2026-01-15""#),
        TransformRow(
            #"{from: X, date: milliseconds, zone: "-05:00", time: true}"#, "1768492800000", #""2026-01-15 11:00:00""#),
        TransformRow("{from: X, date: milliseconds, time: true}", "1768492799999", #""2026-01-15 23:59:59""#),
        // hired in 1998, born in 1965, the first day that counts, and 1970-03-01
        TransformRow("{from: X, date: milliseconds}", "899222400000", #""1998-07-01""#),
        TransformRow("{from: X, date: milliseconds}", "-141984000000", #""1965-07-03""#),
        TransformRow(
            "{from: X, date: milliseconds, zone: UTC, time: true}", "-2208988800000", #""1900-01-01 00:00:00""#),
        TransformRow("{from: X, date: milliseconds}", "5097600000", #""1970-03-01""#),
        TransformRow("{from: X, date: text}", "2021-08-17", #""2021-08-17""#),
        TransformRow("{from: X, date: text}", "2025-05-27 10:00", #""2025-05-27""#),
        TransformRow("{from: X, date: text, time: true}", "2025-05-27 10:00", #""2025-05-27 10:00:00""#),
        TransformRow("{from: X, date: text}", "2022-08-31T17:52Z", #""2022-09-01""#),
        TransformRow("{from: X, amount: cents}", "29", "0.29"),
        TransformRow("{from: X, amount: cents}", "0", "0"),
        TransformRow("{from: X, amount: cents}", "-150", "-1.5"),
        TransformRow("{from: X, amount: cents}", "100500", "1005"),
        TransformRow("{from: X, amount: cents}", "100500.5", "1005.005"),
        TransformRow("{from: X, amount: cents}", "9007199254740993", "90071992547409.93"),
        TransformRow("{from: X, amount: yuan}", "0.29", "0.29"),
        TransformRow("{from: X, amount: yuan}", "1,005.005", "1005.005"),
        TransformRow("{from: X, amount: yuan, decimals: 2}", "1,005.005", "1005.01"),
        TransformRow("{from: X, amount: yuan, decimals: 2}", "-1.005", "-1.01"),
        TransformRow("{from: X, amount: yuan, decimals: 0}", "2.5", "3"),
    ])
    func turnsWhatTheFormHoldsIntoTheField(row: TransformRow) throws {
        let mapping = try Mapping.make(rule: row.rule, dictionaries: TransformTests.staff)
        #expect(try mapping.field(.make([.make("X", row.value, ext: row.ext)])) == row.expected)
    }

    @Test(arguments: [
        TransformRow(
            "{from: X}", "null",
            "F from X: nothing is filled in; fill it in, or write default: or required: false in the mapping"),
        TransformRow(
            "{from: TextField_REASN}", "a",
            "F from TextField_REASN: the form has no such component; it has 'TextField_REASON'; correct 'from' in the"
                + " mapping, or write required: false if the form may lack it"),
        TransformRow(
            "{from: X, ext: emplId}", "张三、李四", ext: #"[{"emplId":"1"},{"emplId":"2"}]"#,
            "F from X '张三、李四': it holds 2 entries, but the field takes one; choose one in the form, or write list: true"
        ),
        TransformRow(
            "{from: X, ext: emplId}", "张三", ext: #"[{"name":"张三"}]"#,
            "F from X '张三': there is no emplId behind it; choose from the list in the form instead of typing"),
        TransformRow(
            "{from: X, dictionary: items}", "办公",
            "F from X '办公': the dictionary 'items' does not list it; add it to the dictionary 'items' (it has '办公费')"),
        TransformRow(
            #"{from: X, match: "HT-[0-9]+"}"#, "无",
            "F from X '无': it does not match HT-[0-9]+; correct it in the form, or the mapping's 'match'"),
        TransformRow("{from: X, item: 1}", "a", "F from X 'a': it is no list; take 'item' out of the mapping"),
        TransformRow(
            "{from: X, date: milliseconds}", "1768440600",
            "F from X '1768440600': it looks like a time in seconds, not in milliseconds; correct it in the"
                + " form, or the mapping's 'date'"),
        TransformRow(
            "{from: X, date: milliseconds}", "4102444800000",
            "F from X '4102444800000': it is no time in milliseconds between the years 1900 and 2100; correct it in the"
                + " form, or the mapping's 'date'"),
        TransformRow(
            #"{template: "${TextField_REASN} 钉钉审批 ${instance}"}"#, "a",
            "F from TextField_REASN or instance 'TextField_REASN': the form has no such component; it has"
                + " 'TextField_REASON'; correct it in the mapping, or write required: false if the form may lack it"),
        TransformRow(
            "{sum: {table: TableField_DETAL, of: M}}", "a",
            "F from TableField_DETAL 'TableField_DETAL': the form has no such component; correct it in the mapping, or"
                + " write required: false if the form may lack it"),
        TransformRow(
            "{count: {table: TableField_DETAL}}", "a",
            "F from TableField_DETAL 'TableField_DETAL': the form has no such component; correct it in the mapping, or"
                + " write required: false if the form may lack it"),
        TransformRow(
            "{from: X, when: {from: Q, differs: a}}", "a",
            "F from X 'Q': the form has no such component; it has 'X'; correct it in the mapping, or write required: false"
                + " if the form may lack it"),
        TransformRow(
            "{from: X, date: text}", "2026-02-30",
            "F from X '2026-02-30': it is no date; write it as 2026-01-15, or with a time as 2026-01-15 09:30"),
        TransformRow(
            "{from: X, amount: yuan}", "1,00",
            "F from X '1,00': it is no amount; write digits only, such as 1005.50 or 1,005.50"),
        TransformRow(
            "{from: X, amount: yuan}", "壹佰元",
            "F from X '壹佰元': it is no amount; write digits only, such as 1005.50 or 1,005.50"),
    ])
    func saysWhatStandsAgainstIt(row: TransformRow) throws {
        let mapping = try Mapping.make(rule: row.rule, dictionaries: TransformTests.staff)
        let instance = ApprovalInstance.make([.make("X", row.value, ext: row.ext), .make("TextField_REASON", "x")])
        let error = #expect(throws: MappingError.self) { try mapping.field(instance) }
        #expect(error?.description == row.expected)
    }
}
