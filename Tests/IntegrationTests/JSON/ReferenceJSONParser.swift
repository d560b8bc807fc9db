@testable import Integration

/// What the tape is compared with: a recursive descent over the bytes (RFC 8259). Depth is bounded, so that a hostile body cannot exhaust the stack.
struct ReferenceJSONParser {
    private static let depthMax = 128

    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // .NET servers send a byte order mark at times
    }

    mutating func document() throws(JSONTextError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw mistake("the end") }
        return value
    }

    private mutating func value() throws(JSONTextError) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONTextError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONTextError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout ReferenceJSONParser) throws(JSONTextError) -> JSONValue
    ) throws(JSONTextError) -> JSONValue {
        depth += 1
        guard depth <= ReferenceJSONParser.depthMax else {
            throw mistake("at most \(ReferenceJSONParser.depthMax) levels")
        }
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONTextError) -> JSONValue {
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw mistake("a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw mistake("':'") }
            members.append(JSONValue.Member(name, try value()))
            skipSpace()
        } while take(",")
        guard take("}") else { throw mistake("',' or '}'") }
        return .object(members)
    }

    private mutating func array() throws(JSONTextError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw mistake("',' or ']'") }
        return .array(elements)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONTextError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw mistake("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONTextError) -> JSONValue {
        let start = position
        _ = take("-")
        let wholeStart = position
        guard skipDigits() > 0 else { throw mistake("a value") }
        if bytes[wholeStart] == UInt8(ascii: "0"), position - wholeStart > 1 { throw mistake("no leading zero") }
        if take("."), skipDigits() == 0 { throw mistake("a digit") }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            if skipDigits() == 0 { throw mistake("a digit") }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func string() throws(JSONTextError) -> String {
        position += 1
        var text: [UInt8] = []
        var start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[start..<position]
                guard let string = String(validating: text, as: UTF8.self) else { throw mistake("text in UTF-8") }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                text += bytes[start..<position]
                position += 1
                text += String(try escaped()).utf8
                start = position
            case 0..<0x20: throw mistake("no control character inside a string")
            default: position += 1
            }
        }
        throw mistake("'\"'")
    }

    private mutating func escaped() throws(JSONTextError) -> Unicode.Scalar {
        guard let byte = peek else { throw mistake("an escaped character") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw mistake("an escape that JSON knows")
        }
    }

    /// A scalar from `\uXXXX`, or from two of them that form a surrogate pair.
    private mutating func escapedScalar() throws(JSONTextError) -> Unicode.Scalar {
        let unit = try hexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take("\\"), take("u") else { throw mistake("a surrogate pair") }
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw mistake("the second half of a surrogate pair") }
        return scalar
    }

    private mutating func hexUnit() throws(JSONTextError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw mistake("four hexadecimal digits") }
        position += 4
        return unit
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
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
