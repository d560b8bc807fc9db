package import Seams

/// The caller's session (Kingdee) or token (DingTalk) ends before its time.
package struct SessionExpired: CallFault {
    package static let name = "session-expired"
    package static let summary = "the session or token ends early / 会话或令牌提前失效"

    package init(_ settings: inout FaultSettings) throws(SettingError) {}

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .expireSession
    }
}
