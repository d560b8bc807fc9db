import Seams

/// An event is delivered more than once, as redelivery does in reality; with `new-id` under another event id.
package struct EventDuplicated: DeliveryFault {
    package static let name = "event-duplicated"
    package static let summary = "an event is delivered more than once / 事件重复投递"
    package var copies: Int
    package var interval: Duration
    package var newID: Bool

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        copies = try settings.integer("copies", default: 1, in: 1...100)
        interval = try settings.duration("every", default: .milliseconds(20))
        newID = try settings.boolean("new-id", default: false)
    }

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .duplicate(copies: copies, interval: interval, newID: newID)
    }
}
