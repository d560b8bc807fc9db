package import Seams

/// The platform answers late: by a fixed time, or evenly spread between two bounds.
package struct Delay: CallFault {
    package static let name = "delay"
    package static let summary = "the platform answers late / 平台响应变慢"
    /// The shortest delay; the fixed one when `most` is the same.
    package var least: Duration
    /// The longest delay.
    package var most: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        least = try settings.duration("by", default: .seconds(1))
        most = try settings.duration("up-to", default: least)
        guard most >= least else {
            throw SettingError(setting: "up-to", message: "\(most.unitText) is less than 'by' (\(least.unitText))")
        }
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .delay(least + .nanoseconds(Int64(Double((most - least).nanoseconds) * fraction)))
    }
}
