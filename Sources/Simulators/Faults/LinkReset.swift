package import Seams

/// The link resets open connections, and new ones as soon as they carry something.
package struct LinkReset: LinkFault {
    package static let name = "link-reset"
    package static let summary = "connections are reset / 连接被重置"
    package let condition = LinkCondition.reset

    package init(_ settings: inout FaultSettings) throws(SettingError) {}
}
