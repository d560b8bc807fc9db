import Seams

/// Suites (套件: leave, overtime, business trips, expenses): only the app fills them in. They read back as a tree of
/// components with `props.bizAlias`, each with its own value and, as text, its `extValue`; the parts may be tables.
extension FormReader {
    func suite(_ value: String, of component: FormComponent) throws(FormMistake) -> Reading {
        // A suite without parts is shown as it was handed in, such as a leave's ["2026-01-15","2026-01-16",1,"day",…].
        guard !component.children.isEmpty else { return Reading(value: value) }
        let filled = try assigned(try FormReader.parts(value, of: component), to: component.children)
        var parts: [JSON] = []
        for child in component.children { parts.append(try part(child, filled[child.id])) }
        return Reading(value: JSON.array(parts).text)
    }

    private func part(_ component: FormComponent, _ value: SubmittedValue?) throws(FormMistake) -> JSON {
        var members = [
            JSON.Member("componentName", .string(component.type)),
            JSON.Member("componentType", .string(component.type)),
            JSON.Member("props", FormReader.properties(of: component)),
        ]
        guard let value else {
            let empty = component.type == "TableField" ? FormReader.schema(of: component).text : "null"
            return .object(members + [JSON.Member("value", .string(empty))])
        }
        let reading = try reading(component, value)
        members.append(JSON.Member("value", .string(reading.value)))
        if let extended = value.extValue ?? reading.extended?.text {
            members.append(JSON.Member("extValue", .string(extended)))
        }
        return .object(members)
    }

    /// The submitted parts: an object of values by id, alias or label, or cells as in a table's row.
    private static func parts(_ value: String, of component: FormComponent) throws(FormMistake) -> [SubmittedValue] {
        let parsed = try? JSON(parsing: value)
        if let members = parsed?.members {
            return members.map { SubmittedValue(id: $0.key, value: $0.value.scalarText ?? $0.value.text) }
        }
        guard parsed?.array != nil, let row = try rows("[\(value)]", of: component).first else {
            throw .malformed(component: component.id, expected: "an object of values by component id")
        }
        return row
    }
}
