import Seams

/// What makes a sign-on happen once: the states and codes that were used, and the second of each account's last entry.
enum SignOnSchema: SchemaPart {
    static let name = "sign-on"

    static let steps = [
        """
        CREATE TABLE sign_on_used (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT;
        CREATE INDEX sign_on_used_expires ON sign_on_used (expires);
        CREATE TABLE sign_on_entries (account TEXT PRIMARY KEY, second INTEGER NOT NULL) STRICT;
        CREATE INDEX audit_kind ON audit (kind, at);
        """
    ]
}
