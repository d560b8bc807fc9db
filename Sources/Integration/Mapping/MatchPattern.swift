import Synchronization

/// A compiled regular expression. `Regex` is not Sendable; the mutex lets one mapping at a time use it.
final class MatchPattern: Sendable {
    /// Longer texts are not searched: a pattern that backtracks could take minutes for them.
    private static let lengthMax = 10_000

    let text: String
    private let regex: Mutex<Regex<AnyRegexOutput>>

    private init?(_ text: String) {
        guard let regex = try? Regex(text) else { return nil }
        self.text = text
        self.regex = Mutex(regex)
    }

    /// Reads the expression behind `key`; nil when there is none, or when it is none, which is noted.
    convenience init?(_ section: inout MappingSection, _ key: String) {
        guard let member = section.take(key) else { return nil }
        guard let text = member.text, (try? Regex(text)) != nil else {
            section.note(member, "is no regular expression; write for example \(key): \"([A-Z]+-[0-9]+)\"")
            return nil
        }
        self.init(text)
    }

    /// What the expression captures in its first group, or without a group the part it matches; nil when it finds nothing.
    func part(of text: String) -> String? {
        guard text.utf8.count <= MatchPattern.lengthMax else { return nil }
        return regex.withLock { regex in
            guard let output = text.firstMatch(of: regex)?.output, let whole = output[0].substring else {
                return nil
            }
            guard output.count > 1 else { return String(whole) }
            return output[1].substring.map(String.init)
        }
    }
}
