/// One row of a query's result, by the position of its columns.
package struct SQLRow: Hashable, Sendable {
    package var values: [SQLValue]

    package init(_ values: [SQLValue]) {
        self.values = values
    }

    /// The value of column `index`, which cannot be null.
    ///
    /// - Throws: `SQLTypeError` when it is null, of another type, or not there.
    package func get<Value: SQLConvertible>(_ index: Int, as type: Value.Type = Value.self) throws(SQLTypeError)
        -> Value
    {
        guard values.indices.contains(index), let value = Value(sql: values[index]) else {
            throw SQLTypeError(column: index, wanted: "\(Value.self)", found: description(of: index))
        }
        return value
    }

    /// The value of column `index`; nil when it is null.
    ///
    /// - Throws: `SQLTypeError` when it is of another type, or not there.
    package func find<Value: SQLConvertible>(
        _ index: Int, as type: Value.Type = Value.self
    ) throws(SQLTypeError) -> Value? {
        guard values.indices.contains(index), values[index] == .null else { return try get(index, as: Value.self) }
        return nil
    }

    private func description(of index: Int) -> String {
        guard values.indices.contains(index) else { return "no such column" }
        return switch values[index] {
        case .null: "null"
        case .integer: "an integer"
        case .real: "a real"
        case .text: "a text"
        case .blob: "a blob"
        }
    }
}

/// A column does not hold what the program expects: the schema and the program do not go together.
package struct SQLTypeError: Error, Hashable, CustomStringConvertible {
    /// Counted from 0.
    package var column: Int
    package var wanted: String
    package var found: String

    package var description: String { "column \(column) should be \(wanted), but is \(found)" }
}
