import Seams

/// The files of approvals on their way to documents: one row per item and file.
enum AttachmentSchema: SchemaPart {
    static let name = "attachments"

    static let steps = [
        """
        CREATE TABLE carried_files (
            item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE, position INTEGER NOT NULL,
            source TEXT NOT NULL, name TEXT NOT NULL, alias TEXT NOT NULL, stated INTEGER NOT NULL,
            state TEXT NOT NULL, document TEXT NOT NULL,
            file TEXT, done INTEGER NOT NULL, size INTEGER, restarts INTEGER NOT NULL, sent_at INTEGER,
            hash TEXT, attachment TEXT, reason TEXT,
            PRIMARY KEY (item, position)
        ) STRICT;
        """,
        // Beside the form, files are also taken from decisions and comments, and pictures from their addresses.
        "ALTER TABLE carried_files ADD COLUMN kind TEXT NOT NULL DEFAULT 'form';",
    ]
}
