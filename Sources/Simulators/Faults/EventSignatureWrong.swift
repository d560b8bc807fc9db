import Seams

/// An event arrives with a wrong signature first, as from somebody else; the right one follows by redelivery.
package struct EventSignatureWrong: DeliveryFault {
    package static let name = "event-signature-wrong"
    package static let summary = "an event carries a wrong signature / 事件签名错误"

    package init(_ settings: inout FaultSettings) throws(SettingError) {}

    package func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect {
        .wrongSignature
    }
}
