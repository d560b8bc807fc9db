/// Reads what a client or an administrator says about a department, by the names of 「创建部门」 and 「更新部门」. What is not
/// said stays.
struct DepartmentFields {
    let value: (String) -> JSON?

    init(_ request: DingTalkRequest) {
        value = { request.argument($0) }
    }

    /// The body of a control call. `parent` is where a new department goes when the body does not say.
    init(_ body: JSON, parent: Int64? = nil) {
        value = { name in
            guard let sent = body[name], sent != .null else {
                return name == "parent_id" ? parent.map { JSON.number($0) } : Optional<JSON>.none
            }
            return sent
        }
    }

    /// Puts everything on `department`, and looks at name and parent.
    func fill(_ department: inout Company.Department, in contacts: ContactBook) throws(DingTalkRefusal) {
        if let value = value("parent_id") {
            guard let parent = value.integer else { throw .business(40035, "不合法的参数 parent_id") }
            guard contacts.department(parent) != nil else { throw .parentUnknown }
            guard !contacts.path(of: parent).contains(department.id) else { throw .departmentCircle }
            department.parent = parent
        }
        if let name = value("name")?.scalarText { department.name = try DepartmentFields.checked(name) }
        if let parent = department.parent,
            let other = contacts.department(named: department.name, below: parent), other.id != department.id
        {
            throw .departmentNameTaken
        }
        fillFlags(&department.profile)
        fillLists(&department.profile)
        let managers = department.profile.managers
        guard managers.allSatisfy({ contacts.employee($0) != nil }) else { throw .userListInvalid }
    }

    private func fillFlags(_ profile: inout Company.Department.Profile) {
        if let order = value("order")?.integer { profile.order = order }
        if let text = value("source_identifier")?.scalarText { profile.sourceIdentifier = text }
        if let text = value("code")?.scalarText { profile.code = text }
        if let text = value("org_dept_owner")?.scalarText { profile.groupOwner = text }
        let flags: [(String, WritableKeyPath<Company.Department.Profile, Bool>)] = [
            ("create_dept_group", \.createsGroup), ("auto_add_user", \.addsUsersToGroup),
            ("auto_approve_apply", \.approvesApplications), ("group_contain_sub_dept", \.groupContainsSubDepartments),
            ("outer_dept", \.isOuter), ("hide_dept", \.isHidden),
        ]
        for (name, path) in flags {
            if let flag = value(name)?.boolean { profile[keyPath: path] = flag }
        }
    }

    /// The lists come as texts with commas and are shown as arrays. An empty text clears one only when
    /// `force_update_fields` names it.
    private func fillLists(_ profile: inout Company.Department.Profile) {
        if let ids = texts("dept_manager_userid_list") { profile.managers = ids }
        if let ids = texts("outer_permit_users") { profile.outerPermittedUsers = ids }
        if let ids = texts("user_permits") { profile.permittedUsers = ids }
        if let ids = texts("outer_permit_depts") { profile.outerPermittedDepartments = ids.compactMap { Int64($0) } }
        if let ids = texts("dept_permits") { profile.permittedDepartments = ids.compactMap { Int64($0) } }
    }

    private func texts(_ name: String) -> [String]? {
        let forced = DepartmentFields.split(value("force_update_fields")).contains(name)
        guard let value = value(name) else { return forced ? [] : nil }
        let texts = DepartmentFields.split(value)
        return texts.isEmpty && !forced ? nil : texts
    }

    private static func split(_ value: JSON?) -> [String] {
        value?.array.map { $0.compactMap(\.scalarText) }
            ?? (value?.scalarText ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    }

    /// 1 to 64 characters without `-` and commas.
    private static func checked(_ name: String) throws(DingTalkRefusal) -> String {
        guard (1...64).contains(name.count), !name.contains(where: { "-,，".contains($0) }) else {
            throw .departmentNameInvalid
        }
        return name
    }
}

extension DingTalkState {
    /// A new department: `org_dept_create`. `id` is the console's or the seed's own choice.
    mutating func createDepartment(
        _ fields: DepartmentFields, id: Int64? = nil, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> Int64 {
        guard fields.value("name")?.scalarText != nil else { throw .business(40035, "缺少参数 name") }
        guard fields.value("parent_id") != nil else { throw .business(40035, "缺少参数 parent_id") }
        let id = id ?? contacts.nextDepartment
        guard id > ContactBook.rootID, contacts.department(id) == nil else { throw .departmentInvalid }
        var department = Company.Department(id: id, parent: nil, name: "", number: "")
        try fields.fill(&department, in: contacts)
        contacts.insert(department)
        publish(.departmentCreated(id), step)
        return id
    }

    /// Changes a department: `org_dept_modify` when something changed.
    mutating func changeDepartment(
        _ old: Company.Department, _ fields: DepartmentFields, _ step: DingTalkStep
    ) throws(DingTalkRefusal) {
        guard old.id != ContactBook.rootID else { throw .rootNotChangeable }
        var department = old
        try fields.fill(&department, in: contacts)
        guard department != old else { return }
        contacts.insert(department)
        publish(.departmentModified(old.id), step)
    }

    /// An empty department goes: `org_dept_remove`.
    mutating func removeDepartment(_ id: Int64, _ step: DingTalkStep) throws(DingTalkRefusal) {
        guard id != ContactBook.rootID else { throw .rootNotDeletable }
        guard contacts.memberIDs(of: id).isEmpty else { throw .departmentHasMembers }
        guard !contacts.hasDepartments(below: id) else { throw .departmentHasChildren }
        contacts.removeDepartment(id)
        publish(.departmentRemoved(id), step)
    }
}
