import Seams

/// Which stock is below its threshold, the alerts with their notifications, what a hook marked, and the hooks' nonces.
enum StockAlertSchema: SchemaPart {
    static let name = "stock-alerts"

    static let steps = [
        """
        CREATE TABLE stock_states (
            rule TEXT NOT NULL, organization TEXT NOT NULL, material TEXT NOT NULL, warehouse TEXT NOT NULL,
            below INTEGER NOT NULL, breaches INTEGER NOT NULL, since INTEGER NOT NULL,
            muted_until INTEGER,
            PRIMARY KEY (rule, organization, material, warehouse)
        ) STRICT;
        CREATE INDEX stock_states_material ON stock_states (organization, material);
        CREATE TABLE stock_alerts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            number TEXT NOT NULL UNIQUE,
            rule TEXT NOT NULL, organization TEXT NOT NULL, material TEXT NOT NULL, warehouse TEXT NOT NULL,
            name TEXT NOT NULL, quantity TEXT NOT NULL, threshold TEXT NOT NULL,
            opened INTEGER NOT NULL, recovered INTEGER,
            text TEXT NOT NULL, users TEXT NOT NULL, departments TEXT NOT NULL,
            state TEXT NOT NULL, task TEXT, attempted INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0,
            due INTEGER, sent INTEGER, reason TEXT
        ) STRICT;
        CREATE INDEX stock_alerts_due ON stock_alerts (due) WHERE due IS NOT NULL;
        CREATE INDEX stock_alerts_key ON stock_alerts (rule, organization, material, warehouse, id);
        CREATE TABLE stock_marks (material TEXT PRIMARY KEY, marks INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE stock_nonces (nonce TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
        CREATE INDEX stock_nonces_at ON stock_nonces (at);
        """,
        """
        ALTER TABLE stock_alerts ADD COLUMN holder TEXT;
        CREATE INDEX stock_alerts_holder ON stock_alerts (holder) WHERE holder IS NOT NULL;
        """,
        """
        ALTER TABLE stock_alerts ADD COLUMN title TEXT;
        ALTER TABLE stock_alerts ADD COLUMN mapping TEXT;
        """,
    ]
}
