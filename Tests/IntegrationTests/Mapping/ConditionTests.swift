import Testing

@testable import Integration

@Suite struct ConditionTests {
    private static let table =
        #"[{"rowValue":[{"key":"A","value":"0.1"},{"key":"K","value":"差旅费"},{"key":"N","value":"高铁"}]},{"rowValue":[{"key":"A","value":"1,000.2"},{"key":"K","value":"办公费"},{"key":"N","value":"null"}]},{"rowValue":[{"key":"A","value":"null"},{"key":"K","value":"差旅费"},{"key":"N","value":"飞机"}]}]"#

    private func instance(_ value: String = "差旅费", ext: String? = nil) -> ApprovalInstance {
        .make([
            .make("X", value, ext: ext), .make("M", "10,000.00"), .make("Z", "null"), .make("T", ConditionTests.table),
        ])
    }

    @Test(arguments: [
        ("{from: X, equals: 差旅费}", true), ("{from: X, equals: 差旅}", false), ("{from: X, differs: 差旅}", true),
        ("{from: X, one-of: [交通费, 差旅费]}", true), ("{from: X, one-of: [交通费]}", false),
        (#"{from: X, matches: "^差"}"#, true), (#"{from: X, matches: "^旅"}"#, false),
        ("{from: M, equals: 10000}", true), (#"{from: M, equals: "10000"}"#, false),
        ("{from: M, at-least: 10000}", true), ("{from: M, above: 10000}", false), ("{from: M, below: 10000.01}", true),
        ("{from: M, at-most: 9999.99}", false), ("{from: M, at-least: 1, below: 10001}", true),
        ("{from: Z, filled: false}", true), ("{from: X, filled: true}", true), ("{from: NOBODY, filled: true}", false),
        ("{all: [{from: NOBODY, filled: true}, {from: NOBODY, equals: a}]}", false), ("{from: Z, equals: a}", false),
        ("{from: Z, differs: a}", true), ("{from: Z, above: 1}", false),
        ("{all: [{from: X, filled: true}, {from: M, above: 1}]}", true),
        ("{all: [{from: X, filled: true}, {from: M, above: 99999}]}", false),
        ("{any: [{from: Z, filled: true}, {from: M, above: 1}]}", true), ("{not: {from: Z, filled: true}}", true),
        ("{sum: {table: T, of: A}, equals: 1000.3}", true), ("{count: {table: T}, equals: 3}", true),
        (#"{from: X, dictionary: d, equals: "CI001"}"#, true),
    ])
    func decides(condition: String, expected: Bool) throws {
        let mapping = try Mapping.make(
            rule: "{choose: [{when: \(condition), then: yes}, {else: {constant: no}}]}",
            dictionaries: "dictionaries: {d: {差旅费: CI001}}")
        #expect(try mapping.field(instance()) == (expected ? #""yes""# : #""no""#))
        let optional = try Mapping.make(
            rule: "{constant: a, when: \(condition)}", dictionaries: "dictionaries: {d: {差旅费: CI001}}")
        #expect(try optional.field(instance()) == (expected ? #""a""# : nil))
    }

    /// A misspelt name would otherwise take a branch without a word.
    @Test(arguments: [
        "{constant: a, when: {from: XX, equals: a}}", "{constant: a, when: {not: {from: XX, equals: a}}}",
        "{choose: [{when: {from: XX, differs: a}, then: b}, {else: c}]}", "{sum: {table: T, of: XX}}",
        "{collect: {table: T, of: XX}, default: none}", "{count: {table: T, when: {from: XX, equals: a}}}",
        "{sum: {table: XX, of: A}}", #"{template: "${XX}/${X}"}"#, #"{choose: [{else: {template: "${XX}"}}]}"#,
    ])
    func refusesWhatTheFormLacks(rule: String) throws {
        let error = #expect(throws: MappingError.self) { try Mapping.make(rule: rule).field(instance()) }
        let problem = try #require(error?.problems.first)
        #expect(problem.value == "XX" && problem.reason.hasPrefix("the form has no such component"), "\(problem)")
        let optional = rule.dropLast() + ", required: false}"
        #expect(throws: Never.self) { try Mapping.make(rule: String(optional)).field(instance()) }
    }

    @Test func letsOtherRecordsLackMembers() throws {
        let mapping = try Mapping.load(
            yaml: """
                record: user
                form: T
                only-when: {not: {from: left, equals: true}}
                head: {F: {template: "${name}${title}"}}
                """, file: "m.yaml")
        #expect(try mapping.map(record: #"{"name":"张三"}"#).model == #"{"F":"张三"}"#)
    }

    @Test(arguments: [
        TransformRow("{sum: {table: T, of: A}}", "", "1000.3"),
        TransformRow("{sum: {table: T, of: {from: A, amount: cents}}, amount: yuan, decimals: 2}", "", "10"),
        TransformRow("{sum: {table: T, of: A, when: {from: K, equals: 差旅费}}}", "", "0.1"),
        TransformRow("{sum: {table: U, of: A}, required: false}", "", "0"),
        TransformRow("{count: {table: T, when: {from: K, equals: 差旅费}}}", "", "2"),
        TransformRow("{collect: {table: T, of: N}, join: 、}", "", #""高铁、飞机""#),
        TransformRow("{collect: {table: T, of: {from: K, dictionary: d}}, item: last}", "", #""CI001""#),
        TransformRow("{collect: {table: T, of: K}, item: 2}", "", #""办公费""#),
        TransformRow(#"{from: X, split: "，", join: "/"}"#, "a ，，b", #""a/b""#),
        TransformRow(#"{from: X, split: ",", item: last}"#, "a,b, c", #""c""#),
        TransformRow("{from: X, list: true, dictionary: d, join: '+'}", #"["差旅费","办公费"]"#, #""CI001+CI003""#),
        TransformRow(
            "{from: X, ext: emplId, list: true, join: ','}", "张三、李四", ext: #"[{"emplId":"1"},{"emplId":"2"}]"#,
            #""1,2""#),
        TransformRow(
            "{choose: [{when: {from: X, equals: a}, then: {from: M, amount: yuan}}], required: false}", "b", nil),
    ])
    func worksOnListsAndTables(row: TransformRow) throws {
        let mapping = try Mapping.make(rule: row.rule, dictionaries: "dictionaries: {d: {差旅费: CI001, 办公费: CI003}}")
        #expect(try mapping.field(instance(row.value, ext: row.ext)) == row.expected)
    }

    private func mapping(_ body: String) throws -> Mapping {
        try Mapping.load(yaml: "process: P\nform: T\nsource: S\nhead: {F: {constant: a}}\n" + body, file: "m.yaml")
    }

    @Test func takesRowsFromSeveralPlaces() throws {
        let mapping = try mapping(
            """
            rows:
              E:
                - {from: T, when: {from: K, equals: 差旅费}, fields: {N: {from: N}}}
                - {from: T, when: {from: K, equals: 办公费}, fields: {N: {constant: 办公}}}
                - {once: true, fields: {N: {sum: {table: T, of: A}}}}
                - {once: true, when: {from: Z, filled: true}, fields: {N: {from: Z}}}
            """)
        let model = try mapping.map(instance(), number: "1").model
        #expect(model.contains(#""E":[{"N":"高铁"},{"N":"飞机"},{"N":"办公"},{"N":1000.3}]"#))
    }

    @Test func wantsNoDocumentWhereTheFileSaysSo() throws {
        let mapping = try mapping("only-when: {from: X, equals: 差旅费}\n")
        _ = try mapping.map(instance(), number: "1")
        #expect(throws: DocumentNotWanted()) { try mapping.map(instance("办公费"), number: "1") }
    }

    @Test func tellsWhatCannotBeCompared() throws {
        let mapping = try Mapping.make(rule: "{constant: a, when: {from: X, above: 1}}")
        let error = #expect(throws: MappingError.self) { try mapping.field(instance("many")) }
        #expect(error?.description.contains("it is no number, so it cannot be compared") == true)
    }

    @Test func mapsAnyRecord() throws {
        let mapping = try Mapping.load(
            yaml: """
                record: user
                form: BD_Empinfo
                head:
                  FName: {from: name}
                  FMobile: {from: mobile, required: false}
                  FOrder: {from: dept_order_list.0.order}
                  FStaff: {from: extension.工号2}
                  FActive: {from: active}
                rows:
                  FPostEntity: {from: dept_id_list, fields: {FDept: {from: row, reference: FNumber}, FWho: {from: name}}}
                """, file: "user.yaml")
        let record =
            #"{"name":"张三","dept_id_list":[2,3],"dept_order_list":[{"dept_id":2,"order":176321558123456512}],"extension":"{\"工号2\":\"A1\"}","active":true}"#
        #expect(
            try mapping.map(record: record).model
                == #"{"FName":"张三","FOrder":176321558123456512,"FStaff":"A1","FActive":true,"FPostEntity":[{"FDept":{"FNumber":"2"},"FWho":"张三"},{"FDept":{"FNumber":"3"},"FWho":"张三"}]}"#
        )
        #expect(throws: RecordTextError.self) { try mapping.map(record: "{") }
    }

    @Test func tellsTheMistakesOfConditions() throws {
        let error = #expect(throws: MappingFileError.self) {
            try Mapping.load(
                yaml: """
                    process: P
                    form: T
                    source: S
                    head:
                      A: {from: X, when: {from: X}}
                      B: {choose: []}
                      C: {choose: [{then: a}, {else: b}]}
                      D: {choose: [{else: a}, {when: {from: X, equal: a}, then: b}]}
                      E: {sum: {table: T}}
                      F: {from: X, when: {from: X, above: many}}
                    rows:
                      E: [{from: T, fields: {}}]
                    """, file: "m.yaml")
        }
        #expect(
            error?.mistakes.map(\.description) == [
                "m.yaml:5: head.A.when tests nothing; write one of equals, differs, one-of, matches, at-least, at-most, above, below, filled",
                "m.yaml:6: head.B.choose is no list of branches; write for example choose: [{when: {from: X, equals: a}, then: {constant: \"1\"}}, {else: \"2\"}]",
                "m.yaml:6: head.B has no source; write one of from:, constant: and template:",
                "m.yaml:7: head.C.choose[1].when is missing; write for example when: {from: X, equals: a}, or else: in the last branch",
                "m.yaml:8: head.D.choose[1].else stands before other branches; put it last",
                "m.yaml:8: head.D.choose[2].when tests nothing; write one of equals, differs, one-of, matches, at-least, at-most, above, below, filled",
                "m.yaml:8: head.D.choose[2].when: unknown key 'equal'; did you mean 'equals'?",
                "m.yaml:8: head.D.choose[2].when is missing; write for example when: {from: X, equals: a}, or else: in the last branch",
                "m.yaml:9: head.E.sum.of is missing; write for example of: MoneyField_AMOUNT",
                "m.yaml:9: head.E has no source; write one of from:, constant: and template:",
                "m.yaml:10: head.F.when.above is no number; write for example above: 10000",
                "m.yaml:10: head.F.when tests nothing; write one of equals, differs, one-of, matches, at-least, at-most, above, below, filled",
                "m.yaml:12: rows.E[1].fields is missing; write the fields of one row there",
            ])
    }
}
