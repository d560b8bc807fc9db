import Seams

/// An attempt to deliver gets lost; the platform redelivers by its schedule.
package struct EventDropped: DeliveryFault {
    package static let name = "event-dropped"
    package static let summary = "a delivery is lost, the platform redelivers / 投递丢失，平台重推"

    package init(_ settings: inout FaultSettings) throws(SettingError) {}

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .drop
    }
}
