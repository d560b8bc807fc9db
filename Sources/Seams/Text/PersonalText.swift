/// Finds and masks personal fields by their shape: Chinese mobile numbers, identity numbers, and bank cards.
///
/// Digits may be of full width (`１３８…`), as Chinese input methods write them, and stand in groups, as people do. A run
/// of digits counts only as a whole: a mobile number inside a longer number is none. Identity numbers and bank cards must
/// have a right check digit, which spares most bill numbers and ids of the same length; what is written in groups must be
/// grouped as such numbers are (`PersonalText.Shape`), which spares dates and amounts that stand side by side.
package enum PersonalText {
    /// What a run of digits can be.
    package enum Kind: String, CaseIterable, Sendable {
        /// 11 digits from 13 to 19 (工信部《电信网编号计划》), also after +86 or 0086.
        case mobile
        /// 18 characters with the check digit of GB 11643-1999.
        case identity
        /// 16 to 19 digits with the check digit of ISO/IEC 7812-1 (Luhn).
        case bankAccount = "bank-account"
    }

    /// Whether the text as a whole is a personal field.
    package static func isPersonal(_ text: String) -> Bool {
        let found = found(in: Array(text.utf8))
        guard let only = found.first, found.count == 1 else { return false }
        return only.bytes == 0..<text.utf8.count
    }

    /// Whether a personal field stands anywhere in the text.
    package static func containsPersonal(_ text: String) -> Bool {
        !found(in: Array(text.utf8)).isEmpty
    }

    /// The text with each personal field masked: the first three and last four characters stay of mobile numbers, the
    /// last four of the others.
    package static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let found = found(in: bytes)
        guard !found.isEmpty else { return text }
        var (masked, next): ([UInt8], Int) = ([], 0)
        for digit in found.flatMap(\.hidden) {
            masked += bytes[next..<digit.lowerBound]
            masked.append(UInt8(ascii: "*"))
            next = digit.upperBound
        }
        return String(decoding: masked + bytes[next...], as: UTF8.self)
    }

    /// A value whose name says that it is personal, whatever its shape: all but the last four characters are masked, and
    /// all of them when there are no more than six.
    package static func maskedWhole(_ text: String) -> String {
        let visible = text.count > 6 ? 4 : 0
        return String(repeating: "*", count: text.count - visible) + text.suffix(visible)
    }

    /// A personal field in UTF-8 text.
    private struct Found {
        let bytes: Range<Int>
        /// The digits to be masked, in order.
        let hidden: [Range<Int>]
    }

    /// The personal fields in UTF-8 text, in order.
    private static func found(in bytes: [UInt8]) -> [Found] {
        guard DigitReader.hasDigits(bytes, atLeast: 11) else { return [] }  // most texts have none
        var reader = DigitReader(bytes)
        var found: [Found] = []
        while let groups = reader.next() {
            var start = 0
            while start < groups.count {
                guard let (end, kind) = longest(in: groups, from: start) else {
                    start += 1
                    continue
                }
                let digits = groups[start..<end].flatMap(\.places)
                let visible = kind == .mobile ? digits.count - 8 : 0
                found.append(
                    Found(
                        bytes: digits[0].lowerBound..<digits[digits.count - 1].upperBound,
                        hidden: Array(digits.dropFirst(visible).dropLast(4))))
                start = end
            }
        }
        return found
    }

    /// The longest personal field that begins with the group at `start`.
    private static func longest(in groups: [DigitGroup], from start: Int) -> (end: Int, Kind)? {
        var longest: (Int, Kind)?
        var digits: [UInt8] = []
        for end in start + 1...groups.count {
            let last = groups[end - 1]
            digits += last.digits
            guard digits.count <= 19, !last.isPartOfWord else { break }
            // A check letter that stands right behind belongs to it.
            if end < groups.count, last.after == .nothing { continue }
            if let kind = kind(of: groups, start..<end, digits) { longest = (end, kind) }
        }
        return longest
    }

    /// What the groups in `range` are together; nil when they are nothing personal.
    private static func kind(of groups: [DigitGroup], _ range: Range<Int>, _ digits: [UInt8]) -> Kind? {
        guard digits.count >= 11 else { return nil }
        let isTogether = groups[range].dropLast().allSatisfy { $0.after == .nothing }
        guard !isTogether else { return kind(of: digits) }
        let shape = Shape(groups: groups, range)
        return switch digits.count {
        case 18 where shape.canBeIdentity && isIdentity(digits) && hasBirthday(digits): .identity
        case 16... where shape.canBeCard(digits): .bankAccount
        case 11...15 where shape.canBeMobile(digits): .mobile
        default: nil
        }
    }

    /// What digits are that stand together.
    private static func kind(of digits: [UInt8]) -> Kind? {
        switch digits.count {
        case 11 where isMobile(digits[...]): .mobile
        case 13 where digits.starts(with: [8, 6]) && isMobile(digits[2...]): .mobile
        case 15 where digits.starts(with: [0, 0, 8, 6]) && isMobile(digits[4...]): .mobile
        case 18 where isIdentity(digits): .identity
        case 16...19 where passesLuhn(digits): .bankAccount
        default: nil
        }
    }

    static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 11 && digits.first == 1 && (3...9).contains(digits[digits.startIndex + 1])
            && digits.allSatisfy { $0 < 10 }
    }

    /// GB 11643-1999: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, remainder of 11 to `10X98765432`.
    private static func isIdentity(_ digits: [UInt8]) -> Bool {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + Int($1.0) * $1.1 }
        let check: [UInt8] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2]
        return digits.last == check[sum % 11]
    }

    /// Whether the seventh to fourteenth digit can be the day of a birth.
    private static func hasBirthday(_ digits: [UInt8]) -> Bool {
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1) } }
        return (1800...2199).contains(number(6..<10)) && (1...12).contains(number(10..<12))
            && (1...31).contains(number(12..<14))
    }

    static func passesLuhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let digit = Int(digit)
            guard digit < 10 else { return false }
            sum += index % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
        }
        return sum % 10 == 0 && digits.contains { $0 != 0 }
    }
}
