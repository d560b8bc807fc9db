/// Why an item waits for its due time.
package enum WaitReason: String, CaseIterable, Codable, Sendable {
    /// Back-off after a failure that was the item's own.
    case retry
    /// Back-off after DingTalk could not be reached or could not work: ended early when it answers again.
    case dingTalkUnreachable = "dingtalk-unreachable"
    /// Back-off after Kingdee could not be reached or could not work: ended early when it answers again.
    case kingdeeUnreachable = "kingdee-unreachable"
    /// DingTalk refuses the application's key and secret: ended when it accepts them again.
    case dingTalkLogIn = "dingtalk-log-in"
    /// Kingdee refuses the log-in: ended when it accepts it again.
    case kingdeeLogIn = "kingdee-log-in"
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

extension WaitReason {
    /// Back-off after a platform could not be reached, or could not work.
    static func unreachable(_ platform: PlatformName) -> WaitReason {
        platform == .kingdee ? .kingdeeUnreachable : .dingTalkUnreachable
    }

    /// Back-off after a platform refused the log-in.
    static func logIn(_ platform: PlatformName) -> WaitReason {
        platform == .kingdee ? .kingdeeLogIn : .dingTalkLogIn
    }

    /// What is over once a platform does its work again.
    package static func ending(with platform: PlatformName) -> [WaitReason] {
        [unreachable(platform), logIn(platform)]
    }

    /// What a process knows by its own calls only, so that it dies with the process.
    static let ofPlatforms: [WaitReason] = [.kingdee, .dingTalk].flatMap(ending)

    /// Those, as a list in SQL.
    static let ofPlatformsList = ofPlatforms.map { "'\($0.rawValue)'" }.joined(separator: ", ")
}
