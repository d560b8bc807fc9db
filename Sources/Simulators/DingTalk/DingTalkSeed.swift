/// What `POST /_rehearsal/seed` adds to the fake DingTalk: `employees`, `departments` and `templates`.
struct DingTalkSeed: Sendable {
    let employees: [Company.Employee]
    let departments: [Company.Department]
    let templates: [ProcessTemplate]

    /// Reads the body.
    ///
    /// - Throws: `ControlError` naming the entry and what it lacks.
    init(_ body: JSON) throws(ControlError) {
        let known = ["employees", "departments", "templates"]
        if let stranger = body.members?.first(where: { !known.contains($0.key) }) {
            throw ControlError("unknown member '\(stranger.key)'; a seed has employees, departments and templates")
        }
        employees = try DingTalkSeed.each("employees", of: body, DingTalkSeed.employee)
        departments = try DingTalkSeed.each("departments", of: body, DingTalkSeed.department)
        templates = try DingTalkSeed.each("templates", of: body, DingTalkSeed.template)
    }

    private static func each<Entry>(
        _ name: String, of body: JSON, _ read: (JSON) -> Entry?
    ) throws(ControlError) -> [Entry] {
        var entries: [Entry] = []
        for (index, element) in (body[name]?.array ?? []).enumerated() {
            guard let entry = read(element) else {
                throw ControlError("\(name)[\(index)] needs \(needs[name] ?? "more")")
            }
            entries.append(entry)
        }
        return entries
    }

    private static let needs = [
        "employees":
            "userid and name; unionid, mobile, job_number, department and the fields of user/create are optional",
        "departments": "id (a number) and name; parent is optional, default 1",
        "templates": "code, name and components [{id, label, type}]; a component may have required, options, children",
    ]

    private static func employee(_ body: JSON) -> Company.Employee? {
        guard let id = body["userid"]?.scalarText, let name = body["name"]?.string else { return nil }
        var employee = Company.Employee(
            userID: id, unionID: body["unionid"]?.scalarText ?? "uni\(id)", name: name,
            mobile: body["mobile"]?.scalarText ?? "", staffNumber: body["job_number"]?.scalarText ?? "",
            department: body["department"]?.integer ?? ContactBook.rootID)
        if let departments = body["dept_id_list"]?.array?.compactMap(\.integer) { employee.move(to: departments) }
        let fields = EmployeeFields(body)
        do throws(DingTalkRefusal) {
            try fields.fill(&employee)
        } catch {
            return nil
        }
        fields.fillConsole(&employee.profile)
        return employee
    }

    private static func department(_ body: JSON) -> Company.Department? {
        guard let id = body["id"]?.integer, let name = body["name"]?.string else { return nil }
        return Company.Department(
            id: id, parent: id == ContactBook.rootID ? nil : body["parent"]?.integer ?? ContactBook.rootID, name: name,
            number: body["number"]?.scalarText ?? "")
    }

    private static func template(_ body: JSON) -> ProcessTemplate? {
        guard let code = body["code"]?.string, let name = body["name"]?.string,
            let components = body["components"]?.array
        else { return nil }
        let read = components.compactMap(component)
        return read.count == components.count ? ProcessTemplate(code: code, name: name, components: read) : nil
    }

    private static func component(_ body: JSON) -> FormComponent? {
        guard let id = body["id"]?.string, let label = body["label"]?.string, let type = body["type"]?.string else {
            return nil
        }
        return FormComponent(
            id: id, label: label, type: type, required: body["required"]?.boolean ?? true,
            options: (body["options"]?.array ?? []).compactMap(\.string),
            children: (body["children"]?.array ?? []).compactMap(component))
    }
}
