import Yams

/// Reads one field of a form file: `{key: FProposerID, name: 申请人, base: BD_Empinfo, required: true}`.
enum FormFileField {
    static let keys = [
        "key", "name", "type", "base", "of", "dimensions", "length", "scale", "required", "default", "property",
        "personal", "read-only",
    ]
    static let types = ["text", "decimal", "integer", "date", "flag", "base", "any-base", "bill", "dimensions"]

    static func field(_ node: FormNode) -> FieldDefinition? {
        let members = node.members(keys)
        for key in ["key", "name"] where members[key] == nil {
            node.note("'\(key)' is missing; write for example {key: FCausa, name: 事由, type: text}")
        }
        guard let key = members["key"]?.text, let name = members["name"]?.text, let kind = kind(node, members) else {
            return nil
        }
        node.keepPlace(as: key)
        var field = FieldDefinition(
            key, name, kind, required: members["required"]?.flag ?? false, property: members["property"]?.text,
            personal: members["personal"]?.flag ?? false)
        field.length = members["length"]?.number(1...1_000_000)
        field.scale = members["scale"]?.number(0...10)
        if members["type"]?.node.scalar?.string == "integer" {
            if field.scale != nil { node.note("an integer has no scale; take it out, or write type: decimal") }
            field.scale = 0
        }
        field.isReadOnly = members["read-only"]?.flag ?? false
        if field.isReadOnly, field.isRequired {
            node.note("a client cannot fill a read-only field; take out required or read-only")
        }
        field.defaultText = members["default"]?.text
        if field.length != nil, kind != .text {
            node.note("only a text has a length; take it out, or write type: text")
        }
        if let text = field.defaultText, field.stored(text) == nil {
            members["default"]?.note("'\(text)' does not fit the field's type")
        }
        if field.scale != nil, kind != .decimal { node.note("only a decimal has a scale; take it out") }
        return field
    }

    private static func kind(_ node: FormNode, _ members: [String: FormNode]) -> FieldDefinition.Kind? {
        let implied = members["base"] != nil ? "base" : members["dimensions"] != nil ? "dimensions" : "text"
        guard let type = members["type"].map({ $0.choice(types) }) ?? implied else { return nil }
        switch type {
        case "decimal", "integer": return .decimal
        case "date": return .date
        case "flag": return .flag
        case "bill": return .bill
        case "base":
            guard let base = members["base"]?.text else {
                node.note("which base data? write base: BD_Department")
                return nil
            }
            return .base(form: base)
        case "any-base":
            guard let field = members["of"]?.text else {
                node.note("which field holds the form? write of: FCONTACTUNITTYPE")
                return nil
            }
            return .anyBase(typeField: field)
        case "dimensions":
            let pairs = members["dimensions"]?.pairs.compactMap { pair in pair.value.text.map { (pair.key, $0) } } ?? []
            return .dimensions(Dictionary(pairs) { first, _ in first })
        default: return .text
        }
    }
}
