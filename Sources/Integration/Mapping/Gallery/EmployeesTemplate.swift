/// A DingTalk user becomes an employee (员工): any JSON record can be mapped, here the `result` of `topapi/v2/user/get`.
enum EmployeesTemplate {
    static let template = GalleryTemplate(
        name: "employees", summary: "a DingTalk user becomes an employee (BD_Empinfo) with a post",
        chineseSummary: "钉钉用户 → 员工（含任岗）",
        files: [
            .init("employees.yaml", mapping), .init("departments.csv", departments),
            .init(GalleryTemplate.exampleFile, example),
        ])

    private static let mapping = """
        # From a DingTalk user (the result of topapi/v2/user/get) to an employee in Kingdee. Names are paths in the JSON.
        record: user
        form: BD_Empinfo
        number: FStaffNumber

        # Only who is active, and not the partners' people.
        only-when: {all: [{from: active, equals: true}, {not: {from: union_emp_ext.corp_id, filled: true}}]}

        head:
          FName: {from: name}
          FStaffNumber: {choose: [{when: {from: job_number, filled: true}, then: {from: job_number}}, {else: {from: [number, userid]}}]}
          FMobile: {from: mobile, required: false}
          FEmail: {from: [org_email, email], required: false}
          FDescription: {from: title, required: false}
          FCreateOrgId: {constant: "100", reference: FNumber}
          FUseOrgId: {constant: "100", reference: FNumber}
          FJoinDate: {from: hired_date, date: milliseconds, required: false}

        rows:
          FPostEntity:                       # one post for each department
            from: dept_position_list
            required: false
            fields:
              FWorkOrgId: {constant: "100", reference: FNumber}
              FPostDept: {from: dept_id, dictionary: departments, reference: FNumber}
              FPost: {constant: GW000001, reference: FNumber}
              FStaffStartDate: {from: hired_date, date: milliseconds, required: false}
              FIsFirstPost: {choose: [{when: {from: is_main, equals: true}, then: "true"}, {else: "false"}]}

        dictionaries:
          departments: {file: departments.csv}

        """

    private static let departments = "# dept_id in DingTalk,department's number in Kingdee\n2,BM000001\n3,BM000002\n"

    private static let example = #"""
        {
          "userid": "zhangsan", "unionid": "z21HjQliSzpw0YWxxxxx", "name": "张三", "mobile": "18500000000",
          "job_number": "E0004", "title": "技术总监", "email": "zhangsan@example.com", "org_email": "",
          "dept_id_list": [2, 3], "hired_date": 1597573616828, "active": true,
          "dept_position_list": [{"dept_id": 2, "title": "技术总监", "is_main": true}, {"dept_id": 3, "title": "顾问", "is_main": false}],
          "dept_order_list": [{"dept_id": 2, "order": 176321558123456512}]
        }

        """#
}
