/// Lua's patterns (Lua 5.4 Reference Manual, section 6.4.1), matched with a budget: the library's own matcher can backtrack
/// for years without a single instruction of the virtual machine being counted.
///
/// Works on raw memory and allocates nothing, since Lua's errors may jump over its callers.
struct LuaPattern {
    struct Capture {
        var start: Int
        /// Not negative; or one of the marks below.
        var length: Int

        static let isOpen = -1
        static let isPosition = -2
    }

    enum Failure {
        case tooManySteps, tooDeep, tooManyCaptures, malformed
    }

    private static let depthMax = 190

    let subject: UnsafeRawBufferPointer
    let pattern: UnsafeRawBufferPointer
    let captures: UnsafeMutablePointer<Capture>
    /// What is left of the budget.
    private(set) var steps: Int
    private(set) var level = 0
    private(set) var failure: Failure?
    private var depth = 0

    init(
        _ pattern: UnsafeRawBufferPointer, in subject: UnsafeRawBufferPointer,
        captures: UnsafeMutablePointer<Capture>, steps: Int
    ) {
        self.pattern = pattern
        self.subject = subject
        self.captures = captures
        self.steps = steps
    }

    /// The first match at or after `start`; nil when there is none, or when `failure` says why none was found.
    mutating func search(from start: Int) -> Range<Int>? {
        let isAnchored = pattern.first == UInt8(ascii: "^")
        var position = start
        repeat {
            level = 0
            if let end = match(position, isAnchored ? 1 : 0) { return position..<end }
            if failure != nil { return nil }
            position += 1
        } while position <= subject.count && !isAnchored
        return nil
    }

