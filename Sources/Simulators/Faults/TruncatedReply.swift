package import Seams

/// The platform acts, then its reply breaks off in the middle of the body.
package struct TruncatedReply: CallFault {
    package static let name = "truncated-reply"
    package static let summary = "the reply breaks off in the middle / 响应内容被截断"

    package init(_ settings: inout FaultSettings) throws(SettingError) {}

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .truncate
    }
}
