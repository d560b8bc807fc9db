import Seams

/// The limits as the control API reads and shows them: `GET` and `PUT /_rehearsal/limits`.
extension DingTalkLimits {
    /// `{"limits":"standard"}`, `{"limits":"off"}`, or the members of `json`; a member that is absent or null is no
    /// limit.
    ///
    /// - Throws: `ControlError` naming the member and what to write instead.
    init(control body: JSON) throws(ControlError) {
        guard let members = body.members else {
            throw ControlError("send an object, such as {\"limits\":\"standard\"} or {\"callsPerSecond\":20}")
        }
        if let preset = body["limits"] {
            guard members.count == 1, let limits = DingTalkLimits.presets[preset.string ?? ""] else {
                throw ControlError("'limits' is \"standard\" or \"off\", and stands alone")
            }
            self = limits
            return
        }
        self.init()
        if let stranger = members.first(where: { !DingTalkLimits.known.contains($0.key) }) {
            throw ControlError(
                "unknown limit '\(stranger.key)'; there are: \(DingTalkLimits.known.joined(separator: ", "))")
        }
        api = try PerAPI(control: body, at: "")
        tokenCallsPerMinute = try DingTalkLimits.count("tokenCallsPerMinute", of: body)
        addressCalls = try DingTalkLimits.count("addressCalls", of: body)
        if let seconds = try DingTalkLimits.count("addressWindowSeconds", of: body, least: 1) {
            addressWindow = .seconds(seconds)
        }
        if let seconds = try DingTalkLimits.count("addressBanSeconds", of: body, least: 1) {
            addressBan = .seconds(seconds)
        }
        if let value = body["addressBanAsPage"] {
            guard case .bool(let isPage) = value else { throw ControlError("'addressBanAsPage' is true or false") }
            isAddressBanPage = isPage
        }
        callsPerMonth = try DingTalkLimits.count("callsPerMonth", of: body)
        pushesPerMonth = try DingTalkLimits.count("pushesPerMonth", of: body)
        try readOverrides(body["apis"])
    }

    private mutating func readOverrides(_ body: JSON?) throws(ControlError) {
        guard let body, body != .null else { return }
        guard let apis = body.members else {
            throw ControlError("'apis' is an object, such as {\"v2/user/get\":{\"callsPerSecond\":5}}")
        }
        for entry in apis {
            guard DingTalkSimulator.operations.contains(entry.key) else {
                throw ControlError("'apis' names '\(entry.key)', which is no operation; write it as in the history")
            }
            let names = entry.value.members?.map(\.key) ?? ["nothing"]
            if let stranger = names.first(where: { !PerAPI.known.contains($0) }) {
                throw ControlError(
                    "apis.\(entry.key) has '\(stranger)'; there are: \(PerAPI.known.joined(separator: ", "))")
            }
            overrides[entry.key] = try PerAPI(control: entry.value, at: "apis.\(entry.key).")
        }
    }

    /// All limits; null where there is none.
    var json: JSON {
        let apis = overrides.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .object($0.value.members)) }
        return .object(
            api.members + [
                JSON.Member("tokenCallsPerMinute", DingTalkLimits.json(tokenCallsPerMinute)),
                JSON.Member("addressCalls", DingTalkLimits.json(addressCalls)),
                JSON.Member("addressWindowSeconds", .number(addressWindow.nanoseconds / 1_000_000_000)),
                JSON.Member("addressBanSeconds", .number(addressBan.nanoseconds / 1_000_000_000)),
                JSON.Member("addressBanAsPage", .bool(isAddressBanPage)),
                JSON.Member("callsPerMonth", DingTalkLimits.json(callsPerMonth)),
                JSON.Member("pushesPerMonth", DingTalkLimits.json(pushesPerMonth)),
                JSON.Member("apis", .object(apis)),
            ])
    }

    private static let presets = ["standard": DingTalkLimits.standard, "off": DingTalkLimits.off]

    private static let known =
        PerAPI.known + [
            "tokenCallsPerMinute", "addressCalls", "addressWindowSeconds", "addressBanSeconds", "addressBanAsPage",
            "callsPerMonth", "pushesPerMonth", "apis",
        ]

    fileprivate static func json(_ count: Int?) -> JSON { count.map { JSON.number($0) } ?? .null }

    /// A whole number from `least` to a billion; nil when it is absent or null.
    fileprivate static func count(
        _ name: String, of body: JSON, at path: String = "", least: Int64 = 0
    ) throws(ControlError) -> Int? {
        guard let value = body[name], value != .null else { return nil }
        guard case .number = value, let count = value.integer, (least...1_000_000_000).contains(count) else {
            throw ControlError("'\(path)\(name)' is a whole number from \(least) to 1000000000, or null for no limit")
        }
        return Int(count)
    }
}

extension DingTalkLimits.PerAPI {
    fileprivate static let known = ["callsPerSecond", "callsPerMinute", "allCallsPerSecond"]

    fileprivate init(control body: JSON, at path: String) throws(ControlError) {
        self.init()
        callsPerSecond = try DingTalkLimits.count("callsPerSecond", of: body, at: path)
        callsPerMinute = try DingTalkLimits.count("callsPerMinute", of: body, at: path)
        allCallsPerSecond = try DingTalkLimits.count("allCallsPerSecond", of: body, at: path)
    }

    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("callsPerSecond", DingTalkLimits.json(callsPerSecond)),
            JSON.Member("callsPerMinute", DingTalkLimits.json(callsPerMinute)),
            JSON.Member("allCallsPerSecond", DingTalkLimits.json(allCallsPerSecond)),
        ]
    }
}
