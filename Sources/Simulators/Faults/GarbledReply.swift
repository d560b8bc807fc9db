package import Seams

/// Status 200 with a body that is not the platform's: a login portal, a proxy's greeting, `response_error:` text.
package struct GarbledReply: CallFault {
    package static let name = "garbled-reply"
    package static let summary = "status 200 with a body that is not the platform's / 返回内容无法解析"
    package var text: String

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        text = settings.text("text") ?? "<html><body>portal</body></html>"
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .garbage(text: text)
    }
}
