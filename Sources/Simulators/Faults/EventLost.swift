import Seams

/// An event is never delivered at all and is in no failed list: only reading the instances again finds it.
package struct EventLost: DeliveryFault {
    package static let name = "event-lost"
    package static let summary = "an event is never delivered / 事件永久丢失"

    package init(_ settings: inout FaultSettings) throws(SettingError) {}

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .lose
    }
}
