package import Seams

/// The platform acts, then its reply's body drips in small pieces.
package struct SlowBody: CallFault {
    package static let name = "slow-body"
    package static let summary = "the reply drips in small pieces / 响应内容缓慢到达"
    package var bytes: Int
    package var interval: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        bytes = try settings.integer("bytes", default: 16, in: 1...1_000_000)
        interval = try settings.duration("every", default: .milliseconds(50))
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .drip(bytes: bytes, interval: interval)
    }
}
