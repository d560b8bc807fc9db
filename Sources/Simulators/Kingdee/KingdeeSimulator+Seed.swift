import Seams

extension KingdeeSimulator {
    /// `{"employees":[{"number","name","department"?}], "departments":[{"number","name"}],
    /// "expenseItems":[{"number","name"}], "formRules":{"ER_ExpReimbursement":{"enforcesUniqueNumber":false}}}`; what has
    /// the number already is renamed. All or nothing.
    package func seed(_ world: JSON) throws {
        guard let members = world.members else { throw ControlError("send an object with \(SeedPart.list)") }
        let parts = try members.map { try SeedPart($0, services.forms) }
        let organization = services.world.organization
        let now = services.time.now
        services.documents.transact { state in
            for part in parts { part.apply(to: &state, organization: organization, at: now) }
        }
    }
}

/// One member of a seed, checked.
private enum SeedPart {
    case employees([(number: String, name: String, department: String?)])
    case baseData(form: String, [(number: String, name: String, department: String?)])
    case formRules([String: FormRule])

    static let list = "employees, departments, expenseItems or formRules"

    init(_ member: JSON.Member, _ forms: FormCatalog) throws {
        switch member.key {
        case "employees": self = .employees(try SeedPart.items(member, ["number", "name", "department"]))
        case "departments": self = .baseData(form: "BD_Department", try SeedPart.items(member, ["number", "name"]))
        case "expenseItems": self = .baseData(form: "BD_Expense", try SeedPart.items(member, ["number", "name"]))
        case "formRules": self = .formRules(try SeedPart.rules(member, forms))
        default: throw ControlError("unknown member '\(member.key)'; send \(SeedPart.list)")
        }
    }

    func apply(to state: inout DocumentState, organization: String, at now: Timestamp) {
        switch self {
        case .employees(let items):
            for item in items {
                state.addEmployee(
                    number: item.number, name: item.name, mobile: nil, department: item.department,
                    organization: organization, at: now)
            }
        case .baseData(let form, let items):
            for item in items {
                state.addBaseData(form, number: item.number, name: item.name, organization: organization, at: now)
            }
        case .formRules(let rules):
            state.rules.merge(rules) { $1 }
        }
    }

    private static func items(
        _ member: JSON.Member, _ keys: [String]
    ) throws -> [(number: String, name: String, department: String?)] {
        guard let elements = member.value.array else {
            throw ControlError(#"\#(member.key) must be a list such as [{"number":"X001","name":"名称"}]"#)
        }
        return try elements.map { element in
            for key in element.members?.map(\.key) ?? [] where !keys.contains(key) {
                throw ControlError("unknown key '\(key)' in \(member.key); known are \(keys.joined(separator: ", "))")
            }
            guard let number = element["number"]?.scalarText, !number.isEmpty, let name = element["name"]?.string else {
                throw ControlError("each of \(member.key) needs a number and a name; got \(element.text)")
            }
            return (number, name, element["department"]?.string)
        }
    }

    private static func rules(_ member: JSON.Member, _ forms: FormCatalog) throws -> [String: FormRule] {
        var rules: [String: FormRule] = [:]
        for rule in member.value.members ?? [] {
            guard let form = forms.form(rule.key) else {
                throw ControlError("formRules: unknown form '\(rule.key)'")
            }
            var value = FormRule(usual: form.definition.id, in: forms)
            for option in rule.value.members ?? [] {
                guard case .bool(let flag) = option.value else {
                    throw ControlError("formRules: \(rule.key).\(option.key) must be true or false")
                }
                switch option.key {
                case "enforcesUniqueNumber": value.enforcesUniqueNumber = flag
                case "overwritesNumber": value.overwritesNumber = flag
                case "verifiesBaseData": value.verifiesBaseData = flag
                case "hidesCreated": value.hidesCreated = flag
                default:
                    throw ControlError(
                        "formRules: unknown key '\(option.key)'; known are enforcesUniqueNumber, overwritesNumber, "
                            + "verifiesBaseData, hidesCreated")
                }
            }
            rules[form.definition.id] = value
        }
        return rules
    }
}
