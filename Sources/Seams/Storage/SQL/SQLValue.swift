/// A value as an SQL database holds it.
package enum SQLValue: Hashable, Sendable {
    case null
    /// Whole numbers and truth values (1 and 0).
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// The value as an argument; nil is null.
    package static func of(_ value: (some SQLConvertible)?) -> SQLValue {
        value?.sqlValue ?? .null
    }
}

/// A Swift value that stands for a column's value, in both directions.
package protocol SQLConvertible {
    /// Reads a column's value; nil when it is of another type.
    init?(sql value: SQLValue)

    /// The value as a statement's argument.
    var sqlValue: SQLValue { get }
}

extension String: SQLConvertible {
    package init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }

    package var sqlValue: SQLValue { .text(self) }
}

extension Int64: SQLConvertible {
    package init?(sql value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }

    package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLConvertible {
    package init?(sql value: SQLValue) {
        guard case .integer(let number) = value, let exact = Int(exactly: number) else { return nil }
        self = exact
    }

    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLConvertible {
    package init?(sql value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = number != 0
    }

    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension Double: SQLConvertible {
    package init?(sql value: SQLValue) {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }

    package var sqlValue: SQLValue { .real(self) }
}

extension [UInt8]: SQLConvertible {
    package init?(sql value: SQLValue) {
        guard case .blob(let bytes) = value else { return nil }
        self = bytes
    }

    package var sqlValue: SQLValue { .blob(self) }
}

extension Timestamp: SQLConvertible {
    /// Reads nanoseconds since 1970.
    package init?(sql value: SQLValue) {
        guard case .integer(let nanoseconds) = value else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    package var sqlValue: SQLValue { .integer(nanoseconds) }
}
