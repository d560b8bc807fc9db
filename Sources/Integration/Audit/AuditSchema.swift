import Seams

/// The audit log: chains of entries, each of which carries the hash of the one before.
enum AuditSchema: SchemaPart {
    static let name = "audit"

    static let steps = [
        """
        CREATE TABLE audit (
            chain TEXT NOT NULL, number INTEGER NOT NULL,
            at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (chain, number)
        ) STRICT;
        CREATE INDEX audit_at ON audit (at);
        CREATE INDEX audit_subject ON audit (subject);
        """,
        """
        CREATE TABLE audit_rotations (
            chain TEXT PRIMARY KEY, number INTEGER NOT NULL, hash TEXT NOT NULL, file TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT;
        """,
        // What is being rotated, so that whoever goes on after a crash writes the same file, and no second one.
        """
        CREATE TABLE audit_rotation_intents (
            chain TEXT PRIMARY KEY, after INTEGER NOT NULL, through INTEGER NOT NULL
        ) STRICT;
        """,
    ]
}
