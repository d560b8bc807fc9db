import Testing

@testable import Integration

/// By number and source a document is found again after a lost reply: they must stand in it.
@Suite struct DocumentMarksTests {
    private static let instance = ApprovalInstance.make([
        .make("T", "yes"), .make("D", #"[{"rowValue":[{"key":"A","value":"1"}]}]"#),
    ])

    private func mistakes(_ head: String) -> [String] {
        do {
            _ = try Mapping.load(yaml: "process: P\nform: F\nsource: S\nhead:\n  \(head)\n", file: "m.yaml")
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test(arguments: [
        "FBillNo: {from: [T, number], when: {from: T, equals: no}}",
        "FBillNo: {from: number, when: {from: T, equals: no}}",
        "FBillNo: {from: [T, number]}", #"FBillNo: {from: number, match: "([0-9]+)"}"#,
        "FBillNo: {from: number, dictionary: d}\ndictionaries: {d: {a: b}}",
        "FBillNo: {from: number, split: a, item: 1}",
        "FBillNo: {from: number, reference: FNumber}",
        "FBillNo: {choose: [{when: {from: T, equals: yes}, then: {from: number}}, {else: a}]}",
        "FBillNo: {choose: [{when: {from: T, equals: yes}, then: {from: number}}], default: a}",
    ])
    func refusesWhatCanTakeTheNumberAway(head: String) {
        let found = mistakes(head)
        #expect(found.count == 1 && found.first?.contains("head.FBillNo may lack the number") == true, "\(found)")
        let source = mistakes(head.replacing("FBillNo", with: "S").replacing("number", with: "instance"))
        #expect(source.count == 1 && source.first?.contains("head.S may lack the instance") == true, "\(source)")
    }

    @Test(arguments: [
        "FBillNo: {from: number}", #"FBillNo: {template: "${number}"}"#, "FBillNo: {from: [number, T]}",
        #"S: {template: "${T} 钉钉 ${instance}"}"#, "S: {from: instance, script: {lua: \"return value\"}}",
        #"S: {choose: [{when: {from: T, equals: a}, then: {from: instance}}, {else: {template: "${instance}"}}]}"#,
    ])
    func takesWhatCarriesThem(head: String) throws {
        #expect(mistakes(head) == [])
        let mapping = try Mapping.load(yaml: "process: P\nform: F\nsource: S\nhead:\n  \(head)\n", file: "m.yaml")
        let model = try JSONValue(parsing: mapping.map(Self.instance, number: "DT1").model)
        #expect(model["FBillNo"]?.text == "DT1" && model["S"]?.text?.contains(Self.instance.id) == true)
    }

    @Test func refusesAScriptThatTakesTheSourceAway() throws {
        let mapping = try Mapping.load(
            yaml:
                "process: P\nform: F\nsource: S\nhead:\n  S: {from: instance, script: {lua: \"return value:sub(1, 9)\"}}\n",
            file: "m.yaml")
        let error = #expect(throws: MappingError.self) { try mapping.map(Self.instance, number: "DT1") }
        #expect(
            error?.description
                == "S from instance 'kNpmUavZQ': the finished document does not carry \(Self.instance.id) there, by which it"
                + " is found again; write S: {from: instance} or ${instance} in a template, and let scripts leave it as it is"
        )
    }

    @Test func refusesAScriptThatTakesTheNumberAway() throws {
        let mapping = try Mapping.load(
            yaml:
                "process: P\nform: F\nsource: S\nhead:\n  FBillNo: {from: number, script: {lua: \"return value:sub(1, 2)\"}}\n",
            file: "m.yaml")
        let error = #expect(throws: MappingError.self) { try mapping.map(Self.instance, number: "DT1") }
        #expect(error?.problems.map(\.field) == ["FBillNo"])
        #expect(error?.description.contains("does not carry DT1 there") == true)
    }

    private static let rows = """
        process: P
        form: GL_VOUCHER
        number: {allotted: NO}
        source: {field: E, in: FEntity}
        head: {D: {constant: a}}
        rows:
          FEntity:
            - {from: D, WHEN fields: {E: {template: "x ${instance}"}, A: {from: A}}}
            - {once: true, fields: {E: {constant: total}}}

        """

    @Test(arguments: [
        ("WHEN", "", true), ("WHEN", "when: {from: A, above: 5},", false),
        ("WHEN", #"script: {lua: "value.E = 'gone' return value"},"#, false),
        ("WHEN", #"script: {lua: "value.A = 2 return value"},"#, true),
    ])
    func looksForTheSourceAmongTheRows(place: String, text: String, isThere: Bool) throws {
        let yaml = Self.rows.replacing(place, with: text)
        let mapping = try Mapping.load(yaml: yaml, file: "m.yaml")
        guard !isThere else {
            #expect(throws: Never.self) { try mapping.map(Self.instance, number: "DT1") }
            return
        }
        let error = #expect(throws: MappingError.self) { try mapping.map(Self.instance, number: "DT1") }
        #expect(error?.problems.map(\.field) == ["FEntity.E"])
    }

    @Test func refusesAScriptOverTheDocumentThatTakesItFromTheRows() throws {
        let script = #"script: {lua: "for _, row in ipairs(value.FEntity) do row.E = '付款' end return value"}"#
        let yaml = Self.rows.replacing("WHEN", with: "") + script + "\n"
        let error = #expect(throws: MappingError.self) {
            try Mapping.load(yaml: yaml, file: "m.yaml").map(Self.instance, number: "DT1")
        }
        #expect(error?.problems.map(\.field) == ["FEntity.E"])
    }

    @Test func refusesRowsThatMayLackIt() throws {
        let yaml = Self.rows.replacing("WHEN", with: "").replacing(
            #"E: {template: "x ${instance}"}"#, with: "E: {from: [A, instance]}")
        let error = #expect(throws: MappingFileError.self) { try Mapping.load(yaml: yaml, file: "m.yaml") }
        #expect(error?.description.contains("no row of FEntity surely carries the instance in E") == true)
    }
}
