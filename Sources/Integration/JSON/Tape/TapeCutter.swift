/// Cuts a JSON text (RFC 8259) into tokens. Depth is bounded, so that a hostile body cannot exhaust anything.
struct TapeCutter {
    private static let depthMax = 128

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // .NET servers send a byte order mark at times
    }

    /// Cuts the whole text. Not by recursion: the open arrays and objects are kept in a list.
    mutating func document(into tokens: inout [JSONToken]) throws(JSONTextError) {
        var open: [Int] = []
        repeat {
            skipSpace()
            let byte = peek
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard open.count < TapeCutter.depthMax else { throw mistake("at most \(TapeCutter.depthMax) levels") }
                let isObject = byte == UInt8(ascii: "{")
                open.append(tokens.count)
                tokens.append(JSONToken(start: UInt32(position), extent: 0, kind: isObject ? .object : .array))
                position += 1
                skipSpace()
                if peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    position += 1
                    TapeCutter.close(&tokens, &open)
                } else if isObject {
                    try name(into: &tokens)
                    continue
                } else {
                    continue
                }
            } else {
                try scalar(byte, into: &tokens)
            }
            try goOn(&tokens, &open)
        } while !open.isEmpty
        skipSpace()
        guard position == bytes.count else { throw mistake("the end") }
    }

    /// Behind a value: closes what ends here, up to the comma before the next value.
    private mutating func goOn(_ tokens: inout [JSONToken], _ open: inout [Int]) throws(JSONTextError) {
        while let container = open.last {
            let isObject = tokens[container].kind == .object
            skipSpace()
            if peek == UInt8(ascii: ",") {
                position += 1
                if isObject { try name(into: &tokens) }
                return
            }
            guard peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw mistake(isObject ? "',' or '}'" : "',' or ']'")
            }
            position += 1
            TapeCutter.close(&tokens, &open)
        }
    }

    private static func close(_ tokens: inout [JSONToken], _ open: inout [Int]) {
        guard let container = open.popLast() else { return }
        tokens[container].extent = UInt32(tokens.count - container)
    }

    private mutating func name(into tokens: inout [JSONToken]) throws(JSONTextError) {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw mistake("a name in quotes") }
        tokens.append(try string())
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw mistake("':'") }
        position += 1
    }

    private mutating func scalar(_ byte: UInt8?, into tokens: inout [JSONToken]) throws(JSONTextError) {
        switch byte {
        case UInt8(ascii: "\""): tokens.append(try string())
        case UInt8(ascii: "t"): tokens.append(try word("true", .yes))
        case UInt8(ascii: "f"): tokens.append(try word("false", .no))
        case UInt8(ascii: "n"): tokens.append(try word("null", .null))
        default: tokens.append(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONToken.Kind) throws(JSONTextError) -> JSONToken {
        let start = position
        let count = word.utf8CodeUnitCount
        guard start + count <= bytes.count, (0..<count).allSatisfy({ bytes[start + $0] == word.utf8Start[$0] }) else {
            throw mistake("a value")
        }
        position += count
        return JSONToken(start: UInt32(start), extent: UInt32(count), kind: kind)
    }

    private mutating func number() throws(JSONTextError) -> JSONToken {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        let first = position
        guard skipDigits() > 0 else { throw mistake("a value") }
        if bytes[first] == UInt8(ascii: "0"), position - first > 1 { throw mistake("no leading zero") }
        if peek == UInt8(ascii: ".") {
            position += 1
            if skipDigits() == 0 { throw mistake("a digit") }
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            if skipDigits() == 0 { throw mistake("a digit") }
        }
        return JSONToken(start: UInt32(start), extent: UInt32(position - start), kind: .number)
    }

    // MARK: Strings

    private mutating func string() throws(JSONTextError) -> JSONToken {
        position += 1
        let start = position
        var (isEscaped, isWide) = (false, false)
        while true {
            position = PlainText.end(bytes, from: position, &isWide)
            switch peek {
            case UInt8(ascii: "\"")?:
                if isWide, !UTF8Check.isValid(bytes, start..<position) { throw mistake("text in UTF-8") }
                position += 1
                return JSONToken(
                    start: UInt32(start), extent: UInt32(position - 1 - start), kind: .string, isEscaped: isEscaped,
                    isWide: isWide)
            case UInt8(ascii: "\\")?:
                isEscaped = true
                position += 1
                try checkEscape()
            case .some: throw mistake("no control character inside a string")
            case nil: throw mistake("'\"'")
            }
        }
    }

    private mutating func checkEscape() throws(JSONTextError) {
        guard let byte = peek else { throw mistake("an escaped character") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"): try checkScalar()
        default: throw mistake("an escape that JSON knows")
        }
    }

    /// `\uXXXX`, or two of them that form a surrogate pair.
    private mutating func checkScalar() throws(JSONTextError) {
        let unit = try hexUnit()
        guard (0xD800..<0xE000).contains(unit) else { return }
        guard unit < 0xDC00, take("\\"), take("u") else { throw mistake("a surrogate pair") }
        guard (0xDC00..<0xE000).contains(try hexUnit()) else { throw mistake("the second half of a surrogate pair") }
    }

    private mutating func hexUnit() throws(JSONTextError) -> UInt32 {
        guard let unit = JSONEscape.hexUnit(bytes, at: position) else { throw mistake("four hexadecimal digits") }
        position += 4
        return unit
    }

    // MARK: Bytes

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return }
            position += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func mistake(_ expected: String) -> JSONTextError {
        JSONTextError(offset: position, expected: expected)
    }
}

