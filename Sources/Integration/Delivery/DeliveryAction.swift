package import Seams

/// What the machine wants done next. Whoever performs it reports what happened by the machine's next method.
package enum DeliveryAction: Hashable, Sendable {
    /// Read the approval instance, then `instanceRead` or `readFailed`.
    case readInstance
    /// `saveStarts`, store that, send, then `saveAccepted` or `saveFailed`.
    case save
    /// `submitStarts`, store that, send, then `submitAccepted` or `submitFailed`.
    case submit
    /// `auditStarts`, store that, send, then `auditAccepted` or `auditFailed`.
    case audit
    /// Do the next thing for the document's files, by the methods named `file…`.
    case attach
    /// Find the document, then `found` or `lookUpFailed`.
    case lookUp
    /// Compare the document that was found with what we meant to save, then `compared` or `lookUpFailed`.
    case compare(KingdeeDocument)
    /// Read the approval instance again, then `revoked`, `doubtLingers` or `instanceIsHidden`.
    case confirmRevocation
    /// `undoStarts`, store that, send, then `undone` or `undoFailed`.
    case undo(UndoStep)
    /// Give the item back until then.
    case pause(DeliveryPause)
    /// Nothing is left to do.
    case rest
}

/// How long to wait.
package enum DeliveryPause: Hashable, Sendable {
    /// Back off, with the `step`-th pause in a row.
    case backOff(step: Int, WaitReason)
    /// Until a point in time.
    case until(Timestamp, WaitReason)
}
