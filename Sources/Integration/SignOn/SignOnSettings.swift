import Seams

/// How people come from DingTalk to Kingdee without a password.
package struct SignOnSettings: Hashable, Sendable {
    /// Where a person's Kingdee user is known from. By mobile number is not offered: it is personal, and changes hands.
    package enum Identity: String, CaseIterable, Sendable {
        /// Kingdee's `SEC_User` whose linked person has the staff number (`job_number`) that DingTalk knows.
        case kingdeeUser = "kingdee-user"
        /// The account is the staff number itself.
        case staffNumber = "staff-number"
        /// The account is the `userid` itself.
        case userID = "userid"
        /// `signOn.accounts` and the file `signOn.accountsFile` say it.
        case table
    }

    /// Where browsers reach this core, such as `https://gateway.example.com`; empty switches signing on off.
    package var publicURL = ""
    /// The organisation (`corpId`); needed by the page inside DingTalk.
    package var corpID = ""
    /// The host of DingTalk's login page.
    package var loginURL = "https://login.dingtalk.com"
    /// DingTalk's own script (JSAPI), the only one besides ours that the page runs.
    package var scriptURL = "https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js"
    package var identity = Identity.kingdeeUser
    /// Accounts by `userid`, for `table`.
    package var accounts: [String: String] = [:]
    /// A file of lines `userid,account`, for `table`; a relative one belongs to the configuration file's folder.
    package var accountsFile: String?
    /// The field of `SEC_User` that holds the linked person's staff number. Tenants differ (the reference's 6.7 [?]).
    package var linkField = "FLinkObject.FNumber"
    /// Whether a user is looked up in `SEC_User` before the browser is sent there, so that an unknown or forbidden one
    /// gets our page. False for an integration user that may not read `SEC_User`.
    package var checksUser = true
    /// How long a person's account is remembered, 0s ... 1h.
    package var keepFor = Duration.seconds(60)
    /// Where browsers reach Kingdee; empty takes `kingdee.url`.
    package var kingdeeURL = ""
    /// The generation of the signed entry.
    package var version = KingdeeEntry.Version.v4
    /// Whether the entry works once (`permitcount` 1). Only generations 3 and 4 can say so.
    package var entersOnce = true
    /// How long a sign-on may take from the first page to the last, 10s ... 1h.
    package var stateLife = Duration.seconds(300)
    /// What may be opened instead of the home page, by its name in `?to=`. Nothing else can be asked for: an address
    /// never comes from a request.
    package var targets: [String: KingdeeEntry.Target] = [:]

    package init() {}

    /// Whether people can sign on.
    package var isOn: Bool { !publicURL.isEmpty }

    /// Whether browsers come by TLS.
    var isSecure: Bool { publicURL.hasPrefix("https://") }

    /// How long used states and codes are remembered: far longer than either is good for.
    var keepUsed: Duration { max(.seconds(3600), stateLife * 2) }

    /// Scheme, host and port of this core as browsers write them.
    var origin: String {
        guard let base = BaseURL(publicURL) else { return publicURL }
        return "\(base.scheme)://\(base.authority.lowercased())"
    }
}

extension SignOnSettings {
    /// Reads `userid,account` lines; empty lines and those that begin with `#` are passed over.
    ///
    /// - Returns: nil with the number of the first line that is none of these.
    static func accounts(in text: String) -> (accounts: [String: String], wrongLine: Int?) {
        var accounts: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 2, !cells[0].isEmpty, !cells[1].isEmpty, accounts[String(cells[0])] == nil else {
                return (accounts, index + 1)
            }
            accounts[String(cells[0])] = String(cells[1])
        }
        return (accounts, nil)
    }

    /// Reads a list of `name=value`; nil with the first entry that is none, or whose name occurs twice.
    static func pairs(_ entries: [String]) -> (pairs: [String: String], wrong: String?) {
        var pairs: [String: String] = [:]
        for entry in entries {
            let halves = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2, pairs[halves[0]] == nil else { return (pairs, entry) }
            pairs[halves[0]] = halves[1]
        }
        return (pairs, nil)
    }
}
