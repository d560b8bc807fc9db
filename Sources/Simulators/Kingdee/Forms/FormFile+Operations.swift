import Seams
import Yams

extension FormFile {
    private static let statuses = ["Z", "A", "B", "C", "D"]

    /// The tenant's own operations: `{number: Freeze, name: 冻结, status: [C], set: {FFrozen: true}}`.
    static func operations(_ node: FormNode?, of form: FormDefinition) -> [FormOperation] {
        var taken = Set(FormOperation.usual.map { $0.lowercased() })
        return (node?.elements ?? []).compactMap { element in
            let members = element.members(["number", "name", "status", "set"])
            for key in ["number", "name"] where members[key] == nil {
                element.note("'\(key)' is missing; write for example {number: Freeze, name: 冻结, set: {FFrozen: true}}")
            }
            guard let number = members["number"]?.text, let name = members["name"]?.text else { return nil }
            guard taken.insert(number.lowercased()).inserted else {
                members["number"]?.note("the operation '\(number)' is there already; choose another number")
                return nil
            }
            var operation = FormOperation(number: number, name: name)
            operation.statuses = (members["status"]?.elements ?? [])
                .compactMap { $0.choice(statuses).flatMap(DocumentStatus.init) }
            operation.values = members["set"]?.pairs.compactMap { value($0.key, $0.value, form) } ?? []
            return operation
        }
    }

    private static func value(
        _ key: String, _ node: FormNode, _ form: FormDefinition
    ) -> (key: String, value: FieldValue)? {
        guard let field = form.fields.first(where: { $0.key == key }) else {
            node.note("the head has no field '\(key)'" + Spelling.hint(for: key, among: form.fields.map(\.key)))
            return nil
        }
        guard let value = node.text.flatMap(field.stored) else {
            node.note("'\(node.node.scalar?.string ?? "")' does not fit the field's type")
            return nil
        }
        return (key, value)
    }
}
