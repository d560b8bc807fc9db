/// Reads regular expressions in the usual spelling (the one of Perl, as Swift, Java and Python share it).
struct MatchParser {
    /// Deeper nesting is no expression that a person wrote.
    private static let depthMax = 100

    private struct Options {
        var isCaseless = false
        var dotMatchesNewlines = false
        var anchorsMatchLines = false
    }

    private var rest: Substring.UnicodeScalarView
    private var groups = 0
    private var names: [String: Int] = [:]
    /// The highest group that is named by its number.
    private var highestReference = 0
    private var options = Options()
    private var depth = 0

    private init(_ text: String) {
        rest = text[...].unicodeScalars
    }

    static func program(of text: String) throws(MatchSyntaxError) -> MatchProgram {
        var parser = MatchParser(text)
        let root = try parser.choice()
        guard parser.rest.isEmpty else { throw MatchSyntaxError() }  // a `)` too many
        guard parser.highestReference <= parser.groups else {
            throw MatchSyntaxError(reason: "there is no group \(parser.highestReference)")
        }
        return try MatchProgram(root, groups: parser.groups)
    }

    // MARK: Structure

    private mutating func choice() throws(MatchSyntaxError) -> MatchNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= MatchParser.depthMax else { throw MatchSyntaxError(reason: "its brackets are nested too deep") }
        let outer = options
        defer { options = outer }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(MatchSyntaxError) -> MatchNode {
        var nodes: [MatchNode] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// The atom with what follows it: `*`, `+?`, `{2,4}`.
    private mutating func repeated(_ atom: MatchNode) throws(MatchSyntaxError) -> MatchNode {
        guard let (least, most) = try quantifier() else { return atom }
        if case .assert = atom { throw MatchSyntaxError() }
        guard most.map({ $0 >= least }) ?? true else { throw MatchSyntaxError() }
        let greed: MatchNode.Greed = take("?") ? .least : take("+") ? .all : .most
        if let next = rest.first, "*+?".unicodeScalars.contains(next) { throw MatchSyntaxError() }
        return .repeated(atom, least: least, most: most, greed)
    }

    private mutating func quantifier() throws(MatchSyntaxError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let before = rest
        guard take("{") else { return nil }
        let least = number()
        let isRange = take(",")
        let most = isRange ? number() : least
        // Other braces stand for themselves.
        guard take("}"), least != nil || most != nil else {
            rest = before
            return nil
        }
        return (least ?? 0, most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let next = rest.first, ("0"..."9").contains(next), digits.count < 6 {
            digits.unicodeScalars.append(next)
            rest.removeFirst()
        }
        return Int(digits)
    }

    private mutating func atom() throws(MatchSyntaxError) -> MatchNode? {
        guard let next = rest.popFirst() else { throw MatchSyntaxError() }
        switch next {
        case "(": return try group()
        case "[": return .one(try set())
        case ".": return .one(options.dotMatchesNewlines ? .any : MatchSet.newline.inverted)
        case "^": return .assert(options.anchorsMatchLines ? .lineStart : .start)
        case "$": return .assert(options.anchorsMatchLines ? .lineEnd : .end)
        case "*", "+", "?": throw MatchSyntaxError()
        case "\\": return try escaped()
        default: return character(next)
        }
    }

    private func character(_ scalar: Unicode.Scalar) -> MatchNode {
        if options.isCaseless { return .one(MatchSet(scalar).caseless) }
        return scalar.isASCII ? .byte(UInt8(scalar.value)) : .one(MatchSet(scalar))
    }

    // MARK: Groups

    /// What stands behind `(`; nil for what only changes the options.
    private mutating func group() throws(MatchSyntaxError) -> MatchNode? {
        guard take("?") else {
            groups += 1
            let index = groups
            return .group(index, try closed())
        }
        if take(":") { return try closed() }
        if take("=") { return .look(try closed(), isWanted: true) }
        if take("!") { return .look(try closed(), isWanted: false) }
        if take(">") { return .atomic(try closed()) }
        if take("#") {
            while let next = rest.popFirst() { if next == ")" { return nil } }
            throw MatchSyntaxError()
        }
        if rest.starts(with: "<=".unicodeScalars) || rest.starts(with: "<!".unicodeScalars) {
            throw MatchSyntaxError(
                reason: "it looks back with (?<, which is not known here; capture what follows in a group instead")
        }
        if take("P") || rest.first == "<" {
            guard take("<"), let name = text(upTo: ">"), names[name] == nil else { throw MatchSyntaxError() }
            groups += 1
            let index = groups
            names[name] = index
            return .group(index, try closed())
        }
        return try optionsGroup()
    }

    /// `(?i)` to the end of the group around it, or `(?i:…)`.
    private mutating func optionsGroup() throws(MatchSyntaxError) -> MatchNode? {
        var changed = options
        var isOn = true
        while let next = rest.popFirst() {
            switch next {
            case "i": changed.isCaseless = isOn
            case "s": changed.dotMatchesNewlines = isOn
            case "m": changed.anchorsMatchLines = isOn
            case "-" where isOn: isOn = false
            case ")":
                options = changed
                return nil
            case ":":
                let outer = options
                defer { options = outer }
                options = changed
                return try closed()
            default:
                throw MatchSyntaxError(reason: "(?\(next) is not known here; known are (?: (?= (?! (?> (?i (?s (?m")
            }
        }
        throw MatchSyntaxError()
    }

    private mutating func closed() throws(MatchSyntaxError) -> MatchNode {
        let node = try choice()
        guard take(")") else { throw MatchSyntaxError() }
        return node
    }

    // MARK: Escapes

    /// What stands behind a backslash.
    private mutating func escaped() throws(MatchSyntaxError) -> MatchNode? {
        guard let next = rest.first else { throw MatchSyntaxError() }
        if ("1"..."9").contains(next), let index = number() {
            highestReference = max(highestReference, index)
            return .again(index)
        }
        if let set = try classEscape() { return .one(set) }
        rest.removeFirst()
        switch next {
        case "b": return .assert(.boundary(isWanted: true))
        case "B": return .assert(.boundary(isWanted: false))
        case "A": return .assert(.start)
        case "z": return .assert(.end)
        case "Z": return .assert(.endOrNewline)
        case "R": return .choice([.sequence([.byte(0x0D), .byte(0x0A)]), .one(.newline)])
        case "k":
            let closing: Unicode.Scalar? = take("<") ? ">" : take("{") ? "}" : take("'") ? "'" : nil
            guard let closing, let name = text(upTo: closing), let index = names[name] else {
                throw MatchSyntaxError(reason: "\\k names no group before it")
            }
            return .again(index)
        case "Q":
            var nodes: [MatchNode] = []
            while !rest.isEmpty, !rest.starts(with: "\\E".unicodeScalars) {
                nodes.append(character(rest.removeFirst()))
            }
            rest = rest.dropFirst(2)
            return .sequence(nodes)
        default: return character(try plain(next))
        }
    }

    /// `\d`, `\p{Han}` and the like, taken whole; nil when there is none.
    private mutating func classEscape() throws(MatchSyntaxError) -> MatchSet? {
        let set: MatchSet
        guard let next = rest.first else { return nil }
        switch next {
        case "d", "D": set = .digit
        case "s", "S": set = .space
        case "w", "W": set = .word
        case "h", "H": set = .horizontalSpace
        case "v", "V": set = .newline
        case "N": set = MatchSet.newline.inverted
        case "p", "P":
            rest.removeFirst()
            guard take("{"), let name = text(upTo: "}") else { throw MatchSyntaxError() }
            guard let named = MatchSet.named(name) else {
                throw MatchSyntaxError(
                    reason: "\\p{\(name)} is not known here; write \\p{L}, \\p{Han}, or a range such as [一-龥]")
            }
            return next == "P" ? named.inverted : named
        default: return nil
        }
        rest.removeFirst()
        return next.properties.isUppercase && next != "N" ? set.inverted : set
    }

    /// The single character behind a backslash that was taken together with `letter`.
    private mutating func plain(_ letter: Unicode.Scalar) throws(MatchSyntaxError) -> Unicode.Scalar {
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "a": return "\u{07}"
        case "e": return "\u{1B}"
        case "0": return "\0"
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        default:
            guard letter.isASCII, !letter.properties.isAlphabetic else {
                throw MatchSyntaxError(reason: "\\\(letter) is not known here")
            }
            return letter
        }
    }

    /// `\x41`, `\u4e00`, or either with braces.
    private mutating func hexadecimal(_ count: Int) throws(MatchSyntaxError) -> Unicode.Scalar {
        let digits: String?
        if take("{") {
            digits = text(upTo: "}")
        } else {
            digits = String(String.UnicodeScalarView(rest.prefix(count)))
            guard rest.count >= count else { throw MatchSyntaxError() }
            rest = rest.dropFirst(count)
        }
        guard let value = digits.flatMap({ UInt32($0, radix: 16) }), let scalar = Unicode.Scalar(value) else {
            throw MatchSyntaxError()
        }
        return scalar
    }

    // MARK: Sets

    /// What stands behind `[`.
    private mutating func set() throws(MatchSyntaxError) -> MatchSet {
        depth += 1
        defer { depth -= 1 }
        guard depth <= MatchParser.depthMax else { throw MatchSyntaxError(reason: "its brackets are nested too deep") }
        let isInverted = take("^")
        var sets: [MatchSet] = []
        while let next = rest.first {
            if next == "]" {
                guard !sets.isEmpty else { throw MatchSyntaxError(reason: "[] is empty; write \\] for a bracket") }
                rest.removeFirst()
                let union = options.isCaseless ? MatchSet.union(sets).caseless : .union(sets)
                return isInverted ? union.inverted : union
            }
            if let operation = ["&&", "--", "~~"].first(where: { rest.starts(with: $0.unicodeScalars) }) {
                throw MatchSyntaxError(reason: "\(operation) within [] is not known here")
            }
            sets.append(try setMember())
        }
        throw MatchSyntaxError()
    }

    private mutating func setMember() throws(MatchSyntaxError) -> MatchSet {
        if take("[") {
            guard rest.first == ":", let set = try posixClass() else { return try set() }
            return set
        }
        if rest.first == "\\" {
            let before = rest
            rest.removeFirst()
            if let set = try classEscape() { return set }
            rest = before
        }
        let low = try setCharacter()
        let before = rest
        guard take("-"), let next = rest.first, next != "]" else {
            rest = before
            return MatchSet(low)
        }
        // Behind a class a hyphen stands for itself.
        if next == "[" || next == "-" {
            rest = before
            return MatchSet(low)
        }
        let high = try setCharacter()
        guard low <= high else { throw MatchSyntaxError(reason: "the range \(low)-\(high) is the wrong way round") }
        return MatchSet { (low...high).contains($0) }
    }

    private mutating func setCharacter() throws(MatchSyntaxError) -> Unicode.Scalar {
        guard let next = rest.popFirst() else { throw MatchSyntaxError() }
        guard next == "\\" else { return next }
        guard let letter = rest.popFirst() else { throw MatchSyntaxError() }
        return letter == "b" ? "\u{08}" : try plain(letter)
    }

    /// `[:alpha:]`, of which `[` is taken; nil when it is a set that begins with a colon.
    private mutating func posixClass() throws(MatchSyntaxError) -> MatchSet? {
        let before = rest
        rest.removeFirst()
        let isInverted = take("^")
        guard let name = text(upTo: ":"), take("]"), let set = MatchSet.named(name) else {
            rest = before
            return nil
        }
        return isInverted ? set.inverted : set
    }

    // MARK: Text

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    /// The text up to `closing`, which is taken too; nil when there is none, or nothing before it.
    private mutating func text(upTo closing: Unicode.Scalar) -> String? {
        guard let end = rest.firstIndex(of: closing), end > rest.startIndex else { return nil }
        let text = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        return text
    }
}
