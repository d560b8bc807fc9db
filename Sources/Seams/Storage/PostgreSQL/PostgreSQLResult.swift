import CPostgreSQL

/// Reads rows in PostgreSQL's binary form.
enum PostgreSQLResult {
    /// All rows of `result`.
    ///
    /// - Throws: `SQLError` for a type that the store does not know.
    static func rows(_ result: OpaquePointer) throws(SQLError) -> [SQLRow] {
        let (rowCount, columnCount) = (PQntuples(result), PQnfields(result))
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(rowCount))
        for row in 0..<rowCount {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(columnCount))
            for column in 0..<columnCount { values.append(try value(result, row, column)) }
            rows.append(SQLRow(values))
        }
        return rows
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32) throws(SQLError) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        let type = PQftype(result, column)
        switch type {
        case PostgreSQLType.int8: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case PostgreSQLType.int4: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case PostgreSQLType.int2: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case PostgreSQLType.bool: return .integer(bytes.first == 1 ? 1 : 0)
        case PostgreSQLType.float8:
            return .real(Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))))
        case PostgreSQLType.float4:
            return .real(Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))))
        case PostgreSQLType.bytea: return .blob(Array(bytes))
        case PostgreSQLType.numeric: return number(bytes)
        case PostgreSQLType.void: return .null
        default:
            guard PostgreSQLType.texts.contains(type) else {
                throw SQLError("column \(column) has a type that the store does not know (\(type)): cast it")
            }
            return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// A `numeric`, which sums of whole numbers are: whole when it has no digits behind the point and fits.
    ///
    /// Four 16-bit words (digit groups, weight of the first, sign, digits behind the point), then groups of four decimal
    /// digits (`numeric_send` in PostgreSQL's numeric.c).
    private static func number(_ bytes: UnsafeRawBufferPointer) -> SQLValue {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int16.self)))
        }
        guard words.count >= 4 else { return .null }
        let (weight, isNegative, scale) = (words[1], words[2] == 0x4000, words[3])
        var whole: Int64? = scale == 0 ? 0 : nil
        var real = 0.0
        for (index, group) in words[4...].enumerated() {
            var place = 1.0
            for _ in 0..<abs(weight - index) { place *= 10_000 }
            real += weight >= index ? Double(group) * place : Double(group) / place
        }
        for index in 0..<max(0, weight + 1) {
            let group = words.indices.contains(4 + index) ? words[4 + index] : 0
            whole = whole.flatMap { whole in
                let (high, isHigh) = whole.multipliedReportingOverflow(by: 10_000)
                let (sum, isOver) = high.addingReportingOverflow(Int64(isNegative ? -group : group))
                return isHigh || isOver ? nil : sum
            }
        }
        return whole.map(SQLValue.integer) ?? .real(isNegative ? -real : real)
    }
}
