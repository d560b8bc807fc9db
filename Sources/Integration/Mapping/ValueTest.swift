import Foundation
import Yams

/// One test of a condition. A value that is not filled in passes only `filled: false`, `differs`, and an empty `equals`.
enum ValueTest: Sendable {
    /// `equals: 差旅费`: a number written plain is compared as a number (`1` equals `1.00`), a text in quotes letter by letter.
    case equals(JSONValue)
    /// `differs: 差旅费`: the opposite.
    case differs(JSONValue)
    /// `one-of: [差旅费, 交通费]`
    case oneOf([JSONValue])
    /// `matches: "^HT-[0-9]+"`: a regular expression finds something in it.
    case matches(MatchPattern)
    /// `at-least: 10000`, `at-most:`, `above:`, `below:`, exact in decimals; thousand separators are allowed.
    case atLeast(Decimal)
    case atMost(Decimal)
    case above(Decimal)
    case below(Decimal)
    /// `filled: true`: whether anything is filled in.
    case filled(Bool)

    static let keys = ["equals", "differs", "one-of", "matches", "at-least", "at-most", "above", "below", "filled"]

    /// Takes all tests from a condition's block.
    static func all(_ section: inout MappingSection) -> [ValueTest] {
        var tests: [ValueTest] = []
        if let value = section.constant("equals") { tests.append(.equals(value)) }
        if let value = section.constant("differs") { tests.append(.differs(value)) }
        if let values = oneOf(&section) { tests.append(.oneOf(values)) }
        if let pattern = MatchPattern(&section, "matches") { tests.append(.matches(pattern)) }
        if let number = number(&section, "at-least") { tests.append(.atLeast(number)) }
        if let number = number(&section, "at-most") { tests.append(.atMost(number)) }
        if let number = number(&section, "above") { tests.append(.above(number)) }
        if let number = number(&section, "below") { tests.append(.below(number)) }
        let saysFilled = section.members.contains { $0.key == "filled" }
        let filled = section.flag("filled", default: true)
        if saysFilled { tests.append(.filled(filled)) }
        return tests
    }

    private static func oneOf(_ section: inout MappingSection) -> [JSONValue]? {
        guard let member = section.take("one-of") else { return nil }
        let nodes = member.node.sequence.map(Array.init) ?? []
        let values = nodes.compactMap(\.scalarValue)
        guard !values.isEmpty, values.count == nodes.count else {
            section.note(member, "is no list of values; write for example one-of: [差旅费, 交通费]")
            return nil
        }
        return values
    }

    private static func number(_ section: inout MappingSection, _ key: String) -> Decimal? {
        guard let member = section.take(key) else { return nil }
        guard let number = member.text.flatMap(DecimalText.plain) else {
            section.note(member, "is no number; write for example \(key): 10000")
            return nil
        }
        return number
    }

    func holds(_ value: JSONValue?) throws(TransformRefusal) -> Bool {
        switch self {
        case .equals(let other): return ValueTest.equal(value, other)
        case .differs(let other): return !ValueTest.equal(value, other)
        case .oneOf(let others): return others.contains { ValueTest.equal(value, $0) }
        case .matches(let pattern):
            guard let text = value?.text else { return false }
            return try pattern.finds(in: text)
        case .atLeast(let bound): return try ValueTest.number(value).map { $0 >= bound } ?? false
        case .atMost(let bound): return try ValueTest.number(value).map { $0 <= bound } ?? false
        case .above(let bound): return try ValueTest.number(value).map { $0 > bound } ?? false
        case .below(let bound): return try ValueTest.number(value).map { $0 < bound } ?? false
        case .filled(let isFilled): return (value != nil) == isFilled
        }
    }

    var asksWhetherFilled: Bool { if case .filled = self { true } else { false } }

    private static func equal(_ value: JSONValue?, _ other: JSONValue) -> Bool {
        switch (value, other) {
        case (nil, _): other == ""
        case (let value?, .bool(let flag)): value.flag == flag
        case (let value?, .number): value.text.flatMap { ExactDecimal(grouped: $0) }?.decimal == other.decimal
        case (let value?, _): value.listElements?.contains { $0.text == other.text } ?? (value.text == other.text)
        }
    }

    private static func number(_ value: JSONValue?) throws(TransformRefusal) -> Decimal? {
        guard let value else { return nil }
        guard let number = value.text.flatMap({ ExactDecimal(grouped: $0) }) else {
            throw TransformRefusal(
                value: value.text ?? value.jsonText, reason: "it is no number, so it cannot be compared",
                remedy: "write digits only, or correct the mapping's condition")
        }
        return number.decimal
    }
}
