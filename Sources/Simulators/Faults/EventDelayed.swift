import Seams

/// An event arrives late.
package struct EventDelayed: DeliveryFault {
    package static let name = "event-delayed"
    package static let summary = "an event arrives late / 事件延迟到达"
    package var by: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        by = try settings.duration("by", default: .seconds(1))
    }

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .delay(by)
    }
}
