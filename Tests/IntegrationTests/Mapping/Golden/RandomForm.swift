import Seams

@testable import Integration

/// Invents approval instances and records: mostly sound, often broken in one place, the same for the same seed.
struct RandomForm {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let texts = [
        "客户拜访", "a", "", "null", "一月上海客户现场支持", "say \"hi\"", "back\\slash", "line\nfeed\ttab\r\u{1}", "cafe\u{301}",
        "caf\u{e9}", "  差旅费 ", "差旅费", "办公费", "洗车费", "\u{3000}差旅费\u{3000}", "😀 emoji", "HT-0042", "见合同号：HT-0042",
        "true", "False", "a,b,,c", "a, 差旅费 ,b", "{\"a\":1}", "[\"a\",\"b\"]", "[1,2.50,true,null]", "[]", "[broken",
        "六角螺丝 M6", "轴承 6204", "000", "E0001", "K", "\u{212A}", "服务", "物料",
    ]
    private static let numbers = [
        "0", "-0", "-0.00", "29", "1005.50", "1,005.50", "1,00", "12,345,678.9", "-1,234", ",5", "1.", ".5", "1.2.3",
        "0.005",
        "-0.005", "2.675", "100500.5", "999999999999999999", "9999999999999999999", "123456789012345678901234567890",
        "0.1234567890123456789012345678", "1e5", "+1", " 1", "007", "00.10", "1000", "999.995", "-999.995", "0.50",
        "1000000000000000000.01", "１２", "--1", "-", "5000", "1,000,000",
    ]
    private static let dates = [
        "2026-01-15", "2026-1-5", "2025-05-27 10:00", "2022-08-31T17:52Z", "2022-08-31T17:52:59Z", "2024-02-29",
        "2023-02-29",
        "2026-13-01", "0000-01-01", "9999-12-31 23:59", "2026-01-15 24:00", "2026-01-15 9:30", "2026-01-15 09:3",
        "26-01-15",
        "2026-01-15Z", "1768492799999", "1768492800000", "946684799999", "946684800000", "4102444799999",
        "4102444800000",
        "2026/01/15", "2026-01-15 ", "-1", "2026-01-15T09:30:61", "２０２６-01-15",
    ]
    private static let extensions: [String?] = [
        nil, "", "[]", #"[{"emplId":"015226410000001","name":"张三"}]"#, #"[{"emplId":"x"}]"#, #"[{"emplId":15226}]"#,
        #"{"itemId":"580000001","name":"研发部"}"#, #"[{"id":580000001}]"#, #"[{"ITEMID":"580000001"}]"#, "no json",
        #"[{"emplId":"015226410000001"},{"emplId":"2"}]"#, #"[{"name":"张三"}]"#, #"[{"itemId":""}]"#, #"["a"]"#, "null",
        "7",
        #"[{"itemId":"58000\u0030001"}]"#, #"[{"emplId":"015226410000001","itemId":"580000001","id":"580000001"}]"#,
    ]

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    mutating func chance(_ oneIn: UInt64) -> Bool { random.next() % oneIn == 0 }

    /// Any value, also one that no rule can take.
    mutating func wild() -> String {
        switch random.next() % 4 {
        case 0: pick(RandomForm.texts)
        case 1: pick(RandomForm.numbers)
        case 2: pick(RandomForm.dates)
        default: "\(Int(random.next() % 2_000_000)).\(random.next() % 1000)"
        }
    }

    mutating func ext() -> String? { pick(RandomForm.extensions) }

    /// `sound`, or one time in twelve anything.
    private mutating func mostly(_ sound: String) -> String { chance(12) ? wild() : sound }

    private mutating func amount() -> String {
        chance(3)
            ? "\(1 + random.next() % 9),\(100 + random.next() % 900).\(random.next() % 100)"
            : "\(random.next() % 90_000).29"
    }

    /// A cell as DingTalk writes it, or the other ways seen.
    private mutating func cell(_ key: String, _ value: String) -> String {
        let quoted = JSONValue.quoted(value)
        switch random.next() % 8 {
        case 0: return #"{"label":"\#(key)","value":\#(quoted)}"#
        case 1:
            return
                #"{"Key":"\#(key)","VALUE":\#(quoted),"extendValue":{"emplId":"015226410000001","itemId":"580000001"}}"#
        case 2:
            return #"{"componentType":"X","label":"标签","key":"\#(key)","value":\#(quoted),"#
                + #""extendValue":"[{\"itemId\":\"580000001\",\"emplId\":\"2\"}]"}"#
        case 3 where chance(3): return #"{"key":"\#(key)","value":12.50}"#
        case 4 where chance(3): return #"{"key":"\#(key)","value":[1,"a"],"extendValue":"no json"}"#
        case 5 where chance(3): return #"{"key":"\#(key)"}"#
        default: return #"{"componentType":"X","label":"标签","key":"\#(key)","value":\#(quoted)}"#
        }
    }

