/// People and departments as the contact API shows them, and the checks that its endpoints share.
enum ContactAnswers {
    /// The members that a person has in 「查询用户详情」 and in the detailed list of a department. Members that the
    /// world does not know are absent or empty, as for an organisation that never filled them.
    static func common(_ employee: Company.Employee) -> [JSON.Member] {
        [
            JSON.Member("userid", .string(employee.userID)), JSON.Member("unionid", .string(employee.unionID)),
            JSON.Member("name", .string(employee.name)), JSON.Member("avatar", ""),
            JSON.Member("state_code", "86"), JSON.Member("mobile", .string(employee.mobile)),
            JSON.Member("hide_mobile", false), JSON.Member("telephone", ""),
            JSON.Member("job_number", .string(employee.staffNumber)), JSON.Member("title", ""),
            JSON.Member("email", ""), JSON.Member("work_place", ""), JSON.Member("remark", ""),
            JSON.Member("exclusive_account", false),
            JSON.Member("dept_id_list", [.number(employee.department)]), JSON.Member("active", true),
            JSON.Member("real_authed", true), JSON.Member("senior", false), JSON.Member("admin", false),
            JSON.Member("boss", false),
        ]
    }

    /// A large number, as on the wire; later entries come first.
    static let order: Int64 = 176_321_558_123_456_512

    /// The department of the argument `dept_id`.
    static func department(
        of request: DingTalkRequest, in contacts: ContactBook, defaultID: Int64? = nil
    ) throws(DingTalkRefusal) -> Company.Department {
        guard let id = try request.integer("dept_id") ?? defaultID else { throw request.missing("dept_id") }
        guard id != -7 else { throw .departmentInvalid }  // the home-school tree
        guard let department = contacts.department(id) else { throw .departmentUnknown }
        return department
    }

    /// A page of a department's people by `cursor` and `size`; `next_cursor` is absent on the last page.
    static func page(
        of request: DingTalkRequest, in contacts: ContactBook, _ item: (Company.Employee) -> JSON
    ) throws(DingTalkRefusal) -> JSON {
        let department = try department(of: request, in: contacts)
        guard let cursor = try request.integer("cursor"), cursor >= 0 else { throw .cursorInvalid }
        guard let size = try request.integer("size"), (1...100).contains(size) else { throw .sizeInvalid }
        let people = contacts.employees(of: department.id)
        let start = Int(clamping: min(cursor, Int64(people.count)))
        let items = people.dropFirst(start).prefix(Int(size))
        let end = start + items.count
        var members = [JSON.Member("has_more", .bool(end < people.count))]
        if end < people.count { members.append(JSON.Member("next_cursor", .number(end))) }
        members.append(JSON.Member("list", .array(items.map(item))))
        return ["result": .object(members)]
    }
}
