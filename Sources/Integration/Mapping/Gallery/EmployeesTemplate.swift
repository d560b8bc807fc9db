/// The fields of an employee (员工) are taken from a DingTalk user: any JSON record can be mapped.
enum EmployeesTemplate {
    static let template = GalleryTemplate(
        name: "employees", summary: "the fields of an employee (BD_Empinfo) from a DingTalk user",
        chineseSummary: "钉钉用户 → 员工的字段",
        files: [
            .init("employees.yaml", mapping), .init(GalleryTemplate.exampleFile, example),
            .init(
                "core.yaml",
                GalleryCatalog.configuration(
                    mapping: "employees.yaml",
                    flow: "organisation:\n  number: \"100\"          # Kingdee's organisation (使用组织)\n")),
        ])

    static let mapping = """
        # From a DingTalk user to an employee in Kingdee: the fields that are kept in step. Names are paths in what both
        # topapi/v2/user/get and list tell. Number, organisation and posts (任岗) are the core's own.
        record: user
        form: BD_Empinfo

        # Only who is active, and not the partners' people; others are left as they are.
        only-when: {all: [{from: active, equals: true}, {not: {from: union_emp_ext.corp_id, filled: true}}]}

        head:
          FName: {from: name}
          FMobile: {from: mobile, required: false}
          FTel: {from: telephone, required: false}
          FEmail: {from: [email, org_email], required: false}
          FJoinDate: {from: hired_date, date: milliseconds, required: false}
          # FDescription: {template: "${title} ${work_place}", required: false}

        """

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
