import Foundation
import Seams

/// What a field of a stored document holds. An empty field holds nothing and has no value.
enum FieldValue: Hashable, Sendable {
    case text(String)
    /// A number with its digits as sent.
    case number(String)
    case date(CivilDate)
    /// A point in time that the platform itself noted.
    case moment(Timestamp)
    case flag(Bool)
    /// A reference to base data, by form and number.
    case reference(form: String, number: String)
    /// A reference to a bill, by number.
    case bill(String)
    /// Numbers of base data by dimension (`FFLEX5`), sorted by dimension.
    case dimensions([Dimension])

    /// One flexible dimension.
    struct Dimension: Hashable, Sendable {
        /// `FFLEX5`.
        var key: String
        var form: String
        var number: String
    }

    /// The number's value; nil for anything else.
    var decimal: Decimal? {
        if case .number(let digits) = self { Decimal(string: digits, locale: nil) } else { nil }
    }

    /// The value in a document's content, in the form that `Model` uses; `masked` hides personal data.
    func content(masked: Bool = false) -> JSON {
        switch self {
        case .text(let text): .string(masked ? FieldValue.mask(text) : text)
        case .number(let digits): .number(digits)
        case .date(let date): .string(date.text)
        case .moment(let time): .string(LocalMoment(time).spacedText)
        case .flag(let value): .bool(value)
        case .reference(_, let number): ["FNumber": .string(number)]
        case .bill(let number): ["FBillNo": .string(number)]
        case .dimensions(let dimensions):
            .object(dimensions.map { JSON.Member("FDETAILID__\($0.key)", ["FNumber": .string($0.number)]) })
        }
    }

    private static func mask(_ text: String) -> String {
        text.count < 8 ? "****" : text.prefix(3) + "****" + text.suffix(4)
    }
}
