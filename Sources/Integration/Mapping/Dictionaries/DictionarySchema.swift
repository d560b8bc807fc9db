/// What Kingdee answered to the queries of dictionaries.
enum DictionarySchema: SchemaPart {
    static let name = "queried-dictionaries"

    static let steps = [
        """
        CREATE TABLE queried_dictionaries (
            id TEXT PRIMARY KEY, refreshed INTEGER NOT NULL, entries TEXT NOT NULL, ambiguous TEXT NOT NULL
        ) STRICT;
        """
    ]
}
