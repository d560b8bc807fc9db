package import Seams

/// The link carries everything later.
package struct LinkSlow: LinkFault {
    package static let name = "link-slow"
    package static let summary = "the network adds latency and jitter / 网络延迟抖动"
    package let condition: LinkCondition

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        condition = .slow(
            latency: try settings.duration("latency", default: .milliseconds(200)),
            jitter: try settings.duration("jitter", default: .zero))
    }
}
