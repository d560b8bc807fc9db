import Seams

/// Approvals on their way to documents: items with their bodies and stories, the events behind them, and the notices.
enum ItemSchema: SchemaPart {
    static let name = "items"

    static let steps = [
        """
        CREATE TABLE items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            flow TEXT NOT NULL, instance TEXT NOT NULL, form TEXT NOT NULL,
            number TEXT NOT NULL,
            state TEXT NOT NULL,
            epoch INTEGER NOT NULL DEFAULT 0,
            lease INTEGER, due INTEGER, waiting TEXT, hinted INTEGER,
            tries INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0,
            sent_at INTEGER,
            document_id TEXT, document_number TEXT, document_status TEXT,
            reason TEXT, refusal TEXT,
            payload_hash TEXT, sent_hash TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL,
            UNIQUE (instance, form, flow)
        ) STRICT;
        CREATE INDEX items_due ON items (due) WHERE due IS NOT NULL AND state <> 'open';
        CREATE INDEX items_due_open ON items (due) WHERE due IS NOT NULL AND state = 'open';
        CREATE INDEX items_state ON items (state, id);
        CREATE TABLE bodies (
            item INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
            snapshot TEXT, payload TEXT, mapping_version TEXT
        ) STRICT;
        CREATE TABLE transitions (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
            at INTEGER NOT NULL, epoch INTEGER NOT NULL,
            from_state TEXT, to_state TEXT NOT NULL, note TEXT
        ) STRICT;
        CREATE INDEX transitions_item ON transitions (item, id);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            event TEXT NOT NULL, type TEXT NOT NULL, change TEXT, instance TEXT, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_instance ON events (instance, id);
        CREATE INDEX events_at ON events (at);
        CREATE TABLE cursors (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
            instance TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
            state TEXT NOT NULL,
            epoch INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0,
            due INTEGER, reason TEXT
        ) STRICT;
        CREATE INDEX notices_due ON notices (due) WHERE due IS NOT NULL;
        CREATE INDEX notices_item ON notices (item);
        """,
        // Which worker holds the lease; null for what was leased by a release without this step.
        """
        ALTER TABLE items ADD COLUMN holder TEXT;
        ALTER TABLE notices ADD COLUMN holder TEXT;
        CREATE INDEX items_held ON items (holder) WHERE lease IS NOT NULL;
        CREATE INDEX notices_held ON notices (holder) WHERE state = 'sending';
        """,
        // What is said of an approval after its document was begun: see `ItemStore+Revocations`.
        """
        ALTER TABLE items ADD COLUMN revocation TEXT;
        ALTER TABLE items ADD COLUMN doubted INTEGER;
        ALTER TABLE items ADD COLUMN revoker TEXT;
        """,
    ]
}
