import Yams

extension FormFile {
    /// The head's fields: base data has some by itself, which a file may declare anew.
    static func headFields(_ declared: [FieldDefinition], isBaseData: Bool) -> [FieldDefinition] {
        guard isBaseData else { return declared }
        let keys = Set(declared.map { $0.key.lowercased() })
        return FormDefinition.commonFields.filter { !keys.contains($0.key.lowercased()) } + declared
    }

    /// Notes keys that mean two things: those of fields that every form has by itself, and of entries.
    static func noteTaken(_ members: [String: FormNode], by form: FormDefinition) {
        let own = [form.key, form.number.key, "FDocumentStatus"] + form.number.otherSpellings
        var taken = Set((own + SystemField.allCases.map(\.rawValue)).map { $0.lowercased() })
        for (element, key) in keys(members["fields"]) where taken.contains(key.lowercased()) {
            element.note("'\(key)' is there by itself, as number, key, status or what the platform keeps; take it out")
        }
        taken.formUnion(form.fields.map { $0.key.lowercased() })
        for (element, key) in keys(members["entries"]) where !taken.insert(key.lowercased()).inserted {
            element.note("the key '\(key)' is there already; choose another")
        }
    }

    private static func keys(_ list: FormNode?) -> [(FormNode, String)] {
        guard let list, list.node.sequence != nil else { return [] }  // noted where the list is read
        return list.elements.compactMap { element in
            element.node["key"]?.scalar.map { (element, $0.string) }
        }
    }
}
