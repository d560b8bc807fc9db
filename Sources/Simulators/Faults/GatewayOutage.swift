package import Seams

/// A gateway answers in the platform's place with an HTML page: 502, 503 or 504.
package struct GatewayOutage: CallFault {
    package static let name = "gateway-outage"
    package static let summary = "a gateway answers with an HTML error page / 网关返回 HTML 错误页"
    package var status: Int

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        status = try settings.integer("status", default: 503, in: 502...504)
    }

    package mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect? {
        .gatewayPage(status: status)
    }
}
