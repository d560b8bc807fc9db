import Testing

@testable import Integration

@Suite struct MappingSetTests {
    private let attendance =
        "record: attendance\nform: XX_Attendance\nnumber: FBillNo\nhead: {FUserId: {from: userid}}\n"

    private func mapping(_ yaml: String) throws -> Mapping { try Mapping.load(yaml: yaml, file: "m.yaml") }

    private func configuration(_ adjust: (inout Configuration) -> Void = { $0.attendance = AttendanceSettings() })
        -> Configuration
    {
        var configuration = Configuration()
        adjust(&configuration)
        return configuration
    }

    @Test func sortsRecordsFromDocuments() throws {
        let approval = try mapping("process: P\nform: T\nsource: S\nhead: {F: {constant: a}}\n")
        let set = try MappingSet([try mapping(attendance), approval], configuration())
        #expect(set.routes.map(\.form) == ["T"])
        #expect(set.records[.attendance]?.form == "XX_Attendance" && set.records.count == 1)
        #expect(set.summary.contains("record attendance to XX_Attendance"))
    }

    @Test func worksWithoutDocumentsWhereAnotherFlowIsOn() throws {
        #expect(try MappingSet([], configuration()).routes.isEmpty)
        #expect(throws: NoRoute(processCodes: [])) { try MappingSet([], configuration { _ in }) }
        let approval = try mapping("process: P\nform: T\nsource: S\nhead: {F: {constant: a}}\n")
        #expect(throws: NoRoute(processCodes: ["Q"])) {
            try MappingSet(
                [approval],
                configuration {
                    $0.attendance = AttendanceSettings()
                    $0.dingTalk.processCodes = ["Q"]
                })
        }
    }

    @Test func refusesTwoOfOneKind() throws {
        let one = try mapping(attendance)
        #expect(throws: DuplicateRoute(flow: "record: attendance", form: "XX_Attendance")) {
            try MappingSet([one, one], configuration())
        }
    }

    @Test(arguments: [
        ("record: attendence\nform: F\nhead: {A: {from: a}}\n", "did you mean 'attendance'?"),
        ("record: stock\nform: F\nhead: {A: {from: a}}\n", "there is no stockAlert: in the configuration"),
        ("record: attendance\nform: F\nhead: {A: {from: a}}\n", "write number: FBillNo"),
    ])
    func refusesWhatCannotRun(yaml: String, words: String) throws {
        let stray = try mapping(yaml)
        let error = #expect(throws: StrayMapping.self) { try MappingSet([stray], configuration()) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func emptiesWhatACorrectionEmpties() async throws {
        let yaml = """
            record: attendance
            form: XX_Attendance
            number: FBillNo
            head:
              FEmpId: {from: staff, reference: FNumber, required: false}
              FChecked: {from: checked, required: false}
            """
        let document = AttendanceDocument(mapping: try mapping(yaml))
        let record: JSONValue = .members(["userid": "u1"])
        let new = try await document.model(of: record, number: "KQ1", isNew: true, SilentOracle())
        #expect(new.jsonText == #"{"FBillNo":"KQ1"}"#)
        let changed = try await document.model(of: record, number: "KQ1", isNew: false, SilentOracle())
        #expect(changed["FChecked"]?.text == "" && changed.at(path: "FEmpId.FNumber")?.text == "")
    }
}
