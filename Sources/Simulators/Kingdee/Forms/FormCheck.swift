import Seams

/// What is wrong between forms: references to fields and forms that do not exist.
enum FormCheck {
    /// The mistakes of `files`, beside the forms that come along. A reference to base data that nobody knows is allowed,
    /// and not verified on Save, unless it looks misspelt.
    static func mistakes(_ files: [FormFile], beside standard: [FormDefinition]) -> [FormFileMistake] {
        let all = files.compactMap(\.definition) + standard
        let ids = all.map(\.id)
        var names: [String: String] = [:]
        return files.flatMap { file -> [FormFileMistake] in
            guard let form = file.definition else { return [] }
            func mistake(_ field: String, _ message: String) -> FormFileMistake { file.mistake(at: field, message) }
            var mistakes: [FormFileMistake] = []
            if let first = names.updateValue(file.name, forKey: form.id.lowercased()) {
                mistakes.append(mistake("form", "'\(form.id)' is declared in \(first) already; keep one"))
            }
            let head = form.fields.map(\.key)
            for field in form.fields + form.entries.flatMap(\.fields) {
                switch field.kind {
                case .base(let id) where !ids.contains { $0.lowercased() == id.lowercased() }:
                    guard let near = Spelling.nearest(to: id, among: ids, letters: 2) else { continue }
                    mistakes.append(mistake(field.key, "unknown base data '\(id)'; did you mean '\(near)'?"))
                case .anyBase(let type) where !head.contains(type):
                    mistakes.append(
                        mistake(field.key, "there is no head field '\(type)'" + Spelling.hint(for: type, among: head)))
                default: continue
                }
            }
            for key in form.number.scope where !head.contains(key) {
                mistakes.append(
                    mistake(
                        "number.unique-within",
                        "there is no head field '\(key)'" + Spelling.hint(for: key, among: head)))
            }
            for rule in form.pushRules {
                mistakes += push(rule, of: form, all).map { mistake("push.\(rule.id)", $0) }
            }
            return mistakes
        }
    }

    private static func push(_ rule: PushRule, of form: FormDefinition, _ all: [FormDefinition]) -> [String] {
        guard let target = all.first(where: { $0.id.lowercased() == rule.targetForm.lowercased() }) else {
            return ["unknown form '\(rule.targetForm)'" + Spelling.hint(for: rule.targetForm, among: all.map(\.id))]
        }
        var messages: [String] = []
        func check(_ key: String, _ fields: [FieldDefinition], _ name: String) {
            let keys = fields.map(\.key)
            guard !keys.contains(key) else { return }
            messages.append("\(name) has no field '\(key)'" + Spelling.hint(for: key, among: keys))
        }
        for field in rule.head {
            if field.source != form.number.key { check(field.source, form.fields, form.id) }
            check(field.target, target.fields, target.id)
        }
        for entry in rule.entries {
            guard let source = form.entries.first(where: { $0.key == entry.source }),
                let made = target.entries.first(where: { $0.key == entry.target })
            else {
                messages.append("there is no entry '\(entry.source)' or '\(entry.target)'")
                continue
            }
            for field in entry.fields {
                check(field.source, source.fields, "\(form.id).\(source.key)")
                check(field.target, made.fields, "\(target.id).\(made.key)")
            }
        }
        return messages
    }
}
