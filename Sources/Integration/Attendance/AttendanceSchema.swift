import Seams

/// Attendance results on their way to Kingdee, how far the reading has come, and what events marked.
enum AttendanceSchema: SchemaPart {
    static let name = "attendance"

    static let steps = [
        """
        CREATE TABLE attendance_records (
            number TEXT PRIMARY KEY,
            user_id TEXT NOT NULL, day INTEGER NOT NULL, check_type TEXT NOT NULL,
            content TEXT NOT NULL, revision INTEGER NOT NULL,
            state TEXT NOT NULL, document TEXT,
            sent_revision INTEGER, sent_at INTEGER, doubt_revision INTEGER, doubt_at INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0,
            due INTEGER, reason TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX attendance_records_due ON attendance_records (due) WHERE due IS NOT NULL;
        CREATE INDEX attendance_records_state ON attendance_records (state, updated);
        CREATE TABLE attendance_progress (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE attendance_marks (
            user_id TEXT NOT NULL, day INTEGER NOT NULL, marks INTEGER NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (user_id, day)
        ) STRICT;
        """,
        """
        ALTER TABLE attendance_records ADD COLUMN holder TEXT;
        CREATE INDEX attendance_records_holder ON attendance_records (holder) WHERE holder IS NOT NULL;
        """,
    ]
}
