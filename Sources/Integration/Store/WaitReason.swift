/// Why an item waits for its due time.
package enum WaitReason: String, CaseIterable, Codable, Sendable {
    /// Back-off after a failure that was the item's own.
    case retry
    /// Back-off after DingTalk could not be reached or could not work: ended early when it answers again.
    case dingTalkUnreachable = "dingtalk-unreachable"
    /// Back-off after Kingdee could not be reached or could not work: ended early when it answers again.
    case kingdeeUnreachable = "kingdee-unreachable"
    /// A platform asked for slower calls.
    case throttled
    /// A Save without an answer may still be carried out; only afterwards can a look-up be believed.
    case settling
    /// The approval is running; its next event or the next re-read is awaited.
    case running
    /// Another document of the same approval must be audited first.
    case predecessor
    /// A document that was made after this one must be taken back first.
    case successor
    /// An event says that the approval was revoked, and DingTalk does not show it yet.
    case revocation
}
