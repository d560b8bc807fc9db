import Seams

/// The tables of one part of the core, as steps that are applied once and in order. A step that was ever released is never
/// edited. Written in SQLite's words, see `SQLDialect.schema`.
protocol SchemaPart: Sendable {
    /// The part's name in the table of versions.
    static var name: String { get }
    static var steps: [String] { get }
}

/// All tables of the core. A new part is one file and one line here.
enum StoreSchema {
    private static let parts: [any SchemaPart.Type] = [
        ItemSchema.self,
        AuditSchema.self,
        LeadershipSchema.self,
        DictionarySchema.self,
        DirectorySchema.self,
        StockAlertSchema.self,
        AttendanceSchema.self,
        MonitorSchema.self,
        SignOnSchema.self,
        AttachmentSchema.self,
        YidaSchema.self,
        AlertSchema.self,
    ]

    /// Brings all parts to their newest version, in the transaction of `database`. Several processes may do so at the
    /// same time.
    ///
    /// - Throws: `NewerStore` when a later release wrote it.
    static func migrate(_ database: any SQLConnection) throws {
        try database.lock("schema")
        try database.executeScript(
            database.dialect.schema(
                """
                CREATE TABLE IF NOT EXISTS schema_versions (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
                """))
        if database.dialect == .sqlite { try adoptFirstRelease(database) }
        for part in parts { try migrate(part, database) }
    }

    private static func migrate(_ part: any SchemaPart.Type, _ database: any SQLConnection) throws {
        let version =
            try database.value(Int.self, "SELECT version FROM schema_versions WHERE part = ?", [.of(part.name)]) ?? 0
        guard version <= part.steps.count else {
            throw NewerStore(part: part.name, version: version, known: part.steps.count)
        }
        guard version < part.steps.count else { return }
        for step in part.steps[version...] { try database.executeScript(database.dialect.schema(step)) }
        try database.execute(
            """
            INSERT INTO schema_versions (part, version) VALUES (?, ?)
            ON CONFLICT (part) DO UPDATE SET version = excluded.version
            """,
            [.of(part.name), .of(part.steps.count)])
    }

    /// The first release counted its steps in `user_version`.
    private static func adoptFirstRelease(_ database: any SQLConnection) throws {
        let version = try database.value(Int.self, "PRAGMA user_version") ?? 0
        guard version > 0 else { return }
        try database.execute(
            "INSERT INTO schema_versions (part, version) VALUES (?, ?) ON CONFLICT (part) DO NOTHING",
            [.of(ItemSchema.name), .of(version)])
    }
}

/// The store was written by a later release, whose meaning this one cannot know.
package struct NewerStore: Error, Hashable, CustomStringConvertible {
    /// The part of the schema, such as `items`.
    package var part: String
    package var version: Int
    package var known: Int

    package var description: String {
        "the store's \(part) have version \(version), but this program knows only \(known): run the release that wrote it"
    }
}
