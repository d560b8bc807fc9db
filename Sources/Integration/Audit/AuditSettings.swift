/// How long the audit log is kept, and where it goes then: `audit:` of the configuration.
package struct AuditSettings: Hashable, Sendable {
    /// Where rotated entries go.
    package enum Destination: Hashable, Sendable {
        /// Into files of this folder, JSON lines.
        case folder(String)
        /// Nowhere: they are deleted.
        case nowhere
    }

    /// How long entries stay in the store, 1d ... 3650d.
    package var keep = Duration.seconds(180 * 86_400)
    /// `archive: folder`, or `archive: none`, which deletes them.
    package var archive = Destination.folder("audit-archive")

    package init() {}
}
