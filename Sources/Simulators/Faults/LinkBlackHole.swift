package import Seams

/// The link swallows everything: no reset, no reply, open connections hang.
package struct LinkBlackHole: LinkFault {
    package static let name = "link-black-hole"
    package static let summary = "packets vanish, connections hang / 网络黑洞，连接挂起"
    package let condition = LinkCondition.blackHole

    package init(_ settings: inout FaultSettings) throws(SettingError) {}
}
