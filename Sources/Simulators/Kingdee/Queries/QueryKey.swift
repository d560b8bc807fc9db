import Foundation

/// What a value is compared, sorted and found by.
enum QueryKey: Hashable, Sendable {
    case flag(Bool)
    case number(Decimal)
    /// Milliseconds of a calendar in which each month has a hundred days and each year a hundred months: it grows with
    /// time, and needs no arithmetic of dates.
    case moment(Int64)
    case text(FoldedText)

    /// The key of a field's value; nil for what cannot be compared.
    init?(_ value: FieldValue) {
        switch value {
        case .text(let text), .bill(let text), .reference(_, let text): self = .text(FoldedText(text))
        case .number(let digits):
            guard let number = QueryKey.decimal(digits) else { return nil }
            self = .number(number)
        case .date(let date): self = .moment(QueryKey.milliseconds(LocalMoment(date)))
        case .moment(let time): self = .moment(QueryKey.milliseconds(LocalMoment(time)))
        case .flag(let flag): self = .flag(flag)
        case .dimensions: return nil
        }
    }

    /// A constant of a filter as a column of `type` would be compared with it; nil when the database could not convert
    /// it.
    init?(literal text: String, as type: QueryColumn.ValueType) {
        switch type {
        case .text: self = .text(FoldedText(text))
        case .number:
            guard let number = QueryKey.literalNumber(text) else { return nil }
            self = .number(number)
        case .moment:
            guard let moment = LocalMoment(text) else { return nil }
            self = .moment(QueryKey.milliseconds(moment))
        case .flag:
            guard let flag = ["1": true, "0": false, "true": true, "false": false][text.lowercased()] else {
                return nil
            }
            self = .flag(flag)
        }
    }

    /// How `value` stands to this key: negative when it is less, 0 when equal; nil when they cannot be compared.
    func order(of value: FieldValue) -> Int? {
        if case .text(let text) = self {
            switch value {
            case .text(let other), .bill(let other): return text.order(of: other)
            default: return nil
            }
        }
        return QueryKey(value).flatMap { QueryKey.order($0, self) }
    }

    /// How two keys stand to each other; nil when they are of different kinds.
    static func order(_ left: QueryKey, _ right: QueryKey) -> Int? {
        switch (left, right) {
        case (.flag(let left), .flag(let right)): left == right ? 0 : right ? -1 : 1
        case (.number(let left), .number(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.moment(let left), .moment(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.text(let left), .text(let right)): right.order(of: left.text)
        default: nil
        }
    }

    private static func milliseconds(_ moment: LocalMoment) -> Int64 {
        let date = moment.date
        return Int64((date.year * 100 + date.month) * 100 + date.day) * 86_400_000 + Int64(moment.millisecondOfDay)
    }

    /// Nil also for what is beyond the database's numbers (`1e400`).
    private static func decimal(_ digits: String) -> Decimal? {
        guard let number = Decimal(string: digits, locale: nil), !number.isNaN else { return nil }
        return number
    }

    private static func literalNumber(_ text: String) -> Decimal? {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let isNumber = digits.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        guard isNumber, digits.utf8.contains(where: { $0 != UInt8(ascii: ".") }),
            digits.utf8.count(where: { $0 == UInt8(ascii: ".") }) <= 1, digits.utf8.count <= 40
        else { return nil }
        return decimal((text.first == "-" ? "-" : "") + (digits.first == "." ? "0" : "") + digits)
    }
}

extension QueryKey: Comparable {
    /// Keys of different kinds, which one column hardly has, stand in the order of the kinds.
    static func < (left: QueryKey, right: QueryKey) -> Bool {
        order(left, right).map { $0 < 0 } ?? (left.kind < right.kind)
    }

    private var kind: Int {
        switch self {
        case .flag: 0
        case .number: 1
        case .moment: 2
        case .text: 3
        }
    }
}

extension QueryKey? {
    /// Whether this comes before `other` in an order; an empty field comes first.
    func precedes(_ other: QueryKey?) -> Bool {
        switch (self, other) {
        case (_, nil): false
        case (nil, _): true
        case (let left?, let right?): left < right
        }
    }
}
