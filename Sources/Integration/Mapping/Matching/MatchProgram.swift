/// A regular expression as steps of a machine that tries one way after the other.
struct MatchProgram: Sendable {
    enum Step: Sendable {
        /// One character of ASCII.
        case byte(UInt8)
        /// One character out of a set.
        case one(MatchSet)
        /// Goes on at the first, and should that fail, at the second.
        case either(Int, Int)
        case jump(Int)
        /// Notes the place in the text.
        case save(Int)
        /// Leaves a loop whose round matched nothing.
        case leaveUnlessMoved(since: Int, to: Int)
        case assert(Assertion)
        /// What the group captured, again.
        case again(Int)
        /// Whether the steps up to `end` match here, without moving.
        case look(isWanted: Bool, end: Int)
        /// The steps up to `end`, whose first way is the only one.
        case atomic(end: Int)
        case accept
    }

    enum Assertion: Sendable {
        case start, end, endOrNewline, lineStart, lineEnd
        case boundary(isWanted: Bool)
    }

    var steps: [Step] = []
    /// How many groups capture something.
    var groups = 0
    /// Where places are noted: two for the whole, two for each group, then those of loops.
    var slots = 2
    /// What a match may begin with; nil when it may be empty.
    var first: MatchSet?
    /// Whether a match can only be at the beginning of the text.
    var isAnchored = false
}

/// A set of characters.
final class MatchSet: Sendable {
    /// Which of the first 128 are in it.
    let low: (UInt64, UInt64)
    private let high: @Sendable (Unicode.Scalar) -> Bool

    init(_ contains: @escaping @Sendable (Unicode.Scalar) -> Bool) {
        var low: (UInt64, UInt64) = (0, 0)
        for value in UInt8(0)..<128 where contains(Unicode.Scalar(value)) {
            if value < 64 { low.0 |= 1 << value } else { low.1 |= 1 << (value - 64) }
        }
        self.low = low
        high = contains
    }

    convenience init(_ scalar: Unicode.Scalar) {
        self.init { $0 == scalar }
    }

    func contains(_ byte: UInt8) -> Bool {
        (byte < 64 ? low.0 >> UInt64(byte) : low.1 >> UInt64(byte - 64)) & 1 == 1
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? contains(UInt8(scalar.value)) : high(scalar)
    }

    var inverted: MatchSet { MatchSet { [self] in !contains($0) } }

    /// The same whatever the case.
    var caseless: MatchSet {
        MatchSet { [self] scalar in
            contains(scalar)
                || [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].contains { mapping in
                    guard let other = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1 else {
                        return false
                    }
                    return contains(other)
                }
        }
    }

    static func union(_ sets: [MatchSet]) -> MatchSet { MatchSet { scalar in sets.contains { $0.contains(scalar) } } }

    // MARK: Classes

    static let digit = MatchSet { $0.properties.numericType != nil }
    static let space = MatchSet { $0.properties.isWhitespace }
    static let horizontalSpace = MatchSet { $0 == "\t" || $0.properties.generalCategory == .spaceSeparator }
    static let word = MatchSet { scalar in
        let properties = scalar.properties
        if properties.isAlphabetic || properties.numericType != nil { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation: return true
        default: return false
        }
    }
    static let newline = MatchSet { scalar in
        (0x0A...0x0D).contains(scalar.value) || [0x85, 0x2028, 0x2029].contains(scalar.value)
    }
    static let any = MatchSet { _ in true }

    /// The set behind `\p{…}` or `[:…:]`; nil for a name that is not known here.
    static func named(_ name: String) -> MatchSet? {
        var name = name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
        for prefix in ["script=", "scriptextensions=", "sc=", "scx=", "generalcategory=", "gc=", "is"]
        where name.hasPrefix(prefix) {
            name.removeFirst(prefix.count)
        }
        if let categories = categories[name] {
            return MatchSet { categories.contains($0.properties.generalCategory) }
        }
        switch name {
        case "han", "hani", "ideographic": return MatchSet { $0.properties.isIdeographic }
        case "alpha", "alphabetic": return MatchSet { $0.properties.isAlphabetic }
        case "upper", "uppercase": return MatchSet { $0.properties.isUppercase }
        case "lower", "lowercase": return MatchSet { $0.properties.isLowercase }
        case "space", "whitespace": return space
        case "blank": return horizontalSpace
        case "digit": return MatchSet { $0.properties.generalCategory == .decimalNumber }
        case "alnum":
            return MatchSet { $0.properties.isAlphabetic || $0.properties.generalCategory == .decimalNumber }
        case "word": return word
        case "xdigit": return MatchSet { $0.properties.isASCIIHexDigit }
        case "punct": return named("p")
        case "any": return any
        case "ascii": return MatchSet { $0.isASCII }
        default: return nil
        }
    }

    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        let single: [String: Unicode.GeneralCategory] = [
            "lu": .uppercaseLetter, "ll": .lowercaseLetter, "lt": .titlecaseLetter, "lm": .modifierLetter,
            "lo": .otherLetter, "mn": .nonspacingMark, "mc": .spacingMark, "me": .enclosingMark, "nd": .decimalNumber,
            "nl": .letterNumber, "no": .otherNumber, "pc": .connectorPunctuation, "pd": .dashPunctuation,
            "ps": .openPunctuation, "pe": .closePunctuation, "pi": .initialPunctuation, "pf": .finalPunctuation,
            "po": .otherPunctuation, "sm": .mathSymbol, "sc": .currencySymbol, "sk": .modifierSymbol,
            "so": .otherSymbol, "zs": .spaceSeparator, "zl": .lineSeparator, "zp": .paragraphSeparator,
            "cc": .control, "cf": .format, "cn": .unassigned, "co": .privateUse, "cs": .surrogate,
        ]
        var all = single.mapValues { Set([$0]) }
        for (name, category) in single { all[String(name.prefix(1)), default: []].insert(category) }
        for (long, short) in [
            "letter": "l", "mark": "m", "number": "n", "punctuation": "p", "symbol": "s", "separator": "z",
            "other": "c",
        ] { all[long] = all[short] }
        return all
    }()
}
