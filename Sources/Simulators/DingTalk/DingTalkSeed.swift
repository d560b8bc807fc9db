/// What `POST /_rehearsal/seed` adds to the fake DingTalk: `employees`, `departments`, `templates` and `yidaApps`.
struct DingTalkSeed: Sendable {
    let employees: [Company.Employee]
    let departments: [Company.Department]
    let templates: [ProcessTemplate]
    let yidaApps: [YidaApp]

    /// Reads the body.
    ///
    /// - Throws: `ControlError` naming the entry and what it lacks.
    init(_ body: JSON) throws(ControlError) {
        let known = ["employees", "departments", "templates", "yidaApps"]
        if let stranger = body.members?.first(where: { !known.contains($0.key) }) {
            throw ControlError("unknown member '\(stranger.key)'; a seed has \(known.joined(separator: ", "))")
        }
        employees = try DingTalkSeed.each("employees", of: body, DingTalkSeed.employee)
        departments = try DingTalkSeed.each("departments", of: body, DingTalkSeed.department)
        templates = try DingTalkSeed.each("templates", of: body, DingTalkSeed.template)
        yidaApps = try DingTalkSeed.each("yidaApps", of: body, DingTalkSeed.yidaApp)
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
        "templates": "code, name and components [{id, label, type}]; a component may have required, options, children, "
            + "bizAlias, format; a template may have flow [{users, needsAll, selectionKey}] and audience",
        "yidaApps": "appType, systemToken and forms [{formUuid, name, fields [{id, label, type}]}]; a form may have "
            + "processCode, approvers [[userid]] and audience; a field options, alias, children",
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
        guard read.count == components.count else { return nil }
        var template = ProcessTemplate(code: code, name: name, components: read)
        template.flow = (body["flow"]?.array ?? []).map { step in
            ProcessTemplate.FlowStep(
                users: texts(step["users"]), needsAll: step["needsAll"]?.boolean ?? false,
                selectionKey: step["selectionKey"]?.string)
        }
        template.audience = texts(body["audience"])
        return template
    }

    private static func component(_ body: JSON) -> FormComponent? {
        guard let id = body["id"]?.string, let label = body["label"]?.string, let type = body["type"]?.string else {
            return nil
        }
        return FormComponent(
            id: id, label: label, type: type, required: body["required"]?.boolean ?? true,
            options: texts(body["options"]), children: (body["children"]?.array ?? []).compactMap(component),
            bizAlias: body["bizAlias"]?.string ?? "", format: body["format"]?.string ?? "")
    }

    private static func yidaApp(_ body: JSON) -> YidaApp? {
        guard let type = body["appType"]?.string, let token = body["systemToken"]?.string,
            let forms = body["forms"]?.array
        else { return nil }
        let read = forms.compactMap(yidaForm)
        return read.count == forms.count
            ? YidaApp(appType: type, systemToken: token, name: body["name"]?.string ?? type, forms: read) : nil
    }

    private static func yidaForm(_ body: JSON) -> YidaForm? {
        guard let id = body["formUuid"]?.string, let name = body["name"]?.string, let fields = body["fields"]?.array
        else { return nil }
        let read = fields.compactMap(yidaField)
        guard read.count == fields.count else { return nil }
        return YidaForm(
            formUUID: id, processCode: body["processCode"]?.string, name: name, fields: read,
            approvers: (body["approvers"]?.array ?? []).map(texts), audience: texts(body["audience"]))
    }

    private static func yidaField(_ body: JSON) -> YidaField? {
        guard let id = body["id"]?.string, let label = body["label"]?.string, let type = body["type"]?.string else {
            return nil
        }
        return YidaField(
            id: id, label: label, type: type, options: texts(body["options"]), alias: body["alias"]?.string ?? "",
            children: (body["children"]?.array ?? []).compactMap(yidaField))
    }

    private static func texts(_ list: JSON?) -> [String] { (list?.array ?? []).compactMap(\.string) }
}
