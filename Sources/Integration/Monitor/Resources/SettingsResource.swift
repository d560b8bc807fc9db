import HTTPTypes
import Seams

/// `GET /api/settings`: the settings in force, for administrators, without anything secret.
struct SettingsResource: APIResource {
    private struct Answer: Encodable {
        var sections: [Section]
    }

    private struct Section: Encodable {
        var name: String
        var values: [Value]
    }

    private struct Value: Encodable {
        var key: String
        var value: String
    }

    let name = "settings"
    let routes = [ServedRoute.get("", .administer)]
    let configuration: Configuration

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.administer)
        guard request.method == "GET", request.path.isEmpty else { throw APIError.noPage(request) }
        return HTTPReply(.ok, encoding: Answer(sections: sections))
    }

    private var sections: [Section] {
        let (dingTalk, kingdee, delivery) = (configuration.dingTalk, configuration.kingdee, configuration.delivery)
        return [
            section(
                "dingtalk", ("apiURL", dingTalk.apiURL), ("oapiURL", dingTalk.oapiURL), ("appKey", dingTalk.appKey),
                ("appSecret", "\(dingTalk.appSecret)"), ("mode", dingTalk.mode.rawValue),
                ("callbackToken", "\(dingTalk.callbackToken)"), ("aesKey", "\(dingTalk.aesKey)"),
                ("processCodes", dingTalk.processCodes.joined(separator: ", ")),
                ("commentUser", dingTalk.commentUser ?? ""), ("callTimeout", dingTalk.callTimeout.unitText)),
            section(
                "kingdee", ("url", kingdee.url), ("acctID", kingdee.acctID), ("userName", kingdee.userName),
                ("authentication", kingdee.authentication.rawValue), ("appID", kingdee.appID),
                ("appSecret", "\(kingdee.appSecret)"), ("password", "\(kingdee.password)"),
                ("lcid", String(kingdee.lcid)), ("orgNumber", kingdee.orgNumber)),
            section("listen", ("host", configuration.listen.host), ("port", String(configuration.listen.port))),
            section("mapping", ("files", configuration.mappingFiles.joined(separator: ", "))),
            section(
                "delivery", ("attempts", String(delivery.attempts)), ("callTimeout", delivery.callTimeout.unitText),
                ("workers", String(delivery.workers)), ("settle", delivery.settle.unitText),
                ("backoffBase", delivery.backoff.base.unitText), ("backoffCap", delivery.backoff.cap.unitText),
                ("numberEnforced", String(delivery.numberEnforced)),
                ("numberHonoured", String(delivery.numberHonoured)), ("drain", delivery.drain.unitText)),
            section(
                "catchUp", ("every", configuration.catchUp.every.unitText),
                ("lookback", configuration.catchUp.lookback.unitText)),
            section(
                "monitor", ("token", "\(configuration.monitorToken)"),
                ("users", configuration.monitor.usersFile ?? ""),
                ("sessionIdle", configuration.monitor.sessionIdle.unitText),
                ("sessionMax", configuration.monitor.sessionMax.unitText)),
        ] + (configuration.alerts.map { [section($0)] } ?? [])
    }

    private func section(_ alerts: AlertSettings) -> Section {
        let rules = AlertRule.allCases.filter { alerts[$0].isOn }.map(\.rawValue)
        return section(
            "alerts", ("every", alerts.every.unitText), ("repeatEvery", alerts.repeatEvery.unitText),
            ("clearFor", alerts.clearFor.unitText),
            ("robot", alerts.robot.map { "token \($0.token), secret \($0.secret)" } ?? ""),
            ("hook", alerts.hook.map { "secret \($0.secret)" } ?? ""), ("rules", rules.joined(separator: ", ")))
    }

    private func section(_ name: String, _ values: (String, String)...) -> Section {
        Section(name: name, values: values.map { Value(key: $0.0, value: $0.1) })
    }
}
