package import Seams

/// The platform refuses with one of its own reasons, in its own shape, without acting.
package struct ErrorReply: CallFault {
    package static let name = "error-reply"
    package static let summary = "the platform refuses with an error of its own / 平台返回错误"
    /// A reason of the platform's table: `90018`, `-1`, `systemError`, `MsgCode 4`.
    package var reason: String

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        guard let text = settings.text("reason") else {
            throw SettingError(setting: "reason", message: "is missing; write for example reason: '-1'")
        }
        reason = text
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .refuse(reason: reason)
    }
}
