/// A JSON value as it stood on the wire: members keep their order, numbers keep their digits.
///
/// The simulators' own codec. The integration core uses another one, so that a mistake in either shows.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number's text, such as `0.29` or `1e3`; never rounded through binary floating point.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSON

        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }
}

extension JSON {
    /// The value of the member `key`, or nil when this is no object or has no such member.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The value of the first member whose key equals `key` regardless of ASCII case (Kingdee matches keys so).
    package func member(ignoringCase key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key.equals(ignoringASCIICase: key) }?.value
    }

    /// The text of a string; nil for any other value.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The text of a string, a number or a Boolean; nil for null and containers.
    package var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// A whole number, also when it was sent as text; nil for anything else.
    package var integer: Int64? { scalarText.flatMap { Int64($0) } }

    /// A Boolean, also when it was sent as the text `"true"` or `"false"` in any case; nil for anything else.
    package var boolean: Bool? {
        switch self {
        case .bool(let value): value
        case .string(let text): Bool(text.lowercased())
        default: nil
        }
    }

    /// The elements of an array; nil for any other value.
    package var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object; nil for any other value.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A number value from an integer.
    package static func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .number(String(value)) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0, $1) }) }
    package init(nilLiteral: ()) { self = .null }
}

extension String {
    /// Whether both have the same characters, apart from the case of ASCII letters.
    func equals(ignoringASCIICase other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.foldedASCII == $1.foldedASCII }
    }
}

extension UInt8 {
    /// The small letter of a capital one; any other byte as it is.
    fileprivate var foldedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
