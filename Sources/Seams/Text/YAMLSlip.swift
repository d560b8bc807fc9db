import Foundation

/// What most likely makes a text no YAML, told in the words of a person: parsers name the place where they gave up, which
/// is often a line too late, and never the full-width colon before it.
package struct YAMLSlip: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    /// What is wrong there and what to write.
    package var advice: String

    /// How many lines before the place where the parser gave up are looked at.
    private static let linesBefore = 5

    /// Looks for a slip at the line that a parser names, and before it; nil when there is none.
    package init?(near line: Int, in text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard !lines.isEmpty else { return nil }
        let last = min(max(line, 1), lines.count)
        for number in stride(from: last, through: max(1, last - YAMLSlip.linesBefore), by: -1) {
            guard let advice = YAMLSlip.advice(for: lines[number - 1]) else { continue }
            (self.line, self.advice) = (number, advice)
            return
        }
        return nil
    }

    private static func advice(for line: Substring) -> String? {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        let content = line.dropFirst(blanks.count)
        guard let first = content.first, first != "#" else { return nil }
        if blanks.contains("\t") { return "a tab stands at the beginning of the line; indent it with blanks" }
        let bare = unquoted(content)
        // The key, as far as it was meant to reach.
        let key = bare.prefix { !"{[".contains($0) }.components(separatedBy: ": ")[0]
        if key.contains("：") {
            return "a full-width colon '：' stands where YAML wants ': '; write a plain colon and a blank"
        }
        if let mark = bare.first(where: { "“”‘’＂".contains($0) }), mark == first || opens(mark, in: bare) {
            return "a full-width quote '\(mark)' stands there; write a plain \" or '"
        }
        if let bracket = bare.first(where: { "｛｝［］".contains($0) }) {
            return "a full-width bracket '\(bracket)' stands there; write a plain one of { } [ ]"
        }
        if bare.contains("{"), bare.contains("：") || bare.contains(/，[^,{}\[\]]*:/) {
            return "full-width punctuation stands within { }; write it as {a: 1, b: 2} with plain colons and commas"
        }
        return bare.contains("\t") ? "a tab stands in the line; write blanks" : nil
    }

    /// Whether a quote of this kind opens a value.
    private static func opens(_ mark: Character, in bare: String) -> Bool {
        [": ", "[", ", ", "- ", "{"].contains { bare.contains("\($0)\(mark)") }
    }

    /// The line without what stands in quotes and without a comment.
    private static func unquoted(_ line: Substring) -> String {
        var result = ""
        var quote: Character?
        var before: Character = " "
        for character in line {
            if let open = quote {
                if character == open, !(open == "\"" && before == "\\") { quote = nil }
            } else if character == "\"" || character == "'", " [{,:".contains(before) {
                quote = character
            } else if character == "#", before == " " {
                break
            } else {
                result.append(character)
            }
            before = character
        }
        while result.last == " " { result.removeLast() }
        return result
    }
}
