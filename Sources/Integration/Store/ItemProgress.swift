package import Seams

/// What the delivery of one item has to remember from one step to the next, over any crash.
package struct ItemProgress: Hashable, Sendable {
    package var state: ItemState
    /// Attempts of the current write that could have had an effect.
    package var tries = 0
    /// Waits in a row without progress; the exponent of the back-off.
    package var pauses = 0
    /// When the last Save that could have had an effect was about to be sent.
    package var sentAt: Timestamp?
    /// The document in Kingdee, once known. Its `source` is not stored.
    package var document: KingdeeDocument?
    /// The last reason for a pause or an end, for people.
    package var reason: String?
    /// A refusal that counts only if a look-up shows that no earlier attempt had an effect after all.
    package var refusal: String?
    /// Why the approval counts as revoked, once that was read; a second revocation changes nothing then.
    package var revocation: String?
    /// The hash of the frozen payload.
    package var payloadHash: String?
    /// The hash of the payload that was last sent: differs from `payloadHash` after mending.
    package var sentHash: String?

    package init(state: ItemState) {
        self.state = state
    }
}
