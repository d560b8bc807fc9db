import Foundation

/// A constant of a filter, read once as each type that a column may have.
struct FilterLiteral: Hashable, Sendable {
    let text: String
    let number: Decimal?
    let moment: LocalMoment?
    let flag: Bool?

    init(_ text: String) {
        self.text = text
        number = FilterLiteral.number(text)
        moment = LocalMoment(text)
        flag = ["1": true, "0": false, "true": true, "false": false][text.lowercased()]
    }

    /// Whether the constant can be compared with a column of `type`; otherwise the database would fail to convert it.
    func fits(_ type: QueryColumn.ValueType) -> Bool {
        switch type {
        case .text: true
        case .number: number != nil
        case .moment: moment != nil
        case .flag: flag != nil
        }
    }

    /// How `value` stands to the constant: negative when it is less, 0 when equal; nil when they cannot be compared.
    func order(of value: FieldValue) -> Int? {
        switch value {
        case .text(let text): FilterLiteral.order(text, self.text)
        case .number: value.decimal.flatMap { left in number.map { left < $0 ? -1 : left == $0 ? 0 : 1 } }
        case .date(let date): moment.map { FilterLiteral.order(LocalMoment(date), $0) }
        case .moment(let time): moment.map { FilterLiteral.order(LocalMoment(time), $0) }
        case .flag(let flag): self.flag.map { FilterLiteral.order(flag ? 1 : 0, $0 ? 1 : 0) }
        case .reference, .bill, .dimensions: nil
        }
    }

    /// How two values of one column stand to each other, for sorting; empty ones come first.
    static func order(_ left: FieldValue?, _ right: FieldValue?) -> Int {
        switch (left, right) {
        case (nil, nil): 0
        case (nil, _): -1
        case (_, nil): 1
        case (.number?, .number?): order(left?.decimal ?? 0, right?.decimal ?? 0)
        case (.date(let left)?, .date(let right)?): order(left, right)
        case (.moment(let left)?, .moment(let right)?): order(left, right)
        case (.flag(let left)?, .flag(let right)?): order(left ? 1 : 0, right ? 1 : 0)
        case (let left?, let right?): order(left.content().scalarText ?? "", right.content().scalarText ?? "")
        }
    }

    /// The database's collation (Chinese_PRC_CI_AS) does not tell case.
    private static func order(_ left: String, _ right: String) -> Int {
        if left == right { return 0 }
        let left = left.utf8.lazy.map(folded)
        let right = right.utf8.lazy.map(folded)
        return left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func number(_ text: String) -> Decimal? {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first),
            text.utf8.dropFirst().allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Decimal(string: text, locale: nil)
    }
}
