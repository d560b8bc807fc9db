import Seams

/// Operators' alerts, and the messages about them.
enum AlertSchema: SchemaPart {
    static let name = "alerts"

    static let steps = [
        """
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            rule TEXT NOT NULL, subject TEXT NOT NULL,
            state TEXT NOT NULL,
            since INTEGER NOT NULL, fired INTEGER, quiet INTEGER, ended INTEGER,
            detail TEXT NOT NULL,
            relapses INTEGER NOT NULL DEFAULT 0,
            told INTEGER, last_sent INTEGER,
            silenced INTEGER, silenced_by TEXT, acknowledged_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX alerts_open ON alerts (rule, subject) WHERE state <> 'over';
        CREATE INDEX alerts_ended ON alerts (ended) WHERE ended IS NOT NULL;
        CREATE INDEX alerts_subject ON alerts (rule, subject, id);
        CREATE TABLE alert_messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            number TEXT NOT NULL UNIQUE,
            alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
            receiver TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
            created INTEGER NOT NULL,
            state TEXT NOT NULL, batch INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0,
            attempted INTEGER, due INTEGER, sent INTEGER, reason TEXT
        ) STRICT;
        CREATE INDEX alert_messages_due ON alert_messages (receiver, id) WHERE due IS NOT NULL;
        CREATE INDEX alert_messages_attempted ON alert_messages (receiver, attempted);
        CREATE INDEX alert_messages_alert ON alert_messages (alert, id);
        """,
        // What workers know of themselves alone: see `WorkerStanding`.
        "CREATE TABLE alert_standings (worker TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;",
    ]
}
