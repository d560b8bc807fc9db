package import Seams

/// The link refuses connections and resets the open ones: the other side is down.
package struct LinkRefused: LinkFault {
    package static let name = "link-refused"
    package static let summary = "connections are refused / 连接被拒绝"
    package let condition = LinkCondition.refuse

    package init(_ settings: inout FaultSettings) throws(SettingError) {}
}