    /// The end of a match of the pattern from `p` on at `s`.
    private mutating func match(_ start: Int, _ first: Int) -> Int? {
        var (s, p) = (start, first)
        depth += 1
        defer { depth -= 1 }
        guard depth <= LuaPattern.depthMax else { return fail(.tooDeep) }
        while p < pattern.count {
            guard spend() else { return nil }
            switch pattern[p] {
            case UInt8(ascii: "("):
                let isPosition = p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: ")")
                return open(s, p + (isPosition ? 2 : 1), isPosition ? Capture.isPosition : Capture.isOpen)
            case UInt8(ascii: ")"): return close(s, p + 1)
            case UInt8(ascii: "$") where p + 1 == pattern.count: return s == subject.count ? s : nil
            case UInt8(ascii: "%") where p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: "b"):
                guard let end = balanced(s, p + 2) else { return nil }
                (s, p) = (end, p + 4)
                continue
            case UInt8(ascii: "%") where p + 1 < pattern.count && pattern[p + 1] == UInt8(ascii: "f"):
                p += 2
                guard p < pattern.count, pattern[p] == UInt8(ascii: "["), let end = classEnd(p) else {
                    return fail(.malformed)
                }
                let before = s == 0 ? 0 : subject[s - 1]
                let after = s < subject.count ? subject[s] : 0
                guard !isInSet(before, p, end - 1), isInSet(after, p, end - 1) else { return nil }
                p = end
                continue
            case UInt8(ascii: "%") where p + 1 < pattern.count && isDigit(pattern[p + 1]):
                guard let end = repeated(s, Int(pattern[p + 1]) - 0x31) else { return nil }
                (s, p) = (end, p + 2)
                continue
            default: break
            }
            guard let end = classEnd(p) else { return fail(.malformed) }
            let suffix = end < pattern.count ? pattern[end] : 0
            switch suffix {
            case UInt8(ascii: "?"):
                if matchesOne(s, p, end), let found = match(s + 1, end + 1) { return found }
                if failure != nil { return nil }
                p = end + 1
            case UInt8(ascii: "+"): return matchesOne(s, p, end) ? longest(s + 1, p, end) : nil
            case UInt8(ascii: "*"): return longest(s, p, end)
            case UInt8(ascii: "-"): return shortest(s, p, end)
            default:
                guard matchesOne(s, p, end) else { return nil }
                (s, p) = (s + 1, end)
            }
        }
        return s
    }

    private mutating func longest(_ s: Int, _ p: Int, _ end: Int) -> Int? {
        var count = 0
        while matchesOne(s + count, p, end) {
            guard spend() else { return nil }
            count += 1
        }
        while count >= 0 {
            if let found = match(s + count, end + 1) { return found }
            if failure != nil { return nil }
            count -= 1
        }
        return nil
    }

    private mutating func shortest(_ start: Int, _ p: Int, _ end: Int) -> Int? {
        var s = start
        while true {
            if let found = match(s, end + 1) { return found }
            guard failure == nil, matchesOne(s, p, end) else { return nil }
            s += 1
        }
    }

    // MARK: Captures

    private mutating func open(_ s: Int, _ p: Int, _ mark: Int) -> Int? {
        guard level < LuaLimits.capturesMax else { return fail(.tooManyCaptures) }
        captures[level] = Capture(start: s, length: mark)
        level += 1
        if let found = match(s, p) { return found }
        level -= 1
        return nil
    }

    private mutating func close(_ s: Int, _ p: Int) -> Int? {
        var index = level - 1
        while index >= 0, captures[index].length != Capture.isOpen { index -= 1 }
        guard index >= 0 else { return fail(.malformed) }
        captures[index].length = s - captures[index].start
        if let found = match(s, p) { return found }
        captures[index].length = Capture.isOpen
        return nil
    }

    /// `%1`: the same text again.
    private mutating func repeated(_ s: Int, _ index: Int) -> Int? {
        guard (0..<level).contains(index), captures[index].length >= 0 else { return fail(.malformed) }
        let capture = captures[index]
        guard subject.count - s >= capture.length else { return nil }
        for offset in 0..<capture.length {
            guard spend() else { return nil }
            guard subject[s + offset] == subject[capture.start + offset] else { return nil }
        }
        return s + capture.length
    }

    /// `%bxy`: from `x` to the `y` that balances it.
    private mutating func balanced(_ start: Int, _ p: Int) -> Int? {
        guard p + 1 < pattern.count else { return fail(.malformed) }
        guard start < subject.count, subject[start] == pattern[p] else { return nil }
        var open = 1
        var s = start + 1
        while s < subject.count {
            guard spend() else { return nil }
            if subject[s] == pattern[p + 1] {
                open -= 1
                if open == 0 { return s + 1 }
            } else if subject[s] == pattern[p] {
                open += 1
            }
            s += 1
        }
        return nil
    }

    // MARK: Classes

    /// Where the single-character class at `p` ends.
    private func classEnd(_ p: Int) -> Int? {
        switch pattern[p] {
        case UInt8(ascii: "%"): return p + 1 < pattern.count ? p + 2 : nil
        case UInt8(ascii: "["):
            var position = p + 1
            if position < pattern.count, pattern[position] == UInt8(ascii: "^") { position += 1 }
            repeat {  // a `]` in the first place stands for itself
                guard position < pattern.count else { return nil }
                position += pattern[position] == UInt8(ascii: "%") ? 2 : 1
            } while position >= pattern.count || pattern[position] != UInt8(ascii: "]")
            return position + 1
        default: return p + 1
        }
    }

    private func matchesOne(_ s: Int, _ p: Int, _ end: Int) -> Bool {
        guard s < subject.count else { return false }
        switch pattern[p] {
        case UInt8(ascii: "."): return true
        case UInt8(ascii: "%"): return LuaPattern.isInClass(subject[s], pattern[p + 1])
        case UInt8(ascii: "["): return isInSet(subject[s], p, end - 1)
        default: return pattern[p] == subject[s]
        }
    }

    /// Whether `byte` is in the set whose `[` is at `p` and whose `]` is at `end`.
    private func isInSet(_ byte: UInt8, _ start: Int, _ end: Int) -> Bool {
        var p = start + 1
        let isNegated = p < end && pattern[p] == UInt8(ascii: "^")
        if isNegated { p += 1 }
        while p < end {
            if pattern[p] == UInt8(ascii: "%"), p + 1 < end {
                if LuaPattern.isInClass(byte, pattern[p + 1]) { return !isNegated }
                p += 2
            } else if p + 2 < end, pattern[p + 1] == UInt8(ascii: "-") {
                if pattern[p] <= byte, byte <= pattern[p + 2] { return !isNegated }
                p += 3
            } else {
                if pattern[p] == byte { return !isNegated }
                p += 1
            }
        }
        return isNegated
    }

    /// `%a` and its like, for ASCII; an upper-case letter is the opposite.
    private static func isInClass(_ byte: UInt8, _ letter: UInt8) -> Bool {
        let lower = letter | 0x20
        let isMember: Bool
        switch lower {
        case UInt8(ascii: "a"): isMember = isLetter(byte)
        case UInt8(ascii: "c"): isMember = byte < 0x20 || byte == 0x7F
        case UInt8(ascii: "d"): isMember = (0x30...0x39).contains(byte)
        case UInt8(ascii: "g"): isMember = (0x21...0x7E).contains(byte)
        case UInt8(ascii: "l"): isMember = (0x61...0x7A).contains(byte)
        case UInt8(ascii: "p"):
            isMember = (0x21...0x7E).contains(byte) && !isLetter(byte) && !(0x30...0x39).contains(byte)
        case UInt8(ascii: "s"): isMember = byte == 0x20 || (0x09...0x0D).contains(byte)
        case UInt8(ascii: "u"): isMember = (0x41...0x5A).contains(byte)
        case UInt8(ascii: "w"): isMember = isLetter(byte) || (0x30...0x39).contains(byte)
        case UInt8(ascii: "x"): isMember = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        default: return letter == byte
        }
        guard isLetter(letter) else { return letter == byte }
        return isMember != (0x41...0x5A).contains(letter)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private mutating func spend() -> Bool {
        steps -= 1
        guard steps >= 0 else {
            failure = .tooManySteps
            return false
        }
        return true
    }

    private mutating func fail(_ failure: Failure) -> Int? {
        self.failure = self.failure ?? failure
        return nil
    }
}
