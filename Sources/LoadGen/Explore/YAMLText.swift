/// Builds a YAML text in block style, line by line. All scalars are texts to whoever reads a scenario, so quoting is only
/// a matter of syntax.
struct YAMLText {
    private static let widthMax = 110

    private(set) var text = ""
    private var indentation = 0

    /// A comment above everything: one `#` line for each line of `words`.
    mutating func comment(_ words: String) {
        for line in words.split(separator: "\n", omittingEmptySubsequences: false) {
            text += line.isEmpty ? "#\n" : "# \(line)\n"
        }
    }

    /// `key: value`
    mutating func member(_ key: String, _ value: String) {
        line("\(YAMLText.scalar(key)): \(YAMLText.scalar(value))")
    }

    /// `key: value`, unless the value is nil or the default.
    mutating func member<Value: Equatable>(
        _ key: String, _ value: Value, unless fallback: Value, _ text: (Value) -> String = { "\($0)" }
    ) {
        if value != fallback { member(key, text(value)) }
    }

    /// `key: value` for a sentence, folded where it is long.
    mutating func sentence(_ key: String, _ value: String) {
        let words = value.split(separator: " ", omittingEmptySubsequences: false)
        let isFoldable = !words.contains("") && value.allSatisfy { !$0.isNewline && $0 != "\t" }
        guard isFoldable, value.count > YAMLText.widthMax - key.count - 4 else { return member(key, value) }
        line("\(key): >-")
        var row = ""
        for word in words {
            if !row.isEmpty, row.count + word.count >= YAMLText.widthMax {
                line("  \(row)")
                row = ""
            }
            row += row.isEmpty ? String(word) : " \(word)"
        }
        line("  \(row)")
    }

    /// `key: [a, b]`
    mutating func list(_ key: String, _ values: [String]) {
        line("\(key): [\(values.map(YAMLText.scalar).joined(separator: ", "))]")
    }

    /// `key:` with YAML text below it as it is.
    mutating func raw(_ key: String, _ yaml: String) {
        line("\(YAMLText.scalar(key)):")
        for row in yaml.split(separator: "\n") { line("  \(row)") }
    }

    /// `key:` with a mapping below it; nothing when `body` adds nothing.
    mutating func section(_ key: String, _ body: (inout YAMLText) -> Void) {
        var inner = YAMLText()
        inner.indentation = indentation + 1
        body(&inner)
        guard !inner.text.isEmpty else { return }
        line("\(YAMLText.scalar(key)):")
        text += inner.text
    }

    /// A mapping with its members by name; nothing when it is empty.
    mutating func section(_ key: String, _ members: [String: String]) {
        section(key) { inner in
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { inner.member(name, value) }
        }
    }

    /// `key: {}`
    mutating func emptyMapping(_ key: String) {
        line("\(key): {}")
    }

    /// An element of a list of mappings: `- ` before its first line.
    mutating func element(_ body: (inout YAMLText) -> Void) {
        var inner = YAMLText()
        inner.indentation = indentation + 1
        body(&inner)
        let margin = String(repeating: "  ", count: indentation)
        text += margin + "- " + inner.text.dropFirst(margin.count + 2)
    }

    private mutating func line(_ content: String) {
        text += String(repeating: "  ", count: indentation) + content + "\n"
    }

    /// A scalar that reads back as exactly this text.
    static func scalar(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return escaped(text) }
        let isPlain = text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
        let safe = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._/%-".contains($0)) }
        return isPlain && safe && text.lowercased() != "null" ? text : "'\(text.replacing("'", with: "''"))'"
    }

    /// A double-quoted scalar, for texts with control characters.
    private static func escaped(_ text: String) -> String {
        let body = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            default:
                scalar.value < 0x20 || scalar.value == 0x7F
                    ? "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
                    : String(scalar)
            }
        }
        return "\"\(body.joined())\""
    }
}
