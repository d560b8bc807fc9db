package import Seams

/// The platform commits only after the client gave up: a look-up right after the time-out finds nothing, and yet the
/// document appears.
package struct CommittedLate: CallFault {
    package static let name = "committed-late"
    package static let summary = "the platform commits after the client gave up / 客户端超时后平台才提交"
    /// How long after its arrival the request is carried out; set it above the client's time-out.
    package var after: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        after = try settings.duration("after", default: .seconds(4))
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .commitLate(after: after)
    }
}
