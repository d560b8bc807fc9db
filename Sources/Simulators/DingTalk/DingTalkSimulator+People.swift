import Seams

/// The control calls for what people do in the admin console, at the clock and in the DingTalk app.
extension DingTalkSimulator {
    /// `POST employees`, `PATCH|POST|DELETE employees/{userid}`, `POST employees/{userid}/accept`, `POST departments`,
    /// `PATCH|POST|DELETE departments/{id}`, `POST login-codes`, `POST jsapi-signatures`, `POST attendance`,
    /// `PUT application`; nil for anything else.
    func controlPeople(_ method: String, _ path: [String], _ body: JSON) throws(ControlError) -> JSON? {
        switch (method, path.first, path.count) {
        case ("POST", "employees", 1): return try addEmployee(body)
        case ("PATCH", "employees", 2), ("POST", "employees", 2): return try changeEmployee(path[1], body)
        case ("DELETE", "employees", 2): return try removeEmployee(path[1], body)
        case ("POST", "employees", 3) where path[2] == "accept":
            try explaining { (state, step) throws(DingTalkRefusal) in try state.accept(path[1], step) }
            return ["userid": .string(path[1])]
        case ("POST", "departments", 1):
            let fields = DepartmentFields(body, parent: ContactBook.rootID)
            let id = try explaining { (state, step) throws(DingTalkRefusal) in
                try state.createDepartment(fields, id: body["id"]?.integer, step)
            }
            return ["dept_id": .number(id)]
        case ("PATCH", "departments", 2), ("POST", "departments", 2):
            return try withDepartment(path[1]) { (state, department, step) throws(DingTalkRefusal) in
                try state.changeDepartment(department, DepartmentFields(body), step)
            }
        case ("DELETE", "departments", 2):
            return try withDepartment(path[1]) { (state, department, step) throws(DingTalkRefusal) in
                try state.removeDepartment(department.id, step)
            }
        case ("POST", "login-codes", 1): return try logIn(body)
        case ("POST", "jsapi-signatures", 1): return sign(body)
        case ("POST", "attendance", 1):
            return try step { (state, step) throws(ControlError) in
                let punch = try Punch(control: body, number: state.attendance.nextNumber(), now: step.now)
                try state.punch(punch, step)
                return ["id": .number(punch.id)]
            }
        case ("PUT", "application", 1): return try setUpApplication(body)
        default: return nil
        }
    }

    private func addEmployee(_ body: JSON) throws(ControlError) -> JSON {
        let fields = EmployeeFields(body, department: ContactBook.rootID)
        let employee = try explaining { (state, step) throws(DingTalkRefusal) in
            var employee = try state.newEmployee(fields, step)
            if let unionID = body["unionid"]?.scalarText { employee.unionID = unionID }
            fields.fillConsole(&employee.profile)
            state.enter(employee, step)
            state.lead(employee, body)
            return employee
        }
        return ["userid": .string(employee.userID), "unionid": .string(employee.unionID)]
    }

    private func changeEmployee(_ userID: String, _ body: JSON) throws(ControlError) -> JSON {
        let fields = EmployeeFields(body)
        try explaining { (state, step) throws(DingTalkRefusal) in
            let departments = try fields.departments(in: state.contacts)
            let mobile = try fields.mobile()
            try state.change(userID, step) { (employee) throws(DingTalkRefusal) in
                if let departments { employee.move(to: departments) }
                if let mobile {
                    employee.mobile = mobile.number
                    employee.profile.stateCode = mobile.stateCode
                }
                if body["manager_userid"] == JSON.null { employee.profile.manager = nil }
                try fields.fill(&employee)
                fields.fillConsole(&employee.profile)
            }
            if let employee = state.contacts.employee(userID) { state.lead(employee, body) }
        }
        return ["userid": .string(userID)]
    }

    private func removeEmployee(_ userID: String, _ body: JSON) throws(ControlError) -> JSON {
        var reason = LeaverList.Reason.delete
        if let text = body["reason"]?.string {
            guard let read = LeaverList.Reason(rawValue: text) else {
                throw ControlError("reason must be one of oapi, cancel, leave, unknown, delete")
            }
            reason = read
        }
        try explaining { (state, step) throws(DingTalkRefusal) in try state.leave(userID, reason: reason, step) }
        return ["userid": .string(userID)]
    }

