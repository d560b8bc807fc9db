package import Seams

/// The link carries one direction only; by default requests arrive and replies vanish.
package struct LinkOneWay: LinkFault {
    package static let name = "link-one-way"
    package static let summary = "one direction is cut / 单向断网"
    package let condition: LinkCondition

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        let carried = settings.text("carries") ?? "requests"
        guard ["requests", "replies"].contains(carried) else {
            throw SettingError(setting: "carries", message: "'\(carried)' is neither requests nor replies")
        }
        condition = .oneWay(towardsClient: carried == "replies")
    }
}
