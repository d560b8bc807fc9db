import Seams
import Yams

/// Reads a form file: one business object of a tenant, declared without a line of Swift. `docs/forms.md` describes it.
struct FormFile {
    /// The file's name, for messages.
    let name: String
    /// The form, as far as it could be read: without what stands in `mistakes`.
    private(set) var definition: FormDefinition?
    private(set) var mistakes: [FormFileMistake]
    private let places: [String: Place]

    /// Where something stands in the file, counted from 1.
    struct Place {
        var line = 1
        var column = 1
    }

    static let keys = [
        "form", "name", "english", "kind", "key", "number", "code-rule", "first-id", "read-only", "isolated", "fields",
        "entries", "operations", "rules", "push", "rows",
    ]
    static let kinds = ["bill", "base-data", "balance"]

    /// Reads `text`. Never fails: what is wrong stands in `mistakes`.
    init(_ file: String, _ text: String) {
        let notes = FormNode.Notes(file: file)
        do {
            if let node = try Yams.compose(yaml: text) {
                definition = FormFile.form(FormNode(node, notes: notes))
            } else {
                notes.mistakes.append(
                    FormFileMistake(
                        file: file, line: 1, column: 1, field: "", message: "the file is empty; see docs/forms.md"))
            }
        } catch {
            notes.mistakes.append(FormFile.mistake(error, text, file))
        }
        name = file
        mistakes = notes.mistakes
        places = notes.places
    }

    /// A mistake at what `key` names: a field, `number.unique-within` or `push.` and a rule's id.
    func mistake(at key: String, _ message: String) -> FormFileMistake {
        let place = places[key] ?? Place()
        return FormFileMistake(file: name, line: place.line, column: place.column, field: key, message: message)
    }

