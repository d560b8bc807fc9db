import Foundation
package import GRDB

/// SQLite as the core's store: any `DurableDatabase` behind the seam's own words.
package struct EmbeddedStore: RelationalStore {
    package let database: any DurableDatabase

    package init(_ database: any DurableDatabase) {
        self.database = database
    }

    package var dialect: SQLDialect { .sqlite }

    package var bytesFree: Int? { database.bytesFree }

    package func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await database.commit { try change(EmbeddedConnection(database: $0)) }
    }

    package func read<Result: Sendable>(
        _ query: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await database.read { try query(EmbeddedConnection(database: $0)) }
    }

    package func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {}

    package func close() async throws {
        try await database.close()
    }
}

/// GRDB's connection as the seam's. Statements are prepared once and kept.
private struct EmbeddedConnection: SQLConnection {
    let database: Database

    var dialect: SQLDialect { .sqlite }
    var name: String { "embedded" }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try translated {
            try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
            return database.changesCount
        }
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try translated {
            let statement = try database.cachedStatement(sql: sql)
            let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                // By position: GRDB's collection of values reads the columns' names as well.
                rows.append(
                    SQLRow(
                        (0..<row.count).map { column in
                            let value: DatabaseValue = row[column]
                            return SQLValue(value)
                        }))
            }
            return rows
        }
    }

    func executeScript(_ sql: String) throws {
        try translated { try database.execute(sql: sql) }
    }

    func notify(_ channel: String) {}

    private func translated<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLError(error.message ?? "SQLite refuses", code: "\(error.extendedResultCode.rawValue)")
        }
    }
}

extension SQLValue: DatabaseValueConvertible {
    package init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob(let data): .blob(Array(data))
            }
    }

    package var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> SQLValue? {
        SQLValue(value)
    }
}
