package import Seams

/// One row of work: its key, who holds it, when it is due, and how far it got. Bodies are kept apart, because SQLite
/// rewrites a whole row on each update.
package struct Item: Hashable, Sendable {
    /// The row's number, in order of arrival.
    package var id: Int64
    package var key: ItemKey
    /// Our own bill number, derived from the key.
    package var number: String
    /// Rises with each claim; a worker whose epoch is not the row's has lost the item.
    package var epoch: Int
    /// Until when a worker holds it; nil when nobody does.
    package var lease: Timestamp?
    /// When it is to be worked on; while leased, the lease's end; nil at rest.
    package var due: Timestamp?
    package var waiting: WaitReason?
    /// When the last event said that the approval was over.
    package var hinted: Timestamp?
    /// When it was last said that the approval may be revoked, until that is settled.
    package var doubted: Timestamp?
    /// The approved instance that revokes this one; nil when only an event said so, which is not believed unread.
    package var revoker: String?
    /// When it was first stored.
    package var created: Timestamp
    package var updated: Timestamp
    package var progress: ItemProgress
}