    private static func mistake(_ error: any Error, _ text: String, _ file: String) -> FormFileMistake {
        guard let error = error as? YamlError else {
            return FormFileMistake(file: file, line: 1, column: 1, field: "", message: "not YAML: \(error)")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            if let slip = YAMLSlip(near: mark.line, in: text) {
                return FormFileMistake(
                    file: file, line: slip.line, column: 1, field: "", message: "not YAML: \(slip.advice)")
            }
            return FormFileMistake(
                file: file, line: mark.line, column: mark.column, field: "", message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            return FormFileMistake(
                file: file, line: context.mark.line, column: context.mark.column, field: "",
                message: "the key '\(keys.first ?? "?")' stands here and once more in the same block; keep one")
        default: return FormFileMistake(file: file, line: 1, column: 1, field: "", message: "not YAML: \(error)")
        }
    }

    private static func form(_ root: FormNode) -> FormDefinition? {
        let members = root.members(keys)
        for key in ["form", "name", "key"] where members[key] == nil {
            root.note("'\(key)' is missing; write for example \(key): \(examples[key] ?? "")")
        }
        let kind = members["kind"]?.choice(kinds) ?? "bill"
        guard let id = members["form"]?.text, let name = members["name"]?.text, let key = members["key"]?.text else {
            return nil
        }
        let isBaseData = kind == "base-data"
        var number = number(members["number"], isBaseData: isBaseData)
        number.automatic = codeRule(members["code-rule"])
        var form = FormDefinition(
            id: id, name: name, key: key, number: number,
            fields: headFields(fields(members["fields"]), isBaseData: isBaseData),
            entries: members["entries"]?.elements.compactMap(entry) ?? [])
        form.englishName = members["english"]?.text ?? id
        form.isBaseData = isBaseData
        form.isBalance = kind == "balance"
        form.isReadOnly = members["read-only"]?.flag ?? form.isBalance
        form.isIsolated = members["isolated"]?.flag ?? false
        if form.isIsolated, !isBaseData {
            members["isolated"]?.note("only base data belongs to organisations; take it out, or write kind: base-data")
        }
        form.overwritesNumber = members["code-rule"].map { overwrites($0) } ?? false
        form.enforcesUniqueNumber = members["number"].map { isUnique($0) } ?? true
        if let first = members["first-id"]?.number(1...1_000_000_000) { form.firstID = Int64(first) }
        for rule in members["rules"]?.elements ?? [] {
            if let name = rule.choice(BusinessRule.all.map(\.name)) { form.rules.append(name) }
        }
        form.operations = operations(members["operations"], of: form)
        noteTaken(members, by: form)
        form.pushRules = members["push"]?.elements.compactMap(push) ?? []
        form.rows = members["rows"]?.elements.map { row($0, form) } ?? []
        return form
    }

    private static let examples = ["form": "PUR_Requisition", "name": "采购申请单", "key": "FID"]
    private static let numberKeys = ["key", "name", "also", "columns", "unique", "unique-within"]
    private static let ruleKeys = ["prefix", "dated", "width", "overwrites"]

    private static func number(_ node: FormNode?, isBaseData: Bool) -> NumberField {
        let members = node?.members(numberKeys) ?? [:]
        var number = NumberField(
            key: members["key"]?.text ?? (isBaseData ? "FNumber" : "FBillNo"),
            name: members["name"]?.text ?? (isBaseData ? "编码" : "单据编号"), automatic: AutomaticNumber())
        number.otherSpellings = members["also"]?.texts ?? []
        number.otherColumns = members["columns"]?.texts ?? []
        number.scope = members["unique-within"]?.texts ?? []
        members["unique-within"]?.keepPlace(as: "number.unique-within")
        _ = members["unique"]?.flag
        return number
    }

    private static func isUnique(_ node: FormNode) -> Bool {
        guard let unique = node.node["unique"] else { return true }
        return unique.scalar?.string != "false"
    }

    private static func overwrites(_ node: FormNode) -> Bool {
        node.node["overwrites"]?.scalar?.string == "true"
    }

    private static func codeRule(_ node: FormNode?) -> AutomaticNumber {
        if node?.node.scalar?.string == "off" { return AutomaticNumber(isOff: true) }
        let members = node?.members(ruleKeys) ?? [:]
        _ = members["overwrites"]?.flag
        return AutomaticNumber(
            prefix: members["prefix"]?.text ?? "", isDated: members["dated"]?.flag ?? false,
            width: members["width"]?.number(0...18) ?? 6)
    }

    private static func fields(_ node: FormNode?) -> [FieldDefinition] {
        var seen: Set<String> = []
        return (node?.elements ?? []).compactMap { element in
            guard let field = FormFileField.field(element) else { return nil }
            guard seen.insert(field.key.lowercased()).inserted else {
                element.note("the field '\(field.key)' is there twice; keep one")
                return nil
            }
            return field
        }
    }

    private static func entry(_ node: FormNode) -> EntryDefinition? {
        let members = node.members(["key", "name", "required", "row-key", "sub-head", "fields"])
        for key in ["key", "name", "fields"] where members[key] == nil { node.note("'\(key)' is missing") }
        guard let key = members["key"]?.text, let name = members["name"]?.text else { return nil }
        var entry = EntryDefinition(
            key, name, required: members["required"]?.flag ?? false, fields: fields(members["fields"]))
        entry.rowKey = members["row-key"]?.text ?? "FEntryID"
        entry.isSubHead = members["sub-head"]?.flag ?? false
        return entry
    }

    private static func push(_ node: FormNode) -> PushRule? {
        let members = node.members(["to", "rule", "default", "bill-type", "repeat", "head", "entries"])
        for key in ["to", "rule"] where members[key] == nil { node.note("'\(key)' is missing") }
        guard let target = members["to"]?.text, let id = members["rule"]?.text else { return nil }
        node.keepPlace(as: "push.\(id)")
        func map(_ node: FormNode?) -> [PushRule.Field] {
            node?.pairs.compactMap { pair in pair.value.text.map { PushRule.Field(source: pair.key, target: $0) } }
                ?? []
        }
        let entries = members["entries"]?.elements.compactMap { element -> PushRule.Entry? in
            let members = element.members(["from", "to", "fields"])
            guard let source = members["from"]?.text, let target = members["to"]?.text else {
                element.note("write from, to and fields")
                return nil
            }
            return PushRule.Entry(source: source, target: target, fields: map(members["fields"]))
        }
        var rule = PushRule(targetForm: target, id: id, head: map(members["head"]), entries: entries ?? [])
        rule.isDefault = members["default"]?.flag ?? true
        rule.billType = members["bill-type"]?.text
        rule.allowsRepeat = members["repeat"]?.flag ?? false
        return rule
    }

    /// A row that is there at the start: `number`, `name`, and fields as plain values; base data by its number.
    private static func row(_ node: FormNode, _ form: FormDefinition) -> FormDefinition.Row {
        var row = FormDefinition.Row()
        for (key, value) in node.pairs {
            switch key {
            case "number": row.number = value.text ?? ""
            case "name": row.name = value.text ?? ""
            default:
                let fields = form.fields + form.entries.filter(\.isSubHead).flatMap(\.fields)
                guard let field = fields.first(where: { $0.key == key }) else {
                    value.note("the form has no field '\(key)'" + Spelling.hint(for: key, among: fields.map(\.key)))
                    continue
                }
                guard let stored = value.text.flatMap(field.stored) else {
                    value.note("'\(value.node.scalar?.string ?? "")' does not fit the field's type")
                    continue
                }
                row.fields[key] = stored
            }
        }
        return row
    }
}
