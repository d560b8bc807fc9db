import Foundation

/// `X-Api-Signature`, which the SDK adds for the old cloud gateway. The product does not look at it (live experiments);
/// switches make the fake stricter.
struct GatewaySignature: Hashable, Sendable {
    /// The path without the query, as sent.
    var path: String
    /// `X-Api-ClientID`.
    var clientID = ""
    /// `x-api-timestamp`: seconds, or milliseconds in other SDKs.
    var timestamp = ""
    /// `x-api-nonce`.
    var nonce = ""
    /// `X-Api-Signature`.
    var signature = ""

    /// The key behind the client secret's disguise (SDK 8.2.0); its first 24 bytes count.
    private static let disguise = Array("0054f397c6234378b09ca7d3e5debce7".utf8)
    private static let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Whether the signature is that of the application's client secret.
    func isRight(for application: String) -> Bool {
        let client = GatewaySignature.client(of: application)
        return clientID == client.id && signature == RequestSignature.hmac(key: client.secret, text)
    }

    /// Whether the time stamp lies within `seconds` of `now`.
    func isRecent(at now: Int64, within seconds: Int) -> Bool {
        guard let sent = Int64(timestamp), sent >= 0 else { return false }
        let sentSeconds = timestamp.utf8.count > 11 ? sent / 1000 : sent
        let (difference, overflow) = now.subtractingReportingOverflow(sentSeconds)
        return !overflow && difference.magnitude <= UInt64(seconds)
    }

    /// The text that is signed: method, path, an empty query, and the two headers.
    var text: String { "POST\n\(canonicalPath)\n\nx-api-nonce:\(nonce)\nx-api-timestamp:\(timestamp)\n" }

    /// The path percent-encoded wholly, its slashes too.
    var canonicalPath: String {
        let plain = path.removingPercentEncoding ?? path
        var allowed = CharacterSet(charactersIn: "-._~")
        allowed.formUnion(CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
        return plain.addingPercentEncoding(withAllowedCharacters: allowed) ?? plain
    }

    /// The client's id and secret within an application id of two parts; both empty otherwise.
    static func client(of application: String) -> (id: String, secret: String) {
        let parts = application.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? (parts[0], secret(in: parts[1])) : ("", "")
    }

    /// The client secret in the second half of an application id; empty unless it is 32 characters of the alphabet.
    static func secret(in part: String) -> String {
        guard part.utf8.count == 32, part.utf8.allSatisfy(alphabet.contains), let data = Data(base64Encoded: part)
        else {
            return ""
        }
        return Data(zip(data, disguise).map { $0 ^ $1 }).base64EncodedString()
    }
}
