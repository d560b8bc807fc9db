import Foundation

/// A JSON value as it stands in a text: numbers keep their digits and objects their order.
///
/// Both matter here. An amount must not pass through a `Double`, and Kingdee applies the fields of a `Model` in the
/// order sent.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's text, such as `1005.005` or `74296847418`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name with its value.
    struct Member: Hashable, Sendable {
        var name: String
        var value: JSONValue

        init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// An object of these members, in this order.
    static func members(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(pairs.map { Member($0.key, $0.value) })
    }

    /// The member `name`, else one that differs only in case: both platforms spell a name in several ways
    /// (`userId`, `UserId`; `FNumber`, `FNUMBER`). Nil when there is none, also when this is no object.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        if let member = members.first(where: { $0.name == name }) { return member.value }
        return members.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The elements of an array; nil for anything else.
    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The text of a string, or the digits of a number: ids come as either. Nil for anything else.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// The number, exactly; also one written as a string, as older replies do.
    var decimal: Decimal? { text.flatMap(DecimalText.plain) }

    /// The truth value; also one written as a string.
    var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string(let text): ["true": true, "false": false][text.lowercased()]
        case .null, .number, .array, .object: nil
        }
    }

    /// Whether it is `null`.
    var isNull: Bool { self == .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral text: String) {
        self = .string(text)
    }

    init(booleanLiteral flag: Bool) {
        self = .bool(flag)
    }

    init(integerLiteral number: Int) {
        self = .number(String(number))
    }

    init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}
