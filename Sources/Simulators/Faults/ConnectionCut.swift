package import Seams

/// The connection is cut before the platform acts.
package struct ConnectionCut: CallFault {
    package static let name = "connection-cut"
    package static let summary = "the connection is cut before the platform acts / 平台处理前连接中断"
    /// Whether the client sees a reset instead of an orderly end.
    package var reset: Bool

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        reset = try settings.boolean("reset", default: true)
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .cutBefore(reset: reset)
    }
}
