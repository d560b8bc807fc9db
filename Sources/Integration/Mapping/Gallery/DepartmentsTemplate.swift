/// A DingTalk department becomes a department (部门).
enum DepartmentsTemplate {
    static let template = GalleryTemplate(
        name: "departments", summary: "a DingTalk department becomes a department (BD_Department) below its parent",
        chineseSummary: "钉钉部门 → 部门（含上级）",
        files: [
            .init("departments.yaml", mapping), .init("numbers.csv", numbers),
            .init(GalleryTemplate.exampleFile, example),
        ])

    private static let mapping = """
        # From a DingTalk department (the result of topapi/v2/department/get) to a department in Kingdee.
        record: department
        form: BD_Department
        number: FNumber

        head:
          FName: {from: name}
          FNumber: {choose: [{when: {from: code, filled: true}, then: {from: code}}, {else: {template: "DT${dept_id}"}}]}
          FCreateOrgId: {constant: "100", reference: FNumber}
          FUseOrgId: {constant: "100", reference: FNumber}
          # The root of DingTalk, 1, is the organisation itself: departments below it have no parent.
          FParentID:
            from: parent_id
            when: {from: parent_id, differs: 1}
            dictionary: numbers
            reference: FNumber
            required: false

        dictionaries:
          numbers: {file: numbers.csv}

        """

    private static let numbers = "# dept_id in DingTalk,department's number in Kingdee\n580000001,BM000001\n"

    private static let example = #"""
        {"dept_id": 580000007, "name": "华东销售部", "parent_id": 580000001, "order": 7, "code": "", "member_count": 12}

        """#
}
