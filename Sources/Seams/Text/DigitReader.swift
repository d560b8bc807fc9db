/// Digits that stand together in a text.
struct DigitGroup {
    /// What stands between two groups, or beside one.
    enum Gap {
        case nothing, space, hyphen, dot
    }

    /// Their values; 10 for the check letter X of an identity number.
    var digits: [UInt8] = []
    /// Where each stands.
    var places: [Range<Int>] = []
    /// What stands before the group and after it.
    var before = Gap.nothing
    var after = Gap.nothing
    /// Whether letters or digits follow after that: `-138` of `RH-138`.
    var continuesBefore = false
    var continuesAfter = false
    /// A letter stands right beside the digits, which makes them part of a name or number.
    var isPartOfWord = false

    /// How many bytes it takes.
    var bytes: Int { places.reduce(0) { $0 + $1.count } }
}

/// Reads the groups of digits of a text in UTF-8: ASCII or of full width, parted by a few spaces, hyphens or one dot.
struct DigitReader {
    /// So many characters may part two groups.
    private static let gapMax = 3

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether a text has so many digits at all.
    static func hasDigits(_ bytes: [UInt8], atLeast count: Int) -> Bool {
        var found = 0
        for index in bytes.indices {
            let byte = bytes[index]
            // A digit of full width ends with 90…99, behind EF BC.
            let isWide =
                (0x90...0x99).contains(byte) && index > 1 && bytes[index - 1] == 0xBC && bytes[index - 2] == 0xEF
            guard (0x30...0x39).contains(byte) || isWide else { continue }
            found += 1
            if found == count { return true }
        }
        return false
    }

    /// The next groups that only gaps part from each other, at least one; nil at the end. A check letter is a group.
    mutating func next() -> [DigitGroup]? {
        while index < bytes.count, digit(at: index) == nil { index += 1 }
        guard index < bytes.count else { return nil }
        var groups: [DigitGroup] = []
        while index < bytes.count {
            var group = group()
            let last = groups.last
            (group.before, group.continuesBefore) = last.map { ($0.after, true) } ?? ahead(of: index - group.bytes)
            let gap = gap(at: index)
            (group.after, group.continuesAfter) = gap.map { ($0.kind, isName(at: $0.end)) } ?? (.nothing, false)
            let next = gap?.end ?? index
            groups.append(group)
            if let letter = letter(at: next) {
                groups.append(letter)
                index = next + letter.bytes
                break
            }
            guard gap != nil, digit(at: next) != nil else { break }
            index = next
        }
        return groups
    }

    /// The digits from here on.
    private mutating func group() -> DigitGroup {
        var group = DigitGroup()
        let isWordBefore = index > 0 && isWord(bytes[index - 1])
        while let (value, width) = digit(at: index) {
            group.digits.append(value)
            group.places.append(index..<index + width)
            index += width
        }
        group.isPartOfWord = isWordBefore || isName(at: index) && letter(at: index) == nil
        return group
    }

    /// X, x, Ｘ or ｘ that nothing follows which would make a word of it.
    private func letter(at index: Int) -> DigitGroup? {
        guard index < bytes.count else { return nil }
        let width: Int
        if bytes[index] | 0x20 == UInt8(ascii: "x") {
            width = 1
        } else if starts(with: [0xEF, 0xBC, 0xB8], at: index) || starts(with: [0xEF, 0xBD, 0x98], at: index) {
            width = 3
        } else {
            return nil
        }
        guard !isName(at: index + width) else { return nil }
        var group = DigitGroup()
        group.digits = [10]
        group.places = [index..<index + width]
        return group
    }

    /// Whether a letter or digit stands at `index`.
    private func isName(at index: Int) -> Bool {
        index < bytes.count && (isWord(bytes[index]) || digit(at: index) != nil)
    }

    /// The digit at `index` and its length in bytes.
    private func digit(at index: Int) -> (value: UInt8, width: Int)? {
        guard bytes.indices.contains(index) else { return nil }
        switch bytes[index] {
        case 0x30...0x39: return (bytes[index] - 0x30, 1)
        case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xBC && (0x90...0x99).contains(bytes[index + 2]):
            return (bytes[index + 2] - 0x90, 3)
        default: return nil
        }
    }

    /// A gap that begins at `index`: spaces and hyphens of any kind, or a single dot.
    private func gap(at index: Int) -> (kind: DigitGroup.Gap, end: Int)? {
        var (kind, end, count) = (DigitGroup.Gap.space, index, 0)
        while count < DigitReader.gapMax, let (next, width) = separator(at: end) {
            if next == .dot, count > 0 { return nil }
            if next != .space { kind = next }
            end += width
            count += 1
            if next == .dot { break }
        }
        return count > 0 ? (kind, end) : nil
    }

    /// What parts a group from what stands before it, and whether that is a word or number.
    private func ahead(of index: Int) -> (DigitGroup.Gap, Bool) {
        var (kind, start) = (DigitGroup.Gap.nothing, index)
        for _ in 0..<DigitReader.gapMax {
            let found = (1...3).lazy.compactMap { width in
                start >= width ? self.separator(at: start - width).flatMap { $0.width == width ? $0 : nil } : nil
            }.first
            guard let (next, width) = found else { break }
            if next != .space || kind == .nothing { kind = next }
            start -= width
        }
        let isDigitBefore = digit(at: start - 1) != nil || digit(at: start - 3)?.width == 3
        return (kind, start > 0 && (isWord(bytes[start - 1]) || isDigitBefore))
    }

    private func separator(at index: Int) -> (DigitGroup.Gap, width: Int)? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): return (.space, 1)
        case UInt8(ascii: "-"): return (.hyphen, 1)
        case UInt8(ascii: "."): return (.dot, 1)
        case 0xC2 where starts(with: [0xC2, 0xA0], at: index) || starts(with: [0xC2, 0xAD], at: index):
            return (.space, 2)
        // U+2002…U+200F, U+202A…U+202F: spaces of other widths and none, and what turns the direction; U+2010…U+2015,
        // U+2212: hyphens and dashes.
        case 0xE2 where starts(with: [0xE2, 0x80], at: index) && index + 2 < bytes.count:
            switch bytes[index + 2] {
            case 0x82...0x8F, 0xAA...0xAF: return (.space, 3)
            case 0x90...0x95: return (.hyphen, 3)
            default: return nil
            }
        case 0xE2 where starts(with: [0xE2, 0x88, 0x92], at: index): return (.hyphen, 3)
        case 0xE3 where starts(with: [0xE3, 0x80, 0x80], at: index): return (.space, 3)  // U+3000
        case 0xEF where starts(with: [0xEF, 0xBC, 0x8D], at: index): return (.hyphen, 3)  // U+FF0D
        default: return nil
        }
    }

    private func starts(with prefix: [UInt8], at index: Int) -> Bool {
        index + prefix.count <= bytes.count && bytes[index..<index + prefix.count].elementsEqual(prefix)
    }

    /// A letter or `_` of ASCII next to the digits makes them part of a name or number.
    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