/// Checks UTF-8 (the table of well-formed byte sequences in The Unicode Standard, 3-7).
enum UTF8Check {
    static func isValid(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        func follows(_ count: Int, _ second: ClosedRange<UInt8>) -> Bool {
            guard index + count < end, second.contains(bytes[index + 1]) else { return false }
            return (2...max(2, count)).allSatisfy { $0 > count || bytes[index + $0] & 0xC0 == 0x80 }
        }
        while index < end {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            // Most text here is Chinese: three bytes, of which neither overlong forms nor surrogates need a look.
            if lead & 0xF0 == 0xE0, lead != 0xE0, lead != 0xED {
                guard index + 2 < end, bytes[index + 1] & 0xC0 == 0x80, bytes[index + 2] & 0xC0 == 0x80 else {
                    return false
                }
                index += 3
                continue
            }
            switch lead {
            case 0xC2...0xDF where follows(1, 0x80...0xBF): index += 2
            case 0xE0 where follows(2, 0xA0...0xBF), 0xED where follows(2, 0x80...0x9F): index += 3
            case 0xF0 where follows(3, 0x90...0xBF), 0xF1...0xF3 where follows(3, 0x80...0xBF),
                0xF4 where follows(3, 0x80...0x8F):
                index += 4
            default: return false
            }
        }
        return true
    }
}

/// Reads escapes that were checked.
enum JSONEscape {
    /// The four hexadecimal digits at `position`; nil when they are none.
    static func hexUnit(_ bytes: UnsafeRawBufferPointer, at position: Int) -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return unit
    }

    /// The text behind bytes with escapes, which are known to be right.
    static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        // No escape is shorter than what it stands for.
        String(unsafeUninitializedCapacity: range.count) { text in
            let target = UnsafeMutableRawBufferPointer(text)
            let piece = UnsafeRawBufferPointer(rebasing: bytes[..<range.upperBound])
            var (index, count, isWide) = (range.lowerBound, 0, false)
            while true {
                let end = PlainText.end(piece, from: index, &isWide)
                PlainText.copy(piece, index..<end, to: target, at: count)
                count += end - index
                index = end
                guard index + 1 < piece.count else { return count }
                for unit in UTF8.encode(scalar(bytes, &index)) ?? UTF8.encodedReplacementCharacter {
                    text[count] = unit
                    count += 1
                }
            }
        }
    }

    /// Reads the escape at `index`, and passes over it.
    private static func scalar(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Unicode.Scalar {
        let byte = bytes[index + 1]
        index += 2
        switch byte {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var unit = hexUnit(bytes, at: index) ?? 0xFFFD
            index += 4
            if (0xD800..<0xDC00).contains(unit) {
                unit = 0x10000 + (unit - 0xD800) << 10 + ((hexUnit(bytes, at: index + 2) ?? 0xDC00) - 0xDC00)
                index += 6
            }
            return Unicode.Scalar(unit) ?? "\u{FFFD}"
        default: return Unicode.Scalar(byte)
        }
    }
}
