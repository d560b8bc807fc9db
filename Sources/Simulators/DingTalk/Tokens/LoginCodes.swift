import Seams

/// One-time codes of people who log in: they live five minutes and can be used once (「通过免登码获取用户信息」).
///
/// The code of the browser login and the code of the in-app free login are not interchangeable.
struct LoginCodes: Sendable {
    enum Kind: Hashable, Sendable {
        /// From the browser login page; `showsOrganization` when the scope had `corpid`.
        case browser(showsOrganization: Bool)
        /// From `dd.requestAuthCode`.
        case inApp
    }

    struct Code: Hashable, Sendable {
        let kind: Kind
        let userID: String
        let end: Timestamp
    }

    static let lifetime = Duration.seconds(300)

    private var codes: [String: Code] = [:]
    /// In the order of issue, which is the order of their ends.
    private var issued: [(code: String, end: Timestamp)] = []

    /// - Parameter again: a code that was issued before, and is good once more whether it was used or not.
    mutating func issue(
        _ kind: Kind, for userID: String, again: String? = nil, _ step: DingTalkStep
    ) -> String {
        forget(before: step.now)
        let code = again ?? step.newCredential("dingtalk.code")
        let end = step.now + LoginCodes.lifetime
        codes[code] = Code(kind: kind, userID: userID, end: end)
        issued.append((code, end))
        return code
    }

    /// Uses a code up; nil when there is no such code of this sort any more. A code of the other sort stays good.
    mutating func take(_ code: String, at now: Timestamp, where matches: (Kind) -> Bool) -> Code? {
        guard let found = codes[code], now < found.end, matches(found.kind) else { return nil }
        codes[code] = nil
        return found
    }

    private mutating func forget(before now: Timestamp) {
        let over = issued.prefix { $0.end <= now }
        // One that was issued again lives on.
        for entry in over where codes[entry.code].map({ $0.end <= now }) ?? false { codes[entry.code] = nil }
        issued.removeFirst(over.count)
    }
}
