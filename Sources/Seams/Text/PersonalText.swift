/// Finds and masks personal fields by their shape: Chinese mobile numbers, identity numbers, and bank cards.
///
/// A run of digits counts only as a whole: a mobile number inside a longer number is none. Identity numbers and bank cards
/// must have a right check digit, which spares most bill numbers and ids of the same length.
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
        kind(of: Array(text.utf8)[...]) != nil
    }

    /// Whether a personal field stands anywhere in the text.
    package static func containsPersonal(_ text: String) -> Bool {
        !found(in: Array(text.utf8)).isEmpty
    }

    /// The text with each personal field masked: the first three and last four characters stay of mobile numbers, the
    /// last four of the others.
    package static func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let found = found(in: bytes)
        guard !found.isEmpty else { return text }
        for (range, kind) in found {
            let head = kind == .mobile ? max(0, range.count - 8) : 0
            for index in range.dropFirst(head).dropLast(4) where isDigit(bytes[index]) {
                bytes[index] = UInt8(ascii: "*")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A value whose name says that it is personal, whatever its shape: all but the last four characters are masked, and
    /// all of them when there are no more than six.
    package static func maskedWhole(_ text: String) -> String {
        let visible = text.count > 6 ? 4 : 0
        return String(repeating: "*", count: text.count - visible) + text.suffix(visible)
    }

    /// The personal fields in UTF-8 text, in order. Groups of a bank card may be parted by single spaces or hyphens.
    private static func found(in bytes: [UInt8]) -> [(Range<Int>, Kind)] {
        var found: [(Range<Int>, Kind)] = []
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isDigit(bytes[index]) { index += 1 }
            let isWordBefore = start > 0 && isWord(bytes[start - 1])
            if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "x"), index - start == 17 { index += 1 }
            let isWordAfter = index < bytes.count && isWord(bytes[index])
            guard !isWordBefore, !isWordAfter else { continue }
            if let kind = kind(of: bytes[start..<index]) {
                found.append((start..<index, kind))
            } else if let end = endOfGroups(bytes, from: start, first: index) {
                found.append((start..<end, .bankAccount))
                index = end
            }
        }
        return found
    }

    /// Where a bank card ends that is written in groups, such as `6222 0200 …`; nil when it is none.
    private static func endOfGroups(_ bytes: [UInt8], from start: Int, first: Int) -> Int? {
        guard first - start == 4 else { return nil }
        var (digits, end) = (Array(bytes[start..<first]), first)
        while end + 1 < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "-"),
            isDigit(bytes[end + 1]), digits.count < 19
        {
            var next = end + 1
            while next < bytes.count, isDigit(bytes[next]) { next += 1 }
            guard next - end <= 5 else { return nil }
            digits += bytes[(end + 1)..<next]
            end = next
        }
        return kind(of: digits[...]) == .bankAccount ? end : nil
    }

    private static func kind(of bytes: ArraySlice<UInt8>) -> Kind? {
        switch bytes.count {
        case 11 where isMobile(bytes): .mobile
        case 13 where bytes.starts(with: "86".utf8) && isMobile(bytes.dropFirst(2)): .mobile
        case 15 where bytes.starts(with: "0086".utf8) && isMobile(bytes.dropFirst(4)): .mobile
        case 18 where isIdentity(bytes): .identity
        case 16...19 where bytes.allSatisfy(isDigit) && passesLuhn(bytes): .bankAccount
        default: nil
        }
    }

    private static func isMobile(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy(isDigit) && bytes.first == UInt8(ascii: "1")
            && (UInt8(ascii: "3")...UInt8(ascii: "9")).contains(bytes[bytes.startIndex + 1])
    }

    /// GB 11643-1999: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, remainder of 11 to `10X98765432`.
    private static func isIdentity(_ bytes: ArraySlice<UInt8>) -> Bool {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        guard bytes.dropLast().allSatisfy(isDigit), let last = bytes.last else { return false }
        let sum = zip(bytes, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
        let check = Array("10X98765432".utf8)[sum % 11]
        let upper = last == UInt8(ascii: "x") ? UInt8(ascii: "X") : last
        return upper == check
    }

    private static func passesLuhn(_ bytes: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        for (index, byte) in bytes.reversed().enumerated() {
            let digit = Int(byte - 48)
            sum += index % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
        }
        return sum % 10 == 0 && bytes.contains { $0 != UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A letter, `_`, `.` or hyphen of ASCII next to the digits makes them part of a name or number.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
