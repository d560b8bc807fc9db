/// What messages repeat of a file that may hold secrets in the wrong places.
///
/// People paste a secret where its name belongs, and what a message repeats ends up in logs. A key is shown whole when it
/// can be one of ours: words of letters, in camel case or parted by hyphens, with two digits at the end at most. Anything
/// else is told by its beginning and length; the line says where it stands.
package struct ShownText: Sendable {
    /// Shorter values are no secrets, and would be found in words.
    private static let lengthMin = 8

    private let secrets: [String]

    /// - Parameter secrets: values that must not be shown, nor anything that contains one.
    package init(secrets: [String] = []) {
        self.secrets = secrets.filter { $0.count >= ShownText.lengthMin }
    }

    /// A key in quotes: `'appKy'`, or `'s3…' (11 characters)`. Parents stand before it.
    package func key(_ key: String, below parents: String = "") -> String {
        let isShown = ShownText.isName(key) && !holdsSecret(key)
        let place = parents.isEmpty ? "" : "\(parents)."
        return isShown ? "'\(place)\(key)'" : "'\(place)\(key.prefix(2))…' (\(key.count) characters)"
    }

    /// A value in quotes that cannot be taken; shortened when it is long, or letters and digits as in a token.
    package func value(_ value: String) -> String {
        let digits = value.count { $0.isNumber }
        let isToken =
            value.count >= 12 && digits >= 3 && value.contains { $0.isLetter } && !value.contains { $0.isWhitespace }
        let isShown = value.count <= 60 && !isToken && !holdsSecret(value)
        return isShown ? "'\(value)'" : "'\(value.prefix(2))…' (\(value.count) characters)"
    }

    private func holdsSecret(_ text: String) -> Bool {
        secrets.contains { text.contains($0) || ($0.hasPrefix(text) && text.count >= ShownText.lengthMin) }
    }

    /// Whether it could be a name that somebody chose: 40 characters at most, in words.
    private static func isName(_ text: String) -> Bool {
        guard text.count <= 40 else { return false }
        let words = words(of: text)
        // Random letters change their case all the time.
        return !words.isEmpty && words.allSatisfy(isWord) && (text.count <= 8 || words.count * 3 <= text.count + 2)
    }

    /// Up to 16 letters and up to two digits behind them.
    private static func isWord(_ word: String) -> Bool {
        let letters = word.prefix { $0.isLetter }
        let digits = word.dropFirst(letters.count)
        return !word.isEmpty && letters.count <= 16 && digits.count <= 2 && digits.allSatisfy { $0.isNumber }
    }

    /// Parted at hyphens, `_`, dots, and where capitals begin.
    private static func words(of text: String) -> [String] {
        var words = [""]
        var previous: Character = "-"
        for character in text {
            if "-_. ".contains(character) {
                words.append("")
            } else {
                if character.isUppercase, !previous.isUppercase, !words[words.count - 1].isEmpty { words.append("") }
                words[words.count - 1].append(character)
            }
            previous = character
        }
        return words
    }
}
