import Seams

/// The organisation: a row for each person and department, what a person has to judge, and how far the lists were read.
enum DirectorySchema: SchemaPart {
    static let name = "directory"

    static let steps = [
        """
        CREATE TABLE directory (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL, source TEXT NOT NULL,
            number TEXT, document TEXT,
            facts TEXT, gone INTEGER NOT NULL DEFAULT 0,
            base TEXT, attempts TEXT, kept TEXT, granted TEXT, unsure INTEGER,
            state TEXT NOT NULL, epoch INTEGER NOT NULL DEFAULT 0,
            lease INTEGER, due INTEGER, waiting TEXT, waits_for TEXT,
            tries INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0, reason TEXT,
            heard INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0, news INTEGER,
            listed INTEGER NOT NULL DEFAULT 0, found INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL, updated INTEGER NOT NULL,
            UNIQUE (kind, source)
        ) STRICT;
        CREATE UNIQUE INDEX directory_number ON directory (kind, number) WHERE number IS NOT NULL;
        CREATE INDEX directory_due ON directory (kind, due) WHERE due IS NOT NULL;
        CREATE INDEX directory_heard ON directory (heard);
        CREATE INDEX directory_state ON directory (state, id);
        CREATE INDEX directory_waiting ON directory (waits_for) WHERE waits_for IS NOT NULL;
        CREATE TABLE directory_conflicts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            record INTEGER NOT NULL REFERENCES directory (id) ON DELETE CASCADE,
            state TEXT NOT NULL, fields TEXT NOT NULL,
            at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT
        ) STRICT;
        CREATE INDEX directory_conflicts_record ON directory_conflicts (record, state);
        CREATE INDEX directory_conflicts_state ON directory_conflicts (state, id);
        CREATE TABLE directory_lists (
            name TEXT PRIMARY KEY, generation INTEGER NOT NULL, phase TEXT NOT NULL, cursor INTEGER NOT NULL,
            is_full INTEGER NOT NULL, started INTEGER NOT NULL, compared INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0, lease INTEGER
        ) STRICT;
        CREATE TABLE directory_pages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            rank INTEGER NOT NULL, department TEXT NOT NULL, cursor INTEGER NOT NULL,
            UNIQUE (rank, department)
        ) STRICT;
        """,
        """
        ALTER TABLE directory ADD COLUMN holder TEXT;
        CREATE INDEX directory_holder ON directory (holder) WHERE lease IS NOT NULL;
        """,
        """
        ALTER TABLE directory ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE directory ADD COLUMN leaving INTEGER;
        ALTER TABLE directory ADD COLUMN held INTEGER;
        CREATE INDEX directory_missing ON directory (kind) WHERE missing > seen AND gone = 0;
        CREATE INDEX directory_leaving ON directory (kind, leaving) WHERE leaving IS NOT NULL;
        CREATE INDEX directory_held ON directory (held) WHERE held IS NOT NULL;
        ALTER TABLE directory_lists ADD COLUMN strangers INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE directory_leaves (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL, cause TEXT NOT NULL, state TEXT NOT NULL, people INTEGER NOT NULL DEFAULT 0,
            at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX directory_leaves_open ON directory_leaves (kind, cause) WHERE state = 'open';
        """,
    ]
}
