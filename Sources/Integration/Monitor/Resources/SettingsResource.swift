import HTTPTypes
import Seams

/// `GET /api/settings`: the settings in force, for administrators, without anything secret. Sections and keys are called as in
/// the configuration file; a section that switches something on is left out where it is off.
struct SettingsResource: APIResource {
    private struct Answer: Encodable {
        var sections: [Section]
    }

    struct Section: Encodable {
        var name: String
        var values: [Value]

        init(_ name: String, _ values: KeyValuePairs<String, any SettingText>) {
            self.name = name
            self.values = values.map { Value(key: $0.key, value: $0.value.settingText) }
        }
    }

    struct Value: Encodable {
        var key: String
        var value: String
    }

    let name = "settings"
    let routes = [ServedRoute.get("", .administer)]
    let configuration: Configuration

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.administer)
        guard request.method == "GET", request.path.isEmpty else { throw APIError.noPage(request) }
        return HTTPReply(.ok, encoding: Answer(sections: configuration.shownSections))
    }
}

/// What a setting may be, as people read it. A `Secret` is read as whether there is one.
protocol SettingText {
    var settingText: String { get }
}

extension String: SettingText {
    var settingText: String { self }
}

extension Int: SettingText {
    var settingText: String { String(self) }
}

extension Bool: SettingText {
    var settingText: String { String(self) }
}

extension Duration: SettingText {
    var settingText: String { unitText }
}

extension Secret: SettingText {
    var settingText: String { description }
}

extension Optional: SettingText where Wrapped: SettingText {
    var settingText: String { self?.settingText ?? "" }
}

extension Array: SettingText where Element: SettingText {
    var settingText: String { map(\.settingText).joined(separator: ", ") }
}
