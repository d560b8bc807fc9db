/// A form with its keys indexed, so that a key is found without a search, regardless of case.
final class KingdeeForm: Sendable {
    /// What a key means on the head.
    enum HeadKey: Hashable, Sendable {
        case key
        case number
        case status
        case field(Int)
        case entry(Int)
        case system(SystemField)
    }

    let definition: FormDefinition
    /// The place in its catalogue's `forms`.
    let position: Int
    /// What it does beyond its fields.
    let rules: [BusinessRule]
    private let headKeys: [String: HeadKey]
    private let entryKeys: [[String: Int]]
    private let numberColumns: Set<String>

    init(_ definition: FormDefinition, position: Int) {
        self.definition = definition
        rules = definition.rules.compactMap(BusinessRule.named)
        self.position = position
        var keys: [String: HeadKey] = [:]
        for system in SystemField.allCases where definition.isBaseData || system != .forbidden {
            keys[system.rawValue] = .system(system)
        }
        for (index, field) in definition.fields.enumerated() { keys[field.key] = .field(index) }
        for (index, entry) in definition.entries.enumerated() { keys[entry.key] = .entry(index) }
        for key in [definition.number.key] + definition.number.otherSpellings { keys[key] = .number }
        keys["FDocumentStatus"] = .status
        keys[definition.key] = .key
        headKeys = KingdeeForm.withLowercase(keys)
        entryKeys = definition.entries.map { entry in
            let pairs = entry.fields.enumerated().map { ($1.key, $0) }
            return KingdeeForm.withLowercase(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
        numberColumns = Set(definition.number.otherColumns.map { $0.lowercased() })
    }

    /// What `key` means on the head; nil when the form has no such key there.
    func headKey(_ key: String) -> HeadKey? {
        headKeys[key] ?? headKeys[key.lowercased()]
    }

    /// What `key` means in a query, where the number answers to more names.
    func column(_ key: String) -> HeadKey? {
        headKey(key) ?? (numberColumns.contains(key.lowercased()) ? .number : nil)
    }

    /// The place of the head field `key`.
    func headField(_ key: String) -> Int? {
        if case .field(let index)? = headKey(key) { index } else { nil }
    }

    /// The place of the field `key` in the rows of the entry at `entry`.
    func entryField(_ key: String, entry: Int) -> Int? {
        entryKeys[entry][key] ?? entryKeys[entry][key.lowercased()]
    }

    /// The first entry with a field `key`, and its place there.
    func entryField(_ key: String) -> (entry: Int, field: Int)? {
        for entry in entryKeys.indices {
            if let field = entryField(key, entry: entry) { return (entry, field) }
        }
        return nil
    }

    /// The entry called `key`, regardless of case.
    func entry(_ key: String) -> Int? {
        if case .entry(let index)? = headKey(key) { index } else { nil }
    }

    /// A row of an entry with nothing in it.
    func emptyRow(of entry: Int) -> DocumentRecord.Row {
        DocumentRecord.Row(fields: Array(repeating: nil, count: definition.entries[entry].fields.count))
    }

    private static func withLowercase<Value>(_ keys: [String: Value]) -> [String: Value] {
        keys.merging(keys.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    }
}
