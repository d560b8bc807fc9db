/// A pattern of `like`, as in T-SQL: `%` any text, `_` any one character, `[abc]`, `[a-z]` and `[^a]` one of a set; what
/// follows the escape character is itself. Case is not told.
struct LikePattern: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case anyText
        case anyCharacter
        case character(Character)
        case set([ClosedRange<Character>], negated: Bool)
    }

    /// The database takes no longer pattern, in UTF-16 units.
    static let lengthMax = 4000

    private let parts: [Part]
    /// The pieces between the `%`, when there is nothing else in the pattern: the usual case, which needs no characters.
    private let pieces: [[UInt8]]?

    init(_ pattern: String, escape: Character? = nil) {
        let characters = Array(pattern.lowercased())
        let escape = escape.flatMap { $0.lowercased().first }
        var parts: [Part] = []
        var position = 0
        while position < characters.count {
            switch characters[position] {
            case escape where position + 1 < characters.count:
                position += 1
                parts.append(.character(characters[position]))
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
        pieces = LikePattern.pieces(of: parts)
    }

    /// Whether the whole of `text` fits.
    func matches(_ text: String) -> Bool {
        if let pieces, LikePattern.isPlain(text) {
            let answer = text.utf8.withContiguousStorageIfAvailable { LikePattern.matches($0, pieces) }
            if let answer { return answer }
        }
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

    private static func pieces(of parts: [Part]) -> [[UInt8]]? {
        var pieces: [[UInt8]] = [[]]
        for part in parts {
            switch part {
            case .anyText: pieces.append([])
            case .character(let character) where isPlain(String(character)):
                pieces[pieces.count - 1] += Array(String(character).utf8)
            default: return nil
            }
        }
        return pieces
    }

    /// Whether a text is made of ASCII and Chinese characters alone (U+3000 to U+9FFF), so that bytes tell what
    /// characters tell.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0xC0 || (0xE3...0xE9).contains($0) }
    }

    /// The first piece must stand at the beginning, the last at the end, the others between them in their order.
    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pieces: [[UInt8]]) -> Bool {
        guard let first = pieces.first, let last = pieces.last, stands(first, at: 0, in: text) else { return false }
        guard pieces.count > 1 else { return first.count == text.count }
        var position = first.count
        for piece in pieces.dropFirst().dropLast() {
            while !stands(piece, at: position, in: text) {
                guard position < text.count else { return false }
                position += 1
            }
            position += piece.count
        }
        return text.count - last.count >= position && stands(last, at: text.count - last.count, in: text)
    }

    private static func stands(_ piece: [UInt8], at position: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard position >= 0, position + piece.count <= text.count else { return false }
        for (offset, byte) in piece.enumerated() {
            let other = text[position + offset]
            let isCapital = other >= UInt8(ascii: "A") && other <= UInt8(ascii: "Z")
            if (isCapital ? other | 0x20 : other) != byte { return false }
        }
        return true
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
