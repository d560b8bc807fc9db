import Seams
import Testing

@testable import Integration

@Suite struct EmployeeMappingTests {
    private static let yaml = """
        record: user
        form: BD_Empinfo
        only-when: {from: active, equals: true}
        head:
          FName: {from: name}
          FMobile: {from: mobile, required: false}
          FBranchID: {from: extension.branch, reference: FNumber, required: false}
          FJoinDate: {from: hired_date, date: milliseconds, required: false}
          FLeader: {from: manager_userid, required: false}
        """

    private func person(_ more: String = "") throws -> JSONValue {
        try JSONValue(
            parsing: """
                {"userid": "u1", "name": "张三 ", "job_number": "E1", "active": true, "dept_id_list": [2],
                 "hired_date": 1597573616828\(more)}
                """)
    }

    private func mapping(_ yaml: String = EmployeeMappingTests.yaml) throws -> DirectoryMapping {
        let mapping = try Mapping.load(yaml: yaml, file: "employees.yaml")
        return DirectoryMapping(settings: DirectorySettings(), records: RecordMappings([.user: mapping]))
    }

    @Test func keepsTheFieldsOfTheMappingInStep() async throws {
        let mapping = try mapping()
        let facts = try await mapping.facts(
            of: try person(#", "mobile": "13800000001", "extension": {"branch": "B1"}"#))
        let content = mapping.content(.employee, facts: facts, parent: "BM1")
        #expect(content["FName"] == "张三" && content["FMobile"] == "13800000001" && content["department"] == "BM1")
        #expect(content["FBranchID.FNumber"] == "B1" && content["FJoinDate"] == "2020-08-16")
        #expect(content["name"] == nil && content["mobile"] == nil)
        let model = mapping.model(.employee, number: "E1", content: content)
        #expect(model.at(path: "FBranchID.FNumber")?.text == "B1" && model["FStaffNumber"]?.text == "E1")
        #expect(model.at(path: "FPostEntity.0.FStaffStartDate")?.text == "2020-08-16")
        #expect(mapping.columns(.employee).contains("FBranchID.FNumber"))
        let record = KingdeeBaseData(id: "7", number: "E1", status: "C", content: DirectoryContent())
        let change = mapping.change(.employee, record, to: content, fields: ["FBranchID.FNumber"])
        #expect(change.keys == ["FBranchID"] && change.model.at(path: "FBranchID.FNumber")?.text == "B1")
    }

    @Test func tellsNothingOfWhatDingTalkDoesNotTell() async throws {
        let facts = try await mapping().facts(of: try person())
        #expect(facts["FMobile"] == nil && facts["FBranchID.FNumber"] == nil)
        // It is in one of the two answers only, and would come and go.
        #expect(try await mapping().facts(of: try person(#", "manager_userid": "u2""#))["FLeader"] == nil)
        #expect(try await mapping().facts(of: try person(#", "mobile": """#))["FMobile"] == "")
    }

    @Test func leavesOutWhomTheMappingDoesNotWant() async throws {
        let facts = try await mapping().facts(of: try person().replacing("active", with: .bool(false)))
        #expect(facts[EmployeeMapping.unwanted] != nil && facts["FName"] == nil && facts["jobNumber"] == "E1")
    }

    @Test func keepsTheMistakeAsAFact() async throws {
        let yaml = EmployeeMappingTests.yaml.replacing("FName: {from: name}", with: "FName: {from: nickname}")
        let facts = try await mapping(yaml).facts(of: try person())
        #expect(facts[EmployeeMapping.problem]?.contains("FName") == true)
        let list = EmployeeMappingTests.yaml.replacing("FName: {from: name}", with: "FName: {from: dept_id_list}")
        #expect(try await mapping(list).facts(of: try person())[EmployeeMapping.problem] != nil)
    }

    @Test(arguments: [
        ("form: BD_Department\nhead: {FName: {from: name}}", "write form: BD_Empinfo"),
        ("form: BD_Empinfo\nhead: {FStaffNumber: {from: userid}}", "FStaffNumber is the core's own"),
        (
            "form: BD_Empinfo\nhead: {FName: {from: name}}\nrows: {FBankInfo: {from: a, fields: {B: {from: b}}}}",
            "rows.FBankInfo cannot be kept in step"
        ),
    ])
    func namesWhatCannotBeKeptInStep(yaml: String, words: String) throws {
        let mapping = try Mapping.load(yaml: "record: user\n" + yaml, file: "employees.yaml")
        #expect(EmployeeMapping.mistakes(of: mapping).joined(separator: "; ").contains(words))
    }
}

extension JSONValue {
    fileprivate func replacing(_ name: String, with value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }
}
