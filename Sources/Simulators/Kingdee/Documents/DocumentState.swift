import Seams

/// The documents of all forms, and how the tenant set the forms up.
struct DocumentState: Sendable {
    let forms: FormCatalog
    /// By the form's position in `forms`.
    var books: [DocumentBook]
    /// By form id; a form that is not listed uses the default.
    var rules: [String: FormRule]
    /// What hangs on documents and what hinders their change.
    var side: DocumentSide
    /// What the platform will ask back before it goes on.
    var prompts = InteractionPrompts()
    /// What was saved under `ValidateRepeatJson`.
    var payloads = SavedPayloads()
    /// What was pushed down to what.
    var pushes = PushLinks()

    /// Presets, departments, employees and expense items of `world`.
    init(world: KingdeeWorld, now: Timestamp) {
        forms = world.forms
        books = forms.forms.map { DocumentBook(firstID: $0.definition.firstID) }
        rules = world.formRules
        side = DocumentSide(world: world)
        let organization = world.organization
        addBaseData(
            "ORG_Organizations", number: organization, name: PresetBaseData.organizationName,
            organization: organization, at: now)
        for user in [world.userName, PresetBaseData.creator] {
            addUser(user, organization, at: now)
        }
        for form in forms.forms {
            for row in form.definition.rows {
                addBaseData(
                    form.definition.id, number: row.number, name: row.name, organization: organization, at: now,
                    fields: row.fields)
            }
        }
        for department in world.company.departments {
            let parent = world.company.departments.first { $0.id == department.parent }?.number
            addBaseData(
                "BD_Department", number: department.number, name: department.name, organization: organization, at: now,
                fields: parent.map { ["FParentID": .reference(form: "BD_Department", number: $0)] } ?? [:])
        }
        for other in world.organizations {
            addBaseData(
                "ORG_Organizations", number: other.number, name: other.name, organization: organization, at: now)
        }
        for user in world.users {
            addUser(user, organization, at: now)
        }
        for item in world.company.expenseItems {
            addBaseData("BD_Expense", number: item.number, name: item.label, organization: organization, at: now)
        }
        for employee in world.company.employees {
            let department = world.company.departments.first { $0.id == employee.department }?.number
            addEmployee(
                number: employee.staffNumber, name: employee.name, mobile: employee.mobile, department: department,
                organization: organization, at: now)
        }
    }

    /// Adds audited base data, or renames what has the number already.
    mutating func addBaseData(
        _ formID: String, number: String, name: String, organization: String, at now: Timestamp,
        fields: [String: FieldValue] = [:], rows: [DocumentRecord.Row] = [], isForbidden: Bool? = nil
    ) {
        guard let form = forms.form(formID) else { return }
        var record =
            books[form.position].first(number: number)
            ?? DocumentRecord(form: form, by: PresetBaseData.creator, at: now)
        record.number = number
        record.status = .audited
        if let isForbidden { record.isForbidden = isForbidden }
        let owner = FieldValue.reference(form: "ORG_Organizations", number: organization)
        let common = ["FName": FieldValue.text(name), "FCreateOrgId": owner, "FUseOrgId": owner]
        for (key, value) in common.merging(fields, uniquingKeysWith: { $1 }) {
            if let place = form.headField(key) {
                record.head[place] = value
            } else if let (entry, place) = form.entryField(key), form.definition.entries[entry].isSubHead {
                if record.entries[entry].isEmpty { record.entries[entry] = [form.emptyRow(of: entry)] }
                record.entries[entry][0].fields[place] = value
            }
        }
        if !rows.isEmpty { record.entries[0] = rows }
        books[form.position].store(&record)
    }

    private mutating func addUser(_ account: String, _ organization: String, at now: Timestamp) {
        addUser(KingdeeUser(account: account), organization, at: now)
    }

    /// Adds a user as `SEC_User` shows it, or changes the one of this account.
    mutating func addUser(_ user: KingdeeUser, _ organization: String, at now: Timestamp) {
        var fields: [String: FieldValue] = ["FUserAccount": .text(user.account)]
        if let employee = user.employee { fields["FLinkObject"] = .reference(form: "BD_Empinfo", number: employee) }
        addBaseData(
            "SEC_User", number: user.account, name: user.account, organization: organization, at: now,
            fields: fields, isForbidden: user.isDisabled)
    }

    /// Adds an employee with one post.
    mutating func addEmployee(
        number: String, name: String, mobile: String?, department: String?, organization: String, at now: Timestamp
    ) {
        guard let form = forms.form("BD_Empinfo") else { return }
        var row = DocumentRecord.Row(fields: Array(repeating: nil, count: form.definition.entries[0].fields.count))
        let values: [String: FieldValue?] = [
            "FWorkOrgId": .reference(form: "ORG_Organizations", number: organization),
            "FPostDept": department.map { .reference(form: "BD_Department", number: $0) }, "FIsFirstPost": .flag(true),
        ]
        for (key, value) in values {
            if let place = form.entryField(key, entry: 0) { row.fields[place] = value }
        }
        addBaseData(
            "BD_Empinfo", number: number, name: name, organization: organization, at: now,
            fields: mobile.map { ["FMobile": .text($0)] } ?? [:], rows: [row])
        guard var record = books[form.position].first(number: number) else { return }
        assignPosts(of: &record, form, by: PresetBaseData.creator, at: now)
        books[form.position].store(&record)
    }

    /// Who has an effect, when, and where it is recorded.
    struct Effect {
        var user: String
        var now: Timestamp
        var journal: DocumentJournal
    }
}
