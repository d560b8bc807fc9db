/// A pattern of `like`, as in T-SQL: `%` any text, `_` any one character, `[abc]`, `[a-z]` and `[^a]` one of a set. Case
/// is not told.
struct LikePattern: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case anyText
        case anyCharacter
        case character(Character)
        case set([ClosedRange<Character>], negated: Bool)
    }

    private let parts: [Part]

    init(_ pattern: String) {
        let characters = Array(pattern.lowercased())
        var parts: [Part] = []
        var position = 0
        while position < characters.count {
            switch characters[position] {
            case "%": if parts.last != .anyText { parts.append(.anyText) }
            case "_": parts.append(.anyCharacter)
            case "[":
                guard let end = characters[position...].firstIndex(of: "]") else {
                    parts.append(.character("["))
                    break
                }
                parts.append(LikePattern.set(characters[(position + 1)..<end]))
                position = end
            default: parts.append(.character(characters[position]))
            }
            position += 1
        }
        self.parts = parts
    }

    /// Whether the whole of `text` fits.
    func matches(_ text: String) -> Bool {
        let characters = Array(text.lowercased())
        var part = 0
        var position = 0
        var retry: (part: Int, position: Int)?  // behind the last `%`, and how far it has swallowed
        while position < characters.count {
            if part < parts.count, parts[part] == .anyText {
                part += 1
                retry = (part, position)
            } else if part < parts.count, fits(characters[position], parts[part]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                (part, position) = (last.part, last.position + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anyText }
    }

    private func fits(_ character: Character, _ part: Part) -> Bool {
        switch part {
        case .anyText: false
        case .anyCharacter: true
        case .character(let expected): character == expected
        case .set(let ranges, let negated): ranges.contains { $0.contains(character) } != negated
        }
    }

    private static func set(_ characters: ArraySlice<Character>) -> Part {
        var rest = characters
        let negated = rest.first == "^"
        if negated { rest = rest.dropFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let first = rest.popFirst() {
            if rest.count >= 2, rest.first == "-", let last = rest.dropFirst().first, first <= last {
                ranges.append(first...last)
                rest = rest.dropFirst(2)
            } else {
                ranges.append(first...first)
            }
        }
        return .set(ranges, negated: negated)
    }
}