    /// A table's value with cells for `columns`.
    mutating func table(_ columns: [(key: String, value: String)]) -> String {
        if chance(25) {
            return pick([
                "", "null", "x", "{}", "[]", "[1]", #"[{"rowValue":{}}]"#, #"[{"label":"X","key":"Y"}]"#, "[{",
            ])
        }
        let rows = (0..<(1 + random.next() % 4)).map { row in
            let cells = columns.compactMap { column in chance(15) ? nil : cell(column.key, mostly(column.value)) }
            return #"{"rowNumber":"R\#(row)","rowValue":[\#(cells.joined(separator: ","))]}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }

    /// An instance of the shipped forms.
    mutating func instance() -> ApprovalInstance {
        let item = pick(["差旅费", "业务招待费", "办公费", "交通费", "通讯费"])
        let amount = amount()
        let rows = table([
            ("DDSelectField_ITEM", item), ("MoneyField_AMOUNT", amount), ("DDDateField_DATE", "2026-01-15"),
            ("TextField_NOTE", pick(["上海出差", "null", "a \"b\""])),
        ])
        let materials = table([
            ("DDSelectField_MATERIAL", "六角螺丝 M6"), ("TextField_MATERIAL", "轴承 6204"), ("NumberField_QUANTITY", amount),
            ("DDDateField_NEEDED", pick(["2026-01-31", "2026-1-31 10:00"])), ("TextField_SPEC", "M6×20"),
            ("TextField_NOTE", "急用"),
        ])
        let people = #"[{"emplId":"015226410000001","name":"张三","avatar":""}]"#
        let department = #"[{"id":"580000001","itemId":"580000001","name":"研发部","number":12}]"#
        let sound: [(id: String, value: String, ext: String?)] = [
            ("TextField_REASON", "一月上海客户现场支持差旅报销", nil), ("InnerContactField_PAYEE", "张三", people),
            ("DepartmentField_COST", "研发部", department), ("DepartmentField_USE", "研发部", department),
            ("NumberField_TOTALFEN", "120050", nil), ("NumberField_OCCURRED", "1768440600000", nil),
            ("DDSelectField_KIND", pick(["物料", "服务"]), nil), ("DDDateField_DATE", "2026-01-15", nil),
            ("DDDateField_APPLIED", "2026-01-15 09:30", nil), ("TextField_PURPOSE", "补货", nil),
            ("TableField_DETAIL", rows, nil), ("TableField_MATERIALS", materials, nil),
            ("TableField_ITEMS", materials, nil),
        ]
        var values: [FormValue] = []
        for component in sound where !chance(40) {
            let isTable = component.id.hasPrefix("Table")
            values.append(
                .make(
                    component.id, chance(30) && !isTable ? wild() : component.value,
                    ext: chance(20) ? ext() : component.ext))
        }
        return instance(values)
    }

    /// An instance with the components `X`, `Y`, `Z` and the table `T`.
    mutating func smallInstance() -> ApprovalInstance {
        var values = [FormValue.make("X", wild(), ext: chance(3) ? ext() : nil)]
        if !chance(5) { values.append(.make("Y", wild(), ext: ext())) }
        if !chance(5) { values.append(.make("Z", wild())) }
        if chance(9) { values.append(.make("X", wild(), ext: ext())) }
        let cells = [("A", wild()), ("B", amount()), ("C", pick(RandomForm.dates)), ("X", wild())]
        values.append(
            FormValue(id: "T", name: "明细", componentType: "TableField", value: table(cells), extValue: nil))
        return instance(values)
    }

    private mutating func instance(_ values: [FormValue]) -> ApprovalInstance {
        ApprovalInstance(
            id: "kNpm\(random.next() % 1_000_000)", title: pick(RandomForm.texts),
            businessID: "2026\(random.next() % 1_000_000)",
            status: "COMPLETED", result: "agree", originatorUserID: mostly("015226410000001"),
            originatorDepartmentID: mostly("580000001"), values: values)
    }

    /// A record for the mappings that take no approvals: users, departments, stock.
    mutating func record() -> String {
        func text(_ value: String) -> String { JSONValue.quoted(value) }
        let wild = [wild(), wild(), wild()]
        var members = [
            #""userid":"zhangsan""#, #""name":\#(text(pick(RandomForm.texts)))"#, #""mobile":"18500000000""#,
            #""job_number":\#(text(chance(3) ? "" : "E0004"))"#, #""title":\#(text(wild[0]))"#, #""org_email":"""#,
            #""email":\#(text(wild[1]))"#, #""hired_date":\#(chance(4) ? text(wild[2]) : "1597573616828")"#,
            #""active":\#(pick(["true", "true", "false", "\"true\"", "null"]))"#,
            #""dept_position_list":[{"dept_id":2,"is_main":true},{"dept_id":\#(pick(["3", "2", "9"])),"is_main":"false"}]"#,
            #""dept_id":580000007"#, #""parent_id":\#(pick(["1", "580000001", "\"1.0\"", "7"]))"#,
            #""code":\#(text(chance(2) ? "" : "D7"))"#,
            #""material":\#(chance(3) ? text(#"{"name":"六角螺丝 M6"}"#) : #"{"number":"M1","NAME":"六角螺丝"}"#)"#,
            #""quantity":\#(text(pick(RandomForm.numbers)))"#, #""safety":\#(text(pick(RandomForm.numbers)))"#,
            #""unit":"个""#, #""keepers":\#(pick([#"["仓管员","采购员"]"#, #"["谁"]"#, "[]", "7", "null"]))"#,
            #""union_emp_ext":{"corp_id":\#(pick(["\"\"", "\"ding1\"", "null"]))}"#,
        ]
        if chance(4) { members.remove(at: Int(random.next() % UInt64(members.count))) }
        return "{\(members.joined(separator: ","))}"
    }
}
