/// How far an item got, as the store holds it.
///
/// A state named `…Intent` is durable before the first byte of its call is sent; nothing that follows it, not even a
/// crash, proves that the call had no effect. Waiting is no state: it is a due time beside the state it waits in.
package enum ItemState: String, CaseIterable, Codable, Sendable {
    /// Stored before DingTalk was answered; the instance is to be read.
    case received
    /// The approval was still running when it was last read, or was only announced: the next event or re-read decides.
    case open
    /// Mapped: the payload is frozen, and no attempt can have had an effect that was not looked up.
    case ready
    case saveIntent = "save-intent"
    case saveUnknown = "save-unknown"
    /// The document exists; the approval's files are being put on it.
    case attaching
    /// The document exists and is not submitted.
    case saved
    case submitIntent = "submit-intent"
    case submitUnknown = "submit-unknown"
    /// The document waits for its audit.
    case submitted
    case auditIntent = "audit-intent"
    case auditUnknown = "audit-unknown"
    /// The document is audited.
    case done
    /// The approval was revoked after its document was begun: what is there is looked up, to be taken back.
    case revoking
    case unauditIntent = "unaudit-intent"
    case unsubmitIntent = "unsubmit-intent"
    /// The document is opened again, and can be deleted.
    case reopened
    case cancelIntent = "cancel-intent"
    case deleteIntent = "delete-intent"
    /// The document is deleted; a last look-up tells whether another comes late.
    case deleted
    /// Nobody knows how the last step of taking back ended.
    case revokeUnknown = "revoke-unknown"
    /// The approval was revoked, and no document of it is left.
    case revoked
    /// Refused or withdrawn: there is nothing to write.
    case ignored
    /// Given up; a person can mend and replay it.
    case dead
    /// Only a person can decide: adopt, redo or abandon.
    case human
    /// A person gave it up.
    case abandoned

    /// Whether nothing happens any more unless a person or an event asks for it.
    package var isResting: Bool {
        switch self {
        case .done, .revoked, .ignored, .dead, .human, .abandoned: true
        default: false
        }
    }

    /// Whether a revoked approval's document is being taken back.
    package var isRevoking: Bool {
        switch self {
        case .revoking, .unauditIntent, .unsubmitIntent, .reopened, .cancelIntent, .deleteIntent, .deleted,
            .revokeUnknown:
            true
        default: false
        }
    }
}
