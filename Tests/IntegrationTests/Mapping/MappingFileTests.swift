import Foundation
import Seams
import Testing

@testable import Integration

@Suite struct MappingFileTests {
    private func mistakes(_ yaml: String, files: [String: String] = [:]) throws -> [String] {
        let error = #expect(throws: MappingFileError.self) {
            try Mapping.load(yaml: yaml, file: "m.yaml") { path in
                guard let text = files[path] else { throw CocoaError(.fileNoSuchFile) }
                return text
            }
        }
        return try #require(error).mistakes.map(\.description)
    }

    @Test func tellsAllMistakesAtOnce() throws {
        let found = try mistakes(
            """
            proces: PROC-1
            form: ER_ExpReimbursement
            source: {feld: FCausa}
            head:
              FDate: {from: NumberField_OCCURRED, date: millisecond, zone: Shanghai}
              FProposerID: {from: X, dictionary: staf, refrence: FSTAFFNUMBER}
              FOrgID: {reference: FNumber}
              FBoth: {from: X, constant: "1"}
              FText: FYBX001_SYS
              FTemplate: {template: "${X"}
              FMatch: {from: X, match: "("}
              FItem: {from: X, item: 0}
              FAmount: {from: X, decimals: 2}
              FExt: {template: "a", ext: emplId, required: perhaps}
            rows:
              FEntity: {fields: {FExpID: {from: Y, amount: fen}}}
              FOther: {from: TableField_DETAIL}
            dictionaries:
              staff: {file: missing.csv}
              items: {差旅费: [CI001]}
            """)
        #expect(
            found == [
                "m.yaml:1: process is missing; write for example process: PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8",
                "m.yaml:1: unknown key 'proces'; did you mean 'process'?",
                "m.yaml:3: source.field is missing; write for example field: FCausa",
                "m.yaml:3: source: unknown key 'feld'; did you mean 'field'?",
                "m.yaml:5: head.FDate.date unknown 'millisecond'; did you mean 'milliseconds'?",
                "m.yaml:5: head.FDate.zone is no time zone known here; write Asia/Shanghai, UTC, or an offset such as \"+08:00\"",
                "m.yaml:6: head.FProposerID.dictionary names no dictionary 'staf'; did you mean 'staff'?",
                "m.yaml:6: head.FProposerID: unknown key 'refrence'; did you mean 'reference'?",
                "m.yaml:7: head.FOrgID has no source; write one of from:, constant: and template:",
                "m.yaml:8: head.FBoth has 2 sources; write one of from:, constant: and template:",
                "m.yaml:9: head.FText is no block of keys; write for example FText: {from: TextField_REASON} or FText: {constant: \"1\"}",
                "m.yaml:10: head.FTemplate.template is no template; write text with names as ${instance}, each closed by '}'",
                "m.yaml:10: head.FTemplate has no source; write one of from:, constant: and template:",
                #"m.yaml:11: head.FMatch.match is no regular expression; write for example match: "([A-Z]+-[0-9]+)""#,
                "m.yaml:12: head.FItem.item is no place in a list; write 1 for the first element, or first or last",
                "m.yaml:13: head.FAmount.decimals says nothing without 'amount'; add amount: or take it out",
                "m.yaml:14: head.FExt.required is neither true nor false",
                "m.yaml:14: head.FExt.ext says nothing without 'from'; add from: or take it out",
                "m.yaml:16: rows.FEntity.from is missing; write for example from: TableField_DETAIL",
                "m.yaml:16: rows.FEntity.fields.FExpID.amount unknown 'fen'; write one of yuan, cents",
                "m.yaml:17: rows.FOther.fields is missing; write the fields of one row there",
                "m.yaml:19: dictionaries.staff.file 'missing.csv' cannot be read; put a file with lines key,value beside the mapping",
                "m.yaml:20: dictionaries.items.差旅费 is no text; write for example 差旅费: CI001",
            ])
    }

    @Test(arguments: [
        ("", "m.yaml:1: is empty; begin with process: and the template's PROC code"),
        (
            "- a\n",
            "m.yaml:1: the file is no block of keys; write for example process: PROC-… and form: ER_ExpReimbursement"
        ),
        (
            "process: a\nprocess: b\n", "m.yaml:1: the key 'process' stands twice in this block; keep one"
        ),
    ])
    func explainsAFileThatIsNone(yaml: String, expected: String) throws {
        #expect(try mistakes(yaml) == [expected])
    }

    @Test func pointsAtBrokenYAML() throws {
        let found = try mistakes("process: a\nhead: {F: {from: X}\n")
        #expect(found.count == 1 && found[0].hasPrefix("m.yaml:") && found[0].contains("is no YAML"))
    }

    @Test(arguments: [
        ("form: T\ndictionaries:\n  items:\n    办公费: CI003\n    差旅费：CI001\n    交通费: CI002\n", 5, "full-width colon"),
        ("form: T\nhead:\n\tF: {from: X}\n", 3, "a tab stands at the beginning"),
        ("form: T\nhead:\n  F: “a”\n  G: “b: c”\n", 4, "full-width quote '“'"),
        ("form: T\nhead:\n  F: {from: X，required: false}\n", 3, "full-width punctuation"),
        ("form: T\nhead:\n  F: {from: X｝\n  G: {from: Y}\n", 3, "full-width bracket '｝'"),
    ])
    func namesTheLineOfAFullWidthSlip(yaml: String, line: Int, words: String) throws {
        let found = try mistakes(yaml)
        #expect(found.count == 1 && found[0].hasPrefix("m.yaml:\(line): is no YAML: "), "\(found)")
        #expect(found[0].contains(words), "\(found)")
    }

    @Test func namesAFullWidthColonInABlockOfItsOwn() throws {
        let found = try mistakes(
            "process: P\nform: T\nsource: S\nhead: {F: {constant: a}}\ndictionaries: {items: {差旅费：CI001, 办公费: CI003}}\n"
        )
        #expect(
            found == [
                "m.yaml:5: dictionaries.items.差旅费：CI001 has a full-width colon '：'; write a plain colon and a blank"
            ])
    }

    /// As Excel and Notepad save them in China.
    @Test func asksForUTF8AndTakesItsMark() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mapping-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "m.yaml").path
        func write(_ text: String, _ name: String, before mark: [UInt8] = []) throws {
            try Data(mark + Array(text.utf8)).write(to: folder.appending(path: name))
        }
        func load() throws -> Mapping { try MappingFile(path: path).load(SystemFiles()).mapping }
        let gbk: [UInt8] = [0xB2, 0xEE, 0xC2, 0xC3, 0xB7, 0xD1]  // 差旅费
        let yaml = MappingFileTests.withFile + "script: {lua: all.lua}\n"
        try write(yaml, "m.yaml", before: [0xEF, 0xBB, 0xBF])
        try write("015227,E0001\n", "staff.csv", before: [0xEF, 0xBB, 0xBF])
        try write("return value", "all.lua", before: [0xEF, 0xBB, 0xBF])
        #expect(try load().field(.make([.make("X", "015227")])) == #""E0001""#)
        #expect(try Mapping.load(yaml: yaml, file: path).field(.make([.make("X", "015227")])) == #""E0001""#)
        try write(",E0001\n", "staff.csv", before: gbk)
        try write("return value", "all.lua", before: [0x2D, 0x2D] + gbk + [0x0A])
        let mistakes = #expect(throws: MappingFileError.self) { try load() }?.description ?? ""
        #expect(mistakes.contains("file 'staff.csv' is not UTF-8; save it as UTF-8"), "\(mistakes)")
        #expect(mistakes.contains("'all.lua' is not UTF-8; save it as UTF-8"), "\(mistakes)")
        try write("process: P\n", "m.yaml", before: [0x23] + gbk + [0x0A])
        #expect(throws: NotUTF8.self) { try load() }
    }

    @Test func readsDictionariesOfCSV() throws {
        let csv = "\u{FEFF}\"0152, 28\" , \"E\"\"2\"\r\n# people\r\n\r\n015227,E0001\r\nuserid,staffNumber\r\n"
        let mapping = try Mapping.load(yaml: MappingFileTests.withFile, file: "m.yaml") { path in
            #expect(path == "staff.csv")
            return csv
        }
        let model = try mapping.map(.make([.make("X", "0152, 28")]), number: "DT1").model
        #expect(model.contains(#""F":"E\"2""#))
    }

    @Test func tellsAllMistakesOfACSV() throws {
        let csv = "015227,E0001\n015228\n015227,E0002\n015229,E3,extra\n\"015230,E4\n"
        #expect(
            try mistakes(MappingFileTests.withFile, files: ["staff.csv": csv]) == [
                "staff.csv:2: '015228' is no pair; write key,value",
                "staff.csv:3: '015227' has the value 'E0001' already; keep one",
                "staff.csv:4: '015229,E3,extra' is no pair; write key,value",
                "staff.csv:5: '\"015230,E4' is no pair; write key,value",
            ])
    }

    @Test func looksForDictionariesBesideTheFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mapping-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("015227,E0001\n".utf8).write(to: folder.appending(path: "staff.csv"))
        let mapping = try Mapping.load(yaml: MappingFileTests.withFile, file: folder.appending(path: "m.yaml").path)
        #expect(try mapping.field(.make([.make("X", "015227")])) == #""E0001""#)
    }

    @Test func changesItsVersionWithTheFileAndItsDictionaries() throws {
        func version(_ yaml: String, _ csv: String) throws -> String {
            try Mapping.load(yaml: yaml, file: "m.yaml") { _ in csv }.version
        }
        let first = try version(MappingFileTests.withFile, "a,b")
        #expect(first.count == 16)
        #expect(try version(MappingFileTests.withFile, "a,b") == first)
        #expect(try version(MappingFileTests.withFile, "a,c") != first)
        #expect(try version(MappingFileTests.withFile + "# x\n", "a,b") != first)
    }

    @Test func addsNumberAndSourceWhereTheFileDoesNot() throws {
        let model = try Mapping.make(rule: "{constant: a}").map(.make([]), number: "DT1").model
        #expect(model == #"{"F":"a","FBillNo":"DT1","S":"kNpmUavZQwSHP_ZJvVdL7g07561689326476"}"#)
    }

    @Test func insistsThatNumberAndSourceCarryWhatTheySay() throws {
        let found = try mistakes(
            """
            process: P
            form: T
            number: FBillNo
            source: {field: FCausa}
            head:
              FBillNo: {from: TextField_NUMBER}
              FCausa: {template: "${TextField_REASON}"}
            """)
        #expect(
            found == [
                "m.yaml:6: head.FBillNo does not carry the number, but number: says so; write {from: number} or ${number} in a template",
                "m.yaml:7: head.FCausa does not carry the instance, but source: says so; write {from: instance} or ${instance} in a template",
            ])
    }

    @Test func putsFieldsInsideObjects() throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: GL_VOUCHER
                number: N
                source: S
                head:
                  FDetailID.FDETAILID__FFLEX5: {constant: BM000001, reference: FNumber}
                  FDetailID.FDETAILID__FFLEX6: {constant: BM000002, reference: FNumber}
                """, file: "m.yaml")
        #expect(
            try mapping.map(.make([]), number: "1").model.hasPrefix(
                #"{"FDetailID":{"FDETAILID__FFLEX5":{"FNumber":"BM000001"},"FDETAILID__FFLEX6":{"FNumber":"BM000002"}},"#
            ))
        let found = try mistakes("process: P\nform: T\nsource: S\nhead:\n  A: {constant: 1}\n  A.B: {constant: 2}\n")
        #expect(found == ["m.yaml:6: 'A.B' lies inside 'A', which has a value; keep one"])
    }

    private static let withFile = """
        process: PROC-1
        form: TEST
        source: S
        head:
          F: {from: X, dictionary: staff}
        dictionaries:
          staff: {file: staff.csv}

        """
}
