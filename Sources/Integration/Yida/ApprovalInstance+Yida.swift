extension ApprovalInstance {
    /// Reads a filled form as either kind of call shows it: process instances have `data`, plain forms `formData`. Nil when
    /// it is neither.
    ///
    /// Mappings name the record's members: the components by their ids, with companions such as `employeeField_x_id`, and
    /// `instance`, `title`, `originator`, `originatorName`, `originatorDepartment`, `serialNumber`, `created`.
    init?(id: String, of form: YidaForm, yida item: JSONValue) {
        guard case .object(let data)? = item["data"] ?? item["formData"] else { return nil }
        let person = item["originator"]
        let name = person?["name"] ?? person?["userName"]
        let user = person?["userId"]?.text ?? item["creatorUserId"]?.text ?? ""
        let title = item["title"]?.text ?? ""
        let department = person?["deptName"]?.text ?? person?["departmentName"]?.text ?? ""
        let own: [(String, String?)] = [
            ("instance", id), ("title", title), ("originator", user),
            ("originatorName", name?["nameInChinese"]?.text ?? name?.text), ("originatorDepartment", department),
            ("serialNumber", item["serialNumber"]?.text ?? item["serialNo"]?.text),
            ("created", item["createTimeGMT"]?.text ?? item["createdTimeGMT"]?.text),
        ]
        let members = own.compactMap { name, text in text.map { JSONValue.Member(name, .string($0)) } }
        // Yida says disagree where approvals say refuse. Plain data has nobody who could.
        let result = item["approvedResult"]?.text ?? ""
        let isPlain = form.process == nil
        self.init(
            id: id, title: title, businessID: item["serialNumber"]?.text ?? item["serialNo"]?.text ?? "",
            status: isPlain ? "COMPLETED" : item["instanceStatus"]?.text ?? "",
            result: isPlain ? "agree" : result == "disagree" ? "refuse" : result, originatorUserID: user,
            originatorDepartmentID: department, values: [], record: JSONValue.object(members + data).jsonText)
    }

    /// What the form says apart from `fields`, the same for the same content however it is written: members in order,
    /// names left out where ids stand beside them, and files without their addresses, which change.
    func content(without fields: Set<String>) -> JSONValue {
        guard let text = recordAsRead ?? record, let record = try? JSONValue(parsing: text),
            case .object(let members) = record
        else { return .null }
        return .object(
            members.filter { $0.name.contains("Field_") && !fields.contains(ApprovalInstance.field(of: $0.name)) }
        ).settled
    }

    /// The names of components that say something else in `other`, in order.
    func changedFields(against other: ApprovalInstance, without fields: Set<String>) -> [String] {
        let (mine, theirs) = (content(without: fields), other.content(without: fields))
        let names = Set(mine.memberNames + theirs.memberNames).sorted()
        return names.filter { mine[$0] != theirs[$0] }
    }

    /// The component that a member belongs to: `numberField_x_value` and `radioField_x_id` stand beside their component.
    private static func field(of name: String) -> String {
        for suffix in ["_id", "_value"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.count)) }
        return name
    }
}

extension JSONValue {
    /// The same content in one way of writing.
    fileprivate var settled: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.settled))
        case .object(let members):
            let names = Set(members.map(\.name))
            let kept = members.filter { member in
                !names.contains(member.name + "_id") && !member.name.lowercased().hasSuffix("url")
            }
            return .object(
                kept.map { Member($0.name, $0.value.settled) }.sorted { $0.name < $1.name })
        case .string(let text) where text.hasPrefix("[") || text.hasPrefix("{"):
            // Files and addresses are JSON text; other text stays as it is.
            guard let inner = try? JSONValue(parsing: text) else { return self }
            return .string(inner.settled.jsonText)
        case .null, .bool, .number, .string: return self
        }
    }
}
