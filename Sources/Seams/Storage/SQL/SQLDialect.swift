/// What differs between the two engines.
package enum SQLDialect: String, Sendable {
    case sqlite, postgreSQL

    /// A schema in the words of this engine. It is written in SQLite's: `INTEGER PRIMARY KEY`, with or without
    /// `AUTOINCREMENT`, numbers new rows (not before `REFERENCES`), `INTEGER`, `REAL`, `BLOB`, `STRICT`.
    package func schema(_ text: String) -> String {
        guard self == .postgreSQL else { return text }
        return
            text
            .replacing("INTEGER PRIMARY KEY REFERENCES", with: "BIGINT PRIMARY KEY REFERENCES")
            .replacing("INTEGER PRIMARY KEY AUTOINCREMENT", with: "BIGSERIAL PRIMARY KEY")
            .replacing("INTEGER PRIMARY KEY", with: "BIGSERIAL PRIMARY KEY")
            .replacing("INTEGER", with: "BIGINT").replacing("BLOB", with: "BYTEA")
            .replacing(/\bREAL\b/, with: "DOUBLE PRECISION").replacing(") STRICT", with: ")")
    }

    /// The larger of two expressions.
    package func greatest(_ one: String, _ other: String) -> String {
        self == .sqlite ? "MAX(\(one), \(other))" : "GREATEST(\(one), \(other))"
    }

    /// The smaller of two expressions.
    package func least(_ one: String, _ other: String) -> String {
        self == .sqlite ? "MIN(\(one), \(other))" : "LEAST(\(one), \(other))"
    }

    /// Ends a query for a row that this transaction will change: until its end nobody else does.
    package var forUpdate: String { self == .sqlite ? "" : " FOR UPDATE" }

    /// Ends a query for rows to be taken: rows that another transaction holds are passed over. SQLite has one writer.
    package var skipLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }
}
