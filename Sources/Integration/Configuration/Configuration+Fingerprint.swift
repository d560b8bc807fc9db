import Crypto

extension Configuration {
    /// The SHA-256 over all settings, for telling whether they changed. Secrets are left out: whoever has the fingerprint
    /// must not be able to try them.
    var fingerprint: String {
        var text = ""
        // By reflection, so that no setting is forgotten; `Secret` shows nothing of itself. Sorted, since a dictionary's
        // order differs from process to process.
        dump(self, to: &text)
        let lines = text.split(separator: "\n").sorted().joined(separator: "\n")
        return Hexadecimal.text(SHA256.hash(data: Array(lines.utf8)))
    }
}
