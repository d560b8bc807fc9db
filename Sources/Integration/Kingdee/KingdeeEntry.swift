import Crypto
import Foundation

/// The signed way into Kingdee's pages for one person (第三方系统单点登录; the reference's section 3).
package struct KingdeeEntry: Sendable {
    /// The generations of the vendor's protocol.
    package enum Version: String, CaseIterable, Sendable {
        /// Text between bars, SHA-1.
        case v1
        /// JSON, SHA-1.
        case v2
        /// JSON, SHA-1, and `permitcount` (October 2021).
        case v3
        /// JSON, SHA-256 (patch 8.0.0.202205).
        case v4
    }

    /// What opens behind the log-in; an empty form is the home page.
    package struct Target: Hashable, Sendable {
        package var form: String
        /// `bill`, `list`, `sqlreport` and the like.
        package var type: String
        /// A document's internal id, for `bill`.
        package var document: String

        package init(form: String = "", type: String = "", document: String = "") {
            self.form = form
            self.type = type
            self.document = document
        }

        package static let home = Target()

        /// Reads `form/type` or `form/type/document`; nil when it is neither.
        package init?(text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), !parts.contains("") else { return nil }
            self.init(form: parts[0], type: parts[1], document: parts.count == 3 ? parts[2] : "")
        }
    }

    /// The site as browsers reach it, such as `https://host/k3cloud/`.
    var siteURL: String
    var acctID: String
    var appID: String
    /// Never printed.
    var appSecret: Secret
    var lcid: Int
    var version: Version
    /// Whether the link works once.
    var isOnce: Bool

    /// The address that signs `account` in.
    ///
    /// - Parameter second: Unix time. Two links of one account and second are the same link: a one-time link needs a
    ///   second of its own.
    func url(account: String, second: Int64, target: Target = .home) -> String {
        let site = siteURL.hasSuffix("/") ? siteURL : siteURL + "/"
        let plain = plainText(account: account, second: second, target: target)
        return "\(site)html5/index.aspx?ud=\(PercentEncoding.encode(Data(plain.utf8).base64EncodedString()))"
    }

    /// What `ud` is the base64 of.
    func plainText(account: String, second: Int64, target: Target = .home) -> String {
        let permit = version == .v3 || version == .v4 ? (isOnce ? "1" : "0") : nil
        let signature = signature(account: account, second: second, permit: permit)
        guard version != .v1 else {
            return "|\(acctID)|\(account)|\(appID)|\(signature)|\(second)|\(lcid)"
        }
        let fields: JSONValue = .members([
            "dbid": .string(acctID), "username": .string(account), "appid": .string(appID),
            "signeddata": .string(signature), "timestamp": .string(String(second)), "lcid": .string(String(lcid)),
            "origintype": "SimPas", "entryrole": "", "formid": .string(target.form),
            "formtype": .string(target.type), "pkid": .string(target.document),
            "otherargs": .string(permit.map { "|{'permitcount':'\($0)'}" } ?? ""),
        ])
        return fields.jsonText
    }

    /// The hash over the sorted values, in lower-case hexadecimal.
    func signature(account: String, second: Int64, permit: String?) -> String {
        let values = [acctID, account, appID, appSecret.value, String(second)] + (permit.map { [$0] } ?? [])
        // Ordinal order: by UTF-16 code unit, as the vendor's platform sorts.
        let sorted = values.sorted { Array($0.utf16).lexicographicallyPrecedes(Array($1.utf16)) }
        let bytes = Array(sorted.joined().utf8)
        let hash = version == .v4 ? Array(SHA256.hash(data: bytes)) : Array(Insecure.SHA1.hash(data: bytes))
        return hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
