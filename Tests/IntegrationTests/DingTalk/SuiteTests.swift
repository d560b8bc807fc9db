import Seams
import Testing

@testable import Integration

/// Forms that are suites (套件): one component, whose value is a tree of those that people filled in.
@Suite struct SuiteTests {
    private static let parts = #"""
        [{"componentName":"MoneyField","componentType":"MoneyField","props":{"id":"MoneyField-K1","label":"金额",
        "bizAlias":"amount"},"value":"12.50"},
        {"componentType":"DDSelectField","props":{"id":"DDSelectField-K2","label":"类型"},"value":"差旅",
        "extValue":"{\"key\":\"option_0\"}"},
        {"componentName":"TextField","props":{"id":"TextField-K3"},"value":null,"extValue":""},
        {"componentType":"TableField","props":{"id":"TableField-K4","label":"明细","bizAlias":"rows"},"value":
        [{"rowValue":[{"key":"MoneyField-K5","componentType":"MoneyField","value":"3.00"},
        {"key":"DDAttachment-K6","componentType":"DDAttachment","value":
        "[{\"fileId\":\"f2\",\"fileName\":\"b.pdf\",\"fileSize\":2,\"fileType\":\"pdf\"}]"}]}]},
        {"componentType":"DDAttachment","props":{"id":"DDAttachment-K7","bizAlias":"papers"},"value":
        "[{\"fileId\":\"f1\",\"fileName\":\"a.pdf\",\"fileSize\":1,\"fileType\":\"pdf\"}]"},
        {"componentType":"DDBizSuite","props":{"id":"DDBizSuite-K8"},"value":
        "[{\"componentType\":\"TextField\",\"props\":{\"id\":\"TextField-K9\"},\"value\":\"deep\"}]"}]
        """#.replacing("\n", with: "")

    private func read(_ value: String, type: String = "DDBizSuite") throws -> ApprovalInstance {
        let component = JSONValue.members([
            "id": "DDBizSuite-K0", "name": "报销", "componentType": .string(type), "value": .string(value),
        ])
        let own = JSONValue.members([
            "id": "TextField_OWN", "componentType": "TextField", "value": "own", "bizAlias": "reason",
        ])
        let components = JSONValue.array([own, component])
        let result = JSONValue.members(["status": "COMPLETED", "formComponentValues": components])
        return try #require(ApprovalInstance(id: "I", reading: result))
    }

    @Test func readsThePartsAsComponents() throws {
        let instance = try read(SuiteTests.parts)
        #expect(
            instance.values.map(\.id) == [
                "TextField_OWN", "MoneyField-K1", "DDSelectField-K2", "TextField-K3", "TableField-K4",
                "DDAttachment-K7", "TextField-K9",
            ])
        #expect(instance.values.map(\.alias) == ["reason", "amount", nil, nil, "rows", "papers", nil])
        #expect(instance.values[2].extValue == #"{"key":"option_0"}"#)
        #expect(instance.values[3].componentType == "TextField")
        #expect(instance.values[3].value == "null" && instance.values[3].extValue == nil)
        #expect(instance.values[6].value == "deep")
    }

    /// A leave that reads as a list, a suite that nobody filled in, and whatever else is no tree.
    @Test(arguments: [
        #"["2026-01-15","2026-01-16",1,"day"]"#, "null", "", "[]", "{}", "[", #"[{"value":"1"}]"#, #"[{"props":{}}]"#,
    ])
    func leavesAloneWhatIsNoTree(value: String) throws {
        let instance = try read(value, type: "DDHolidayField")
        #expect(instance.values.map(\.id) == ["TextField_OWN", "DDBizSuite-K0"])
        #expect(instance.values[1].value == value)
    }

    @Test func endsWhereATreeHasNoEnd() throws {
        var value = "[]"
        for _ in 0..<8 {
            let part = JSONValue.members([
                "componentType": "DDBizSuite", "props": .members(["id": "S"]), "value": .string(value),
            ])
            value = JSONValue.array([part]).jsonText
        }
        #expect(try read(value).values.map(\.id) == ["TextField_OWN", "S"])
    }

    @Test func mapsPartsByIdAndByAlias() throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head:
                  A: {from: amount}
                  B: {from: MoneyField-K1}
                  C: {from: DDSelectField-K2, ext: key}
                  D: {from: reason}
                rows:
                  E: {from: rows, fields: {F: {from: MoneyField-K5}}}
                """, file: "m.yaml")
        let document = try mapping.map(try read(SuiteTests.parts), number: "N")
        let model = try JSONValue(parsing: document.model)
        #expect(["A", "B", "C", "D"].map { model[$0]?.text } == ["12.50", "12.50", "option_0", "own"])
        #expect(model["E"]?.elements?.first?["F"]?.text == "3.00")
    }

    @Test func keepsThemInTheStore() throws {
        let instance = try read(SuiteTests.parts)
        #expect(try ApprovalInstance(stored: instance.storedText()) == instance)
    }

    @Test func mendsPartsByIdAndByAlias() throws {
        let mended = try read(SuiteTests.parts).mended(["amount": "9.00", "rows.MoneyField-K5": "1.00"])
        #expect(mended.values[1].value == "9.00")
        #expect(mended.values[4].value.contains(#""value":"1.00""#))
    }

    @Test func carriesTheirFiles() throws {
        var rule = AttachmentRule()
        #expect(try read(SuiteTests.parts).files(by: rule).map(\.source) == ["f2", "f1"])
        rule.components = ["papers"]
        #expect(try read(SuiteTests.parts).files(by: rule).map(\.source) == ["f1"])
    }

    @Test func readsThemWhenPasted() throws {
        let text = JSONValue.members([
            "form_component_values": .array([
                .members(["component_type": "DDBizSuite", "name": "报销", "value": .string(SuiteTests.parts)])
            ])
        ]).jsonText
        #expect(try ApprovalInstance(pasted: text).values.count == 6)
    }
}