    private func withDepartment(
        _ text: String, _ body: (inout DingTalkState, Company.Department, DingTalkStep) throws(DingTalkRefusal) -> Void
    ) throws(ControlError) -> JSON {
        try explaining { (state, step) throws(DingTalkRefusal) in
            guard let department = Int64(text).flatMap({ state.contacts.department($0) }) else {
                throw .departmentUnknown
            }
            try body(&state, department, step)
            return ["dept_id": .number(department.id)]
        }
    }

    /// Plays `dd.requestAuthCode` of somebody who opened the application inside DingTalk. With `code`, one that was issued
    /// before is good once more: what a core must not rely on the platform to refuse.
    private func logIn(_ body: JSON) throws(ControlError) -> JSON {
        guard let userID = body["userid"]?.scalarText else { throw ControlError("send {\"userid\":\"…\"}") }
        return try step { (state, step) throws(ControlError) in
            guard let employee = state.contacts.employee(userID) else {
                throw ControlError("there is no employee '\(userID)'")
            }
            guard employee.profile.isActive else {
                throw ControlError("the employee '\(userID)' has not activated the account and cannot log in")
            }
            return ["code": .string(state.loginCodes.issue(.inApp, for: userID, again: body["code"]?.string, step))]
        }
    }

    /// Looks at a `dd.config` as the app does: `{"noncestr","timestamp","url","signature"}`.
    private func sign(_ body: JSON) -> JSON {
        step { state, step in
            let right = JSAPITicket.signature(
                ticket: state.jsapiTickets.issue(step), nonce: body["noncestr"]?.scalarText ?? "",
                timestamp: body["timestamp"]?.scalarText ?? "", url: body["url"]?.string ?? "")
            return ["signature": .string(right), "matches": .bool(body["signature"]?.string == right)]
        }
    }

    /// Changes what the developer console knows of the application: `redirectAddresses`, `missingScopes`,
    /// `contactScope` {departments, users}, and the world's habits `unknownUser` (60121 or 33012), `entryNeedsConsent`,
    /// `isOwnedByHR`.
    private func setUpApplication(_ body: JSON) throws(ControlError) -> JSON {
        let known = [
            "redirectAddresses", "missingScopes", "contactScope", "unknownUser", "entryNeedsConsent", "isOwnedByHR",
        ]
        if let stranger = body.members?.first(where: { !known.contains($0.key) }) {
            throw ControlError("unknown member '\(stranger.key)'; there are \(known.joined(separator: ", "))")
        }
        try step { (state, _) throws(ControlError) in
            if let addresses = body["redirectAddresses"]?.array {
                state.world.redirectAddresses = addresses.compactMap(\.string)
            }
            if let scopes = body["missingScopes"]?.array {
                state.world.missingScopes = Set(scopes.compactMap(\.string))
            }
            if let scope = body["contactScope"] {
                state.world.contactScope = ContactScope(
                    departments: (scope["departments"]?.array ?? []).compactMap(\.integer),
                    users: (scope["users"]?.array ?? []).compactMap(\.scalarText))
            }
            if let code = body["unknownUser"] {
                guard let read = code.integer.flatMap({ Int(exactly: $0) }).flatMap(UnknownUser.init) else {
                    throw ControlError("unknownUser must be 60121 or 33012")
                }
                state.world.unknownUser = read
            }
            if let needs = body["entryNeedsConsent"]?.boolean { state.world.entryNeedsConsent = needs }
            if let isOwned = body["isOwnedByHR"]?.boolean { state.world.isOwnedByHR = isOwned }
        }
        return ["ok": true]
    }

    /// Runs a step whose refusals a person reads.
    private func explaining<Result>(
        _ body: (inout DingTalkState, DingTalkStep) throws(DingTalkRefusal) -> Result
    ) throws(ControlError) -> Result {
        do throws(DingTalkRefusal) {
            return try step(body)
        } catch {
            guard case .business(let code, let text) = error else { throw ControlError("\(error)") }
            throw ControlError("\(text) (\(code))")
        }
    }
}

extension DingTalkState {
    /// Puts `leader_in_dept` [{dept_id, leader}] of a control call on the person's departments.
    fileprivate mutating func lead(_ employee: Company.Employee, _ body: JSON) {
        for entry in body["leader_in_dept"]?.array ?? [] {
            guard let id = entry["dept_id"]?.integer, employee.departments.contains(id) else { continue }
            contacts.setManager(employee.userID, of: id, entry["leader"]?.boolean ?? false)
        }
    }
}
