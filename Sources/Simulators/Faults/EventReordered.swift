import Seams

/// Events overtake each other: each is held for a time of its own draw, so that "finish" can arrive before "start".
package struct EventReordered: DeliveryFault {
    package static let name = "event-reordered"
    package static let summary = "events overtake each other / 事件乱序到达"
    /// The longest time an event is held.
    package var within: Duration

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        within = try settings.duration("within", default: .seconds(1))
    }

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .delay(.nanoseconds(Int64(Double(within.nanoseconds) * fraction)))
    }
}
