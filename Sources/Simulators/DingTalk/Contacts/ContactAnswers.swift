/// People and departments as the contact API shows them, and the checks that its endpoints share.
enum ContactAnswers {
    /// The permission without which mobile numbers stay hidden (企业员工手机号信息).
    static let mobileScope = "fieldMobile"
    /// The permission without which e-mail, place of work, remark and extension stay hidden (邮箱等个人信息).
    static let emailScope = "fieldEmail"

    /// The members that a person has in 「查询用户详情」 and in the detailed list of a department. Members that the
    /// world does not know are absent or empty, as for an organisation that never filled them.
    static func common(_ employee: Company.Employee, _ world: DingTalkWorld) -> [JSON.Member] {
        let profile = employee.profile
        var members = [
            JSON.Member("userid", .string(employee.userID)), JSON.Member("unionid", .string(employee.unionID)),
            JSON.Member("name", .string(employee.name)), JSON.Member("avatar", .string(profile.avatar)),
        ]
        if !world.missingScopes.contains(mobileScope) {
            members.append(JSON.Member("state_code", .string(profile.stateCode)))
            members.append(JSON.Member("mobile", .string(employee.mobile)))
        }
        members += [
            JSON.Member("hide_mobile", .bool(profile.hidesMobile)),
            JSON.Member("telephone", .string(profile.telephone)),
            JSON.Member("job_number", .string(employee.staffNumber)), JSON.Member("title", .string(profile.title)),
        ]
        if !world.missingScopes.contains(emailScope) { members += personal(profile) }
        members.append(JSON.Member("exclusive_account", .bool(profile.exclusiveLogin != nil)))
        if let login = profile.exclusiveLogin {
            members.append(JSON.Member("login_id", .string(login)))
            members.append(JSON.Member("exclusive_account_type", "dingtalk"))
        }
        members.append(JSON.Member("dept_id_list", .array(employee.departments.map { .number($0) })))
        members.append(JSON.Member("dept_position_list", .array(employee.memberships.map { position($0, employee) })))
        if let hired = profile.hired { members.append(JSON.Member("hired_date", .number(hired))) }
        return members + [
            JSON.Member("active", .bool(profile.isActive)),
            JSON.Member("real_authed", .bool(profile.isRealNameVerified)),
            JSON.Member("senior", .bool(profile.isSenior)),
            JSON.Member("admin", .bool(GetUserInfo.isAdministrator(employee))),
            JSON.Member("boss", .bool(profile.isBoss)),
        ]
    }

    private static func personal(_ profile: Company.Employee.Profile) -> [JSON.Member] {
        var members = [
            JSON.Member("email", .string(profile.email)), JSON.Member("work_place", .string(profile.workPlace)),
            JSON.Member("remark", .string(profile.remark)),
        ]
        if !profile.organizationEmail.isEmpty {
            members.append(JSON.Member("org_email", .string(profile.organizationEmail)))
            let type = profile.organizationEmailType.isEmpty ? "base" : profile.organizationEmailType
            members.append(JSON.Member("org_email_type", .string(type)))
        }
        if !profile.attributes.isEmpty {  // a text that holds JSON, not an object
            members.append(JSON.Member("extension", .string(JSON.object(profile.attributes).text)))
        }
        if let texts = profile.localizedAttributes { members.append(JSON.Member("extension_i18n", texts)) }
        return members
    }

    private static func position(_ place: Company.Employee.Profile.Membership, _ employee: Company.Employee) -> JSON {
        [
            "dept_id": .number(place.department),
            "title": .string(place.title.isEmpty ? employee.profile.title : place.title),
            "work_place": .string(place.workPlace.isEmpty ? employee.profile.workPlace : place.workPlace),
            "is_main": .bool(place.department == employee.department),
        ]
    }

    /// A large number, as on the wire; later entries come first.
    static let order: Int64 = 176_321_558_123_456_512

    /// The person of the argument `userid`, whom the application may see.
    static func employee(
        of request: DingTalkRequest, in state: DingTalkState
    ) throws(DingTalkRefusal) -> Company.Employee {
        guard let employee = state.contacts.employee(try request.requiredText("userid")) else {
            throw state.world.unknownUser == .notFound ? .userUnknown : .userIDUnknown
        }
        guard state.contacts.covers(employee, state.world.contactScope) else { throw .userOutsideScope }
        return employee
    }

    /// The department of the argument `dept_id`.
    static func department(
        of request: DingTalkRequest, in contacts: ContactBook, defaultID: Int64? = nil
    ) throws(DingTalkRefusal) -> Company.Department {
        guard let id = try request.integer("dept_id") ?? defaultID else { throw request.missing("dept_id") }
        guard id > 0 else { throw .departmentInvalid }  // -7 is the home-school tree
        guard let department = contacts.department(id) else { throw .departmentUnknown }
        return department
    }

    /// The department of the argument `dept_id`, which the application may see.
    static func visibleDepartment(
        of request: DingTalkRequest, in state: DingTalkState, defaultID: Int64? = nil
    ) throws(DingTalkRefusal) -> Company.Department {
        let department = try department(of: request, in: state.contacts, defaultID: defaultID)
        guard state.contacts.covers(department: department.id, state.world.contactScope) else {
            throw .departmentOutsideScope
        }
        return department
    }

    /// A page of a department's people by `cursor` and `size`; `next_cursor` is absent on the last page.
    static func page(
        of request: DingTalkRequest, in state: DingTalkState,
        _ item: (Company.Employee, Company.Department) -> JSON
    ) throws(DingTalkRefusal) -> JSON {
        let department = try visibleDepartment(of: request, in: state)
        guard let cursor = try request.integer("cursor"), cursor >= 0 else { throw .cursorInvalid }
        guard let size = try request.integer("size"), (1...100).contains(size) else { throw .sizeInvalid }
        guard let ids = state.contacts.memberIDs(of: department.id, sortedBy: request.text("order_field")) else {
            throw request.invalid("order_field")
        }
        let start = Int(clamping: min(cursor, Int64(ids.count)))
        let slice = ids.dropFirst(start).prefix(Int(size))
        let end = start + slice.count
        var members = [JSON.Member("has_more", .bool(end < ids.count))]
        if end < ids.count { members.append(JSON.Member("next_cursor", .number(end))) }
        let items = slice.compactMap { state.contacts.employee($0) }.map { item($0, department) }
        members.append(JSON.Member("list", .array(items)))
        return ["result": .object(members)]
    }
}
