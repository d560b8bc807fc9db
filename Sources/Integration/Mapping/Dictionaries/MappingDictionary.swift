import Seams

/// Values of one platform and what they are called on the other, such as option labels and numbers of expense items.
struct MappingDictionary: Hashable, Sendable {
    let name: String
    private let entries: [String: String]
    /// How Kingdee is asked for the entries; nil for a dictionary that the mapping brings along.
    let query: QueriedDictionary?

    /// Makes a dictionary.
    init(name: String, entries: [String: String], query: QueriedDictionary? = nil) {
        self.name = name
        self.entries = entries
        self.query = query
    }

    /// What `key` is called on the other platform, nil when it is not listed; blanks around it do not count.
    ///
    /// - Throws: a refusal with a question, when Kingdee has to be asked first.
    func entry(_ key: String, _ knowledge: MappingKnowledge) throws(TransformRefusal) -> String? {
        let key = MappingDictionary.trimmed(key)
        guard let query else { return entries[key] }
        if let found = knowledge.dictionaries[query.id]?[key] { return found }
        if let several = knowledge.ambiguous[query.id]?[key] {
            throw TransformRefusal(
                value: key, reason: "\(query.form) in Kingdee has it several times: \(several)",
                remedy: "write a filter in the dictionary '\(name)', or rename one of them")
        }
        let question = MappingQuestion.entry(dictionary: query, key: key)
        guard !knowledge.absent.contains(question) else { return nil }
        throw TransformRefusal(
            value: key, reason: "the dictionary '\(name)' does not know it until Kingdee was asked",
            remedy: "name the core's configuration, so that Kingdee can be asked", question: question)
    }

    /// How to go on after a key that is not listed.
    func remedy(for key: String) -> String {
        if let query {
            return "add it to \(query.form) in Kingdee, where \(query.key) should be it, or correct it in the form"
        }
        let near = Spelling.nearest(to: key, among: entries.keys.sorted()).map { " (it has '\($0)')" } ?? ""
        return "add it to the dictionary '\(name)'\(near)"
    }

    /// Reads the lines `key,value` of a CSV file (RFC 4180: a field in quotes may hold commas, and quotes doubled). Empty
    /// lines and lines that begin with `#` do not count; a line of headings does no harm.
    static func entries(csv text: String, file: String, notes: MappingNotes) -> [String: String] {
        var entries: [String: String] = [:]
        let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = trimmed(line)
            guard !content.isEmpty, !content.hasPrefix("#") else { continue }
            guard let fields = fields(content), fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
                notes.note(line: index + 1, "'\(content)' is no pair; write key,value", file: file)
                continue
            }
            if let first = entries[fields[0]], first != fields[1] {
                notes.note(line: index + 1, "'\(fields[0])' has the value '\(first)' already; keep one", file: file)
            }
            entries[fields[0]] = fields[1]
        }
        return entries
    }

    /// The fields of one line; nil when a quote is not closed.
    private static func fields(_ line: String) -> [String]? {
        var fields = [""]
        var isQuoted = false
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where rest.first == "\"": fields[fields.count - 1].append(rest.removeFirst())
            case ("\"", _): isQuoted.toggle()
            case (",", false): fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return isQuoted ? nil : fields.map(trimmed)
    }

    /// The text without blanks around it.
    static func trimmed(_ text: some StringProtocol) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    /// As above; most texts have none, and are told by their first and last bytes.
    static func trimmed(_ text: String) -> String {
        var plain = text
        let hasNone = plain.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, first > 0x20 else { return false }
            let (isFirstPlain, isLastPlain) = (
                first < 0x7F || (0xE4...0xE9).contains(first), last > 0x20 && last < 0x7F
            )
            // Three bytes with such a lead are U+4000 to U+9FFF: ideographs, never blanks.
            return isFirstPlain && (isLastPlain || bytes.count > 2 && (0xE4...0xE9).contains(bytes[bytes.count - 3]))
        }
        return hasNone ? text : trimmed(text[...])
    }
}
