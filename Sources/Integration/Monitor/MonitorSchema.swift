import Seams

/// What the monitor stores: who is logged in, and the index by which people search for a bill number.
enum MonitorSchema: SchemaPart {
    static let name = "monitor"

    static let steps = [
        """
        CREATE TABLE monitor_sessions (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL, proof TEXT NOT NULL,
            created INTEGER NOT NULL, used INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX monitor_sessions_used ON monitor_sessions (used);
        CREATE INDEX items_number ON items (number);
        """
    ]
}
