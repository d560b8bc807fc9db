/// Reads what a client or an administrator says about a person, by the names of 「创建用户」 and 「更新用户信息」, and puts it
/// on an employee. What is not said stays.
struct EmployeeFields {
    /// The value of a field; nil when it was not sent.
    let value: (String) -> JSON?

    init(_ request: DingTalkRequest) {
        value = { request.argument($0) }
    }

    /// The body of a control call: `department` stands for `dept_id_list`, whose default may be given.
    init(_ body: JSON, department: Int64? = nil) {
        value = { name in
            let sent = name == "dept_id_list" ? body[name] ?? body["department"] : body[name]
            guard let sent, sent != .null else {
                return name == "dept_id_list" ? department.map { JSON.number($0) } : Optional<JSON>.none
            }
            return sent
        }
    }

    func text(_ name: String, atMost limit: Int) throws(DingTalkRefusal) -> String? {
        guard let text = value(name)?.scalarText else { return nil }
        guard text.count <= limit else { throw .outOfBounds(name) }
        return text
    }

    /// Puts everything on `employee` except identity, mobile and departments.
    func fill(_ employee: inout Company.Employee) throws(DingTalkRefusal) {
        if let name = try text("name", atMost: 80) {
            guard !name.isEmpty else { throw .outOfBounds("name") }
            employee.name = name
        }
        if let number = try text("job_number", atMost: 50) { employee.staffNumber = number }
        try fillTexts(&employee.profile)
        if let hides = value("hide_mobile")?.boolean { employee.profile.hidesMobile = hides }
        if let senior = value("senior_mode")?.boolean { employee.profile.isSenior = senior }
        if let hired = value("hired_date") {
            guard let time = hired.integer else { throw .outOfBounds("hired_date") }
            employee.profile.hired = time
        }
        if let manager = value("manager_userid")?.scalarText, !manager.isEmpty { employee.profile.manager = manager }
        try fillAttributes(&employee.profile)
        fillPlaces(&employee)
    }

    private func fillTexts(_ profile: inout Company.Employee.Profile) throws(DingTalkRefusal) {
        if let text = try text("telephone", atMost: 50) { profile.telephone = text }
        if let text = try text("title", atMost: 200) { profile.title = text }
        if let text = try text("email", atMost: 50) { profile.email = text }
        if let text = try text("org_email", atMost: 100) { profile.organizationEmail = text }
        if let text = try text("org_email_type", atMost: 20) {
            guard ["profession", "base", ""].contains(text) else { throw .outOfBounds("org_email_type") }
            profile.organizationEmailType = text
        }
        if let text = try text("work_place", atMost: 100) { profile.workPlace = text }
        if let text = try text("remark", atMost: 2000) { profile.remark = text }
        if let text = try text("login_email", atMost: 100), !text.isEmpty { profile.exclusiveLogin = text }
    }

    /// `extension` is an object or a text that holds one. Mode 0 replaces all attributes, mode 1 only those sent; an
    /// attribute with an empty text is gone.
    private func fillAttributes(_ profile: inout Company.Employee.Profile) throws(DingTalkRefusal) {
        if let texts = value("extension_i18n") { profile.localizedAttributes = texts }
        guard let sent = value("extension") else { return }
        let object = sent.string.flatMap { try? JSON(parsing: $0) } ?? sent  // text that is no JSON is refused below
        guard let members = object.members, object.text.utf8.count <= 2000 * 4, object.text.count <= 2000 else {
            throw .outOfBounds("extension")
        }
        var attributes = value("ext_attrs_update_mode")?.integer == 1 ? profile.attributes : []
        for member in members {
            attributes.removeAll { $0.key == member.key }
            if member.value != "" { attributes.append(member) }
        }
        profile.attributes = attributes
    }

    private func fillPlaces(_ employee: inout Company.Employee) {
        for entry in value("dept_order_list")?.array ?? [] {
            guard let id = entry["dept_id"]?.integer, let order = entry["order"]?.integer else { continue }
            employee.changePlace(in: id) { $0.order = order }
        }
        for entry in (value("dept_title_list")?.array ?? []) + (value("dept_position_list")?.array ?? []) {
            guard let id = entry["dept_id"]?.integer else { continue }
            employee.changePlace(in: id) { place in
                if let title = entry["title"]?.scalarText { place.title = title }
                if let workPlace = entry["work_place"]?.scalarText { place.workPlace = workPlace }
            }
            if entry["is_main"]?.boolean == true, employee.departments.contains(id) { employee.department = id }
        }
    }

    /// The departments: a text with commas, a list, or one number. Nil when they were not sent.
    func departments(in contacts: ContactBook) throws(DingTalkRefusal) -> [Int64]? {
        guard let value = value("dept_id_list") else { return nil }
        let texts =
            value.array.map { $0.compactMap(\.scalarText) }
            ?? (value.scalarText ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        guard (1...100).contains(texts.count) else { throw .outOfBounds("dept_id_list") }
        var ids: [Int64] = []
        for text in texts {
            guard let id = Int64(text) else { throw .outOfBounds("dept_id_list") }
            guard contacts.department(id) != nil else { throw .departmentUnknown }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// The mobile number: eleven digits of the mainland, or `+852-61234567`. Nil when it was not sent.
    func mobile() throws(DingTalkRefusal) -> (stateCode: String, number: String)? {
        guard let text = value("mobile")?.scalarText, !text.isEmpty else { return nil }
        guard text.hasPrefix("+") else {
            guard text.utf8.count == 11, text.hasPrefix("1"), EmployeeFields.isDigits(text) else {
                throw .newMobileInvalid
            }
            return ("86", text)
        }
        let parts = text.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...4).contains(parts[0].count), (4...15).contains(parts[1].count),
            parts.allSatisfy(EmployeeFields.isDigits)
        else { throw .newMobileInvalid }
        return (String(parts[0]), String(parts[1]))
    }

    /// What only an administrator can say in the console: accounts, roles, rights.
    func fillConsole(_ profile: inout Company.Employee.Profile) {
        if let isActive = value("active")?.boolean { profile.isActive = isActive }
        if let isBoss = value("boss")?.boolean { profile.isBoss = isBoss }
        if let isVerified = value("real_authed")?.boolean { profile.isRealNameVerified = isVerified }
        if let avatar = value("avatar")?.string { profile.avatar = avatar }
        if let login = value("exclusive_login")?.string { profile.exclusiveLogin = login.isEmpty ? nil : login }
        if let rights = value("admin") {
            profile.administration =
                rights.string.flatMap(Company.Employee.Profile.Administration.init)
                ?? (rights.boolean == true ? .main : .none)
        }
        if let roles = value("role_list")?.array {
            profile.roles = roles.compactMap { role in
                guard let id = role["id"]?.integer, let name = role["name"]?.string else { return nil }
                return Company.Employee.Profile.Role(id: id, name: name, group: role["group_name"]?.string ?? "默认")
            }
        }
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
