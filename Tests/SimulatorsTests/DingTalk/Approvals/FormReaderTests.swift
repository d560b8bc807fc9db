import Seams
import Testing

@testable import Simulators

/// What goes in and what comes out of each component (reference, section 3.9; the reading forms were observed in a real
/// answer of May 2022).
@Suite
struct FormReaderTests {
    private func reader(_ components: [FormComponent]) -> FormReader {
        FormReader(
            template: ProcessTemplate(code: "PROC-1", name: "报销", components: components),
            contacts: ContactBook(DingTalkBench.company), approvals: ApprovalStore(),
            randomness: SeededRandomness(seed: Seed(1)))
    }

    private func read(_ type: String, _ value: String, options: [String] = []) throws -> FormReading {
        let component = FormComponent(id: "\(type)_1", label: "标签", type: type, options: options)
        return try #require(try reader([component]).read([SubmittedValue(id: "\(type)_1", value: value)]).first)
    }

    @Test(arguments: [
        ("TextField", "客户拜访", "客户拜访", nil), ("TextareaField", "第一行\n第二行", "第一行\n第二行", nil),
        ("NumberField", "100", "100", nil), ("MoneyField", "1234.56", "1234.56", nil),
        ("MoneyField", "0.29", "0.29", nil), ("CalculateField", "1000.50", "1,000.50", nil),
        ("CalculateField", "1,005.005", "1,005.005", nil), ("CalculateField", "-1234567.8", "-1,234,567.8", nil),
        ("CalculateField", "999", "999", nil),
        ("DDSelectField", "差旅", "差旅", #"{"label":"差旅","key":"option_1"}"#),
        ("DDSelectField", "没有的", "没有的", #"{"label":"没有的","key":"option_2"}"#),
        ("DDMultiSelectField", #"["无"]"#, #"["无"]"#, #"[{"label":"无","key":"option_0"}]"#),
        ("DDDateField", "2021-08-17", "2021-08-17", nil),
        ("DDDateRangeField", #"["2019-02-19","2019-02-25"]"#, #"["2019-02-19","2019-02-25"]"#, nil),
        (
            "DDAttachment",
            #"[{"spaceId":"123","fileName":"发票.pdf","fileSize":"333","fileType":"pdf","fileId":"456"}]"#,
            #"[{"spaceId":"123","fileName":"发票.pdf","fileSize":333,"fileType":"pdf","fileId":"456"}]"#, nil
        ),
        (
            "InnerContactField", #"["203512345678901234"]"#, "乔巧梅",
            #"[{"emplId":"203512345678901234","name":"乔巧梅","avatar":"","selectDeptName":"","selectDeptId":""}]"#
        ),
        (
            "DepartmentField", "582976341", "华东大区-项目组",
            #"{"deptName":"华东大区-项目组","itemId":"582976341","name":"华东大区-项目组"}"#
        ),
        ("PhoneField", "15700000000", "15700000000", nil), ("StarRatingField", "5", "5", nil),
        ("AddressField", "北京,北京市,东城区", "北京,北京市,东城区", nil),
        ("DDDateField", "2025-05-27 10:00", "2025-05-27 10:00", nil),
        ("DDPhotoField", #"["https://a/1.png"]"#, #"["https://a/1.png"]"#, nil),
        (
            "TimeAndLocationField", #"["2025-01-03 14:27:20",120.02,30.28,"address",100]"#,
            #"["2025-01-03 14:27:20",120.02,30.28,"address",100]"#, nil
        ),
        ("DDHolidayField", #"["2026-02-01","2026-02-02",1,"day"]"#, #"["2026-02-01","2026-02-02",1,"day"]"#, nil),
    ])
    func readsBack(type: String, submitted: String, value: String, extended: String?) throws {
        let reading = try read(type, submitted, options: ["无", "差旅"])
        #expect(reading.value == value)
        #expect(reading.extended == extended)
    }

    @Test
    func readsSeveralPeopleAndDepartmentsAsNames() throws {
        let people = try read("InnerContactField", "[\"\(DingTalkBench.zhang)\",\"\(DingTalkBench.qiao)\"]")
        #expect(people.value == "张三,乔巧梅")
        let departments = try read("DepartmentField", "-1,582976341")
        #expect(departments.value == "示例科技有限公司,华东大区-项目组")
        #expect(try JSON(parsing: departments.extended ?? "").array?.count == 2)
    }

    @Test
    func readsAnUnfilledComponentAsTheTextNull() throws {
        let readings = try reader([
            FormComponent(id: "A", label: "a", type: "TextField"),
            FormComponent(id: "B", label: "b", type: "DDSelectField"),
        ]).read([SubmittedValue(id: "B", value: "")])
        #expect(readings.map(\.value) == ["null", "null"])
        #expect(readings.map(\.extended) == [nil, nil])
    }

    private static let table = FormComponent(
        id: "TableField_X", label: "明细", type: "TableField",
        children: [
            FormComponent(id: "DDSelectField_T", label: "任务类型", type: "DDSelectField", options: ["实施"]),
            FormComponent(id: "MoneyField_M", label: "金额（元）", type: "MoneyField"),
            FormComponent(id: "TextField_N", label: "说明", type: "TextField", required: false),
        ])

    @Test
    func readsAnUnfilledTableAsItsSchema() throws {
        for values in [[], [SubmittedValue(id: "TableField_X", value: "[]")]] {
            let reading = try #require(try reader([Self.table]).read(values).first)
            let columns = try #require(try JSON(parsing: reading.value).array)
            #expect(columns.count == 3)
            #expect(
                columns[0].text == """
                    {"componentName":"DDSelectField","componentType":"DDSelectField",\
                    "props":{"id":"DDSelectField_T","label":"任务类型","required":true}}
                    """)
            #expect(columns.allSatisfy { $0["rowValue"] == nil })
            #expect(reading.extended == nil)
        }
    }

    @Test
    func readsATableAsRowsWhoseExtendValueIsAnObject() throws {
        let value = #"[[{"name":"任务类型","value":"实施"},{"name":"金额（元）","value":"1005.005"}]]"#
        let reading = try #require(
            try reader([Self.table]).read([SubmittedValue(id: "TableField_X", value: value)]).first)
        let row = try #require(try JSON(parsing: reading.value).array?.first)
        #expect(row["rowNumber"]?.string?.hasPrefix("TableField_X_") == true)
        #expect(row["rowNumber"]?.string?.count == "TableField_X_217YI4EVSTI80".count)
        #expect(
            row["rowValue"]?.text == """
                [{"componentType":"DDSelectField","label":"任务类型","key":"DDSelectField_T","value":"实施",\
                "extendValue":{"label":"实施","key":"option_0"}},\
                {"componentType":"MoneyField","label":"金额（元）","key":"MoneyField_M","value":"1005.005"},\
                {"componentType":"TextField","label":"说明","key":"TextField_N","value":"null"}]
                """)
        #expect(reading.extended == #"{"statValue":[],"componentName":"TableField"}"#)
    }

    @Test(arguments: [
        (["1005.005", "0.29"], "1,005.295"), (["0.1", "0.2"], "0.30"), (["1000"], "1,000.00"),
        (["1000000.5"], "1,000,000.50"),
    ])
    func computesATotalThatNobodyFilledIn(amounts: [String], total: String) throws {
        let rows = amounts.map { "[{\"name\":\"金额（元）\",\"value\":\"\($0)\"}]" }.joined(separator: ",")
        let sum = FormComponent(id: "CalculateField_1", label: "合计", type: "CalculateField")
        let readings = try reader([Self.table, sum]).read([SubmittedValue(id: "明细", value: "[\(rows)]")])
        #expect(readings[1].value == total)
    }

    @Test
    func findsADateRangeByItsLabelThatIsJSON() throws {
        let range = FormComponent(id: "R", label: #"["开始时间","结束时间"]"#, type: "DDDateRangeField")
        let readings = try reader([range]).read([
            SubmittedValue(id: #"["开始时间", "结束时间"]"#, value: #"["2019-02-19","2019-02-25"]"#)
        ])
        #expect(readings[0].value == #"["2019-02-19","2019-02-25"]"#)
    }

    @Test
    func fillsComponentsOfOneLabelInTurn() throws {
        let readings = try reader([
            FormComponent(id: "A", label: "金额", type: "TextField"),
            FormComponent(id: "B", label: "金额", type: "TextField"),
        ]).read([SubmittedValue(id: "金额", value: "1"), SubmittedValue(id: "金额", value: "2")])
        #expect(readings.map(\.value) == ["1", "2"])
    }

    @Test
    func keepsTheExtValueThatWasHandedIn() throws {
        let component = FormComponent(id: "S", label: "s", type: "DDSelectField")
        let readings = try reader([component]).read([SubmittedValue(id: "S", value: "a", extValue: #"{"key":"k"}"#)])
        #expect(readings[0].extended == #"{"key":"k"}"#)
    }

    @Test(arguments: [
        ("MoneyField", "1,5"), ("NumberField", "abc"), ("NumberField", "--1"), ("NumberField", "1."),
        ("InnerContactField", "zhang"), ("InnerContactField", #"["nobody"]"#), ("DepartmentField", "99"),
        ("DDAttachment", "file"), ("TableField", #"{"a":1}"#), ("TableField", #"[["x"]]"#), ("RelateField", #"["PI"]"#),
        ("DDDateRangeField", "2019-02-19"), ("DDDateField", "2019-13-01"), ("DDDateField", "tomorrow"),
        ("DDDateRangeField", #"["2019-02-19"]"#), ("StarRatingField", "many"), ("TextNote", "x"),
        ("TimeAndLocationField", #"["2025-01-03 14:27:20"]"#), ("DDAttachment", #"[{"fileName":"x"}]"#),
        ("DDPhotoField", #"["1","2","3","4","5","6","7","8","9","10"]"#),
        ("TextField", String(repeating: "长", count: 65_536)),
    ])
    func refusesWhatDoesNotFit(type: String, value: String) {
        #expect(throws: FormMistake.self) { try read(type, value) }
    }

    @Test
    func showsDatesInTheTemplatesFormat() throws {
        let day = FormComponent(id: "D", label: "d", type: "DDDateField", format: "yyyy-MM-dd")
        let minute = FormComponent(id: "M", label: "m", type: "DDDateField", format: "yyyy-MM-dd HH:mm")
        let readings = try reader([day, minute]).read([
            SubmittedValue(id: "D", value: "2026-05-27 10:00"), SubmittedValue(id: "M", value: "2026-05-27"),
        ])
        #expect(readings.map(\.value) == ["2026-05-27", "2026-05-27 00:00"])
    }

    @Test
    func takesATableFromDetails() throws {
        let body = try JSON(
            parsing: #"[{"name":"明细","details":[{"details":[{"name":"任务类型","value":"实施"}]}]}]"#)
        let values = try #require(SubmittedForm.values(body, extended: "extValue"))
        let reading = try #require(try reader([Self.table]).read(values).first)
        #expect(try JSON(parsing: reading.value).array?.first?["rowValue"]?.array?.first?["value"] == "实施")
        #expect(SubmittedForm.values([["name": "a"]], extended: "extValue") == nil)
    }

    @Test
    func namesTheNearestComponent() {
        #expect(throws: FormMistake.unknownComponent("TextField_l", near: "TextField_1")) {
            try reader([FormComponent(id: "TextField_1", label: "事由", type: "TextField")])
                .read([SubmittedValue(id: "TextField_l", value: "x")])
        }
        let mistake = FormMistake.unknownComponent("TextField_l", near: "TextField_1")
        #expect("\(mistake)" == "the form has no component 'TextField_l'; did you mean 'TextField_1'?")
    }
}
