package import Seams

/// The platform commits, then the connection closes without a reply. A blind retry makes a duplicate.
package struct LostAfterCommit: CallFault {
    package static let name = "lost-after-commit"
    package static let summary = "the platform commits, the reply is lost / 平台已提交，响应丢失"
    /// How long the caller waits before the connection closes.
    package var hold: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        hold = try settings.duration("hold", default: .milliseconds(100))
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .cutAfterCommit(hold: hold)
    }
}
