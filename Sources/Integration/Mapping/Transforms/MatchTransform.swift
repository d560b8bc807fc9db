import Synchronization

/// `match: "合同号[:：]\\s*(\\w+)"`: the part of a text that a regular expression captures in its first group, or without
/// a group the part it matches.
struct MatchTransform: Transform {
    private let pattern: Pattern

    init?(_ rule: inout MappingSection, _ dictionaries: [String: MappingDictionary]) {
        guard let member = rule.take("match") else { return nil }
        guard let text = member.text, let pattern = Pattern(text) else {
            rule.note(member, #"is no regular expression; write for example match: "([A-Z]+-[0-9]+)""#)
            return nil
        }
        self.pattern = pattern
    }

    func apply(_ value: JSONValue?, _ form: FormContext) throws(TransformRefusal) -> JSONValue? {
        guard let text = value?.text else { return nil }
        guard let part = pattern.part(of: text) else {
            throw TransformRefusal(
                value: text, reason: "it does not match \(pattern.text)",
                remedy: "correct it in the form, or the mapping's 'match'")
        }
        return .string(part)
    }

    /// A compiled expression. `Regex` is not Sendable; the mutex lets one mapping at a time use it.
    private final class Pattern: Sendable {
        let text: String
        private let regex: Mutex<Regex<AnyRegexOutput>>

        init?(_ text: String) {
            guard let regex = try? Regex(text) else { return nil }
            self.text = text
            self.regex = Mutex(regex)
        }

        func part(of text: String) -> String? {
            regex.withLock { regex in
                guard let output = text.firstMatch(of: regex)?.output, let whole = output[0].substring else {
                    return nil
                }
                guard output.count > 1 else { return String(whole) }
                return output[1].substring.map(String.init)
            }
        }
    }
}
