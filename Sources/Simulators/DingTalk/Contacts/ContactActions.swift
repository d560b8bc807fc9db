import Seams

/// What clients and administrators do to the contact book: each is one step that changes it and makes events.
extension DingTalkState {
    /// Makes somebody out of the fields of 「创建用户」.
    func newEmployee(_ fields: EmployeeFields, _ step: DingTalkStep) throws(DingTalkRefusal) -> Company.Employee {
        guard let name = fields.value("name")?.scalarText, !name.isEmpty else { throw .business(40035, "缺少参数 name") }
        guard let mobile = try fields.mobile() else { throw .business(40035, "缺少参数 mobile") }
        guard let departments = try fields.departments(in: contacts) else {
            throw .business(40035, "缺少参数 dept_id_list")
        }
        let sent = fields.value("userid")?.scalarText ?? ""
        guard sent.count <= 64 else { throw .outOfBounds("userid") }
        let userID = sent.isEmpty ? newUserID(step) : sent
        guard contacts.employee(userID) == nil, contacts.invited[userID] == nil else { throw .userIDExists }
        // Somebody who comes back keeps the unionid.
        let unionID =
            contacts.leavers.leaver(userID)?.employee.unionID
            ?? step.randomness.text(24, from: DingTalkState.base62, "dingtalk.user") + "iE"
        var employee = Company.Employee(
            userID: userID, unionID: unionID, name: name, mobile: mobile.number, staffNumber: "",
            department: departments[0])
        employee.profile.stateCode = mobile.stateCode
        employee.move(to: departments)
        try fields.fill(&employee)
        try checkUnique(employee)
        return employee
    }

    /// Somebody enters the organisation: `user_add_org`, then `user_modify_org` (as observed).
    mutating func enter(_ employee: Company.Employee, _ step: DingTalkStep) {
        contacts.insert(employee)
        publish(.userAdded([employee.userID]), step)
        publish(.userModified(employee.userID, difference: nil), step)
    }

    /// Changes a person; an event only when something changed.
    mutating func change(
        _ userID: String, _ step: DingTalkStep,
        _ body: (inout Company.Employee) throws(DingTalkRefusal) -> Void
    ) throws(DingTalkRefusal) {
        guard let old = contacts.employee(userID) else {
            throw world.unknownUser == .notFound ? .userUnknown : .userIDUnknown
        }
        var employee = old
        try body(&employee)
        try checkUnique(employee)
        guard employee != old else { return }
        contacts.insert(employee)
        for id in old.departments where !employee.departments.contains(id) {
            contacts.setManager(userID, of: id, false)
        }
        publish(.userModified(userID, difference: EmployeeDifference(from: old, to: employee).json), step)
        if employee.profile.isActive, !old.profile.isActive { publish(.userActivated([userID]), step) }
    }

    /// Somebody leaves: `user_leave_org`.
    mutating func leave(_ userID: String, reason: LeaverList.Reason, _ step: DingTalkStep) throws(DingTalkRefusal) {
        guard contacts.remove(userID, reason: reason, at: step.now) != nil else {
            throw world.unknownUser == .notFound ? .userUnknown : .userIDUnknown
        }
        publish(.userLeft([userID]), step)
    }

    /// An invited person accepts.
    mutating func accept(_ userID: String, _ step: DingTalkStep) throws(DingTalkRefusal) {
        guard let employee = contacts.invited[userID] else { throw .userUnknown }
        try checkUnique(employee)
        enter(employee, step)
    }

    private func checkUnique(_ employee: Company.Employee) throws(DingTalkRefusal) {
        func isOther(_ found: Company.Employee?) -> Bool { found.map { $0.userID != employee.userID } ?? false }
        if isOther(contacts.employee(mobile: employee.mobile)) { throw .mobileExists }
        if isOther(contacts.employee(email: employee.profile.email)) { throw .emailExists }
        if isOther(contacts.employee(telephone: employee.profile.telephone)) { throw .outOfBounds("telephone") }
    }

    private func newUserID(_ step: DingTalkStep) -> String {
        var id: String
        repeat {
            id = "2" + step.randomness.text(17, from: "0123456789", "dingtalk.user")
        } while contacts.employee(id) != nil
        return id
    }

    private static let base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}

/// What a change of a person tells subscribers: only what differs; a name missing in `curr` was cleared.
struct EmployeeDifference {
    let from: Company.Employee
    let to: Company.Employee

    var json: JSON {
        let pairs = zip(EmployeeDifference.members(from), EmployeeDifference.members(to)).filter { $0 != $1 }
        return [
            "userid": .string(to.userID), "prev": .object(pairs.compactMap { EmployeeDifference.shown($0.0) }),
            "curr": .object(pairs.compactMap { EmployeeDifference.shown($0.1) }),
        ]
    }

    private static func shown(_ member: JSON.Member) -> JSON.Member? {
        member.value == .null || member.value == "" ? nil : member
    }

    private static func members(_ employee: Company.Employee) -> [JSON.Member] {
        let profile = employee.profile
        return [
            JSON.Member("name", .string(employee.name)),
            JSON.Member("managerUserid", profile.manager.map { .string($0) } ?? .null),
            JSON.Member("hiredDate", profile.hired.map { .number($0) } ?? .null),
            JSON.Member("telephone", .string(profile.telephone)), JSON.Member("email", .string(profile.email)),
            JSON.Member("jobNumber", .string(employee.staffNumber)), JSON.Member("title", .string(profile.title)),
            JSON.Member("workPlace", .string(profile.workPlace)), JSON.Member("remark", .string(profile.remark)),
            JSON.Member("deptIds", .array(employee.departments.map { .number($0) })),
        ]
    }
}
