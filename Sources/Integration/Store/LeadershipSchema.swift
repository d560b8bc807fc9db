import Seams

/// Who leads what: one row per role that only one worker may have at a time.
enum LeadershipSchema: SchemaPart {
    static let name = "leadership"

    static let steps = [
        """
        CREATE TABLE leaderships (
            role TEXT PRIMARY KEY,
            holder TEXT, epoch INTEGER NOT NULL, lease INTEGER NOT NULL, done INTEGER
        ) STRICT;
        """
    ]
}
