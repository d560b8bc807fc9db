import Crypto
import Foundation
import HTTPTypes

/// The headers of a signed request (the vendor's SDK 8.2.0, `BuildHeader`).
struct KingdeeSignature: Sendable {
    /// What the application id's second half is decoded with; only the first 24 bytes count.
    private static let secretMask = Array("0054f397c6234378b09ca7d3e5debce7".utf8)

    let settings: KingdeeSettings

    /// The headers for a POST to `path`, which begins with a slash and has no query.
    ///
    /// - Parameters:
    ///   - timestamp: Unix time as text; servers were seen to accept any.
    ///   - nonce: any text.
    func headers(path: String, timestamp: String, nonce: String) -> [(name: String, value: String)] {
        let parts = settings.appID.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        let (clientID, clientSecret) = parts.count == 2 ? (parts[0], KingdeeSignature.clientSecret(parts[1])) : ("", "")
        let canonicalPath = PercentEncoding.encode(path)
        let toSign = "POST\n\(canonicalPath)\n\nx-api-nonce:\(nonce)\nx-api-timestamp:\(timestamp)\n"
        let data = "\(settings.acctID),\(settings.userName),\(settings.lcid),\(settings.orgNumber)"
        return [
            ("X-Api-ClientID", clientID),
            ("X-Api-Auth-Version", "2.0"),
            ("x-api-timestamp", timestamp),
            ("x-api-nonce", nonce),
            ("x-api-signheaders", "x-api-timestamp,x-api-nonce"),
            ("X-Api-Signature", KingdeeSignature.sign(toSign, key: clientSecret)),
            ("X-Kd-Appkey", settings.appID),
            ("X-Kd-Appdata", Data(data.utf8).base64EncodedString()),
            ("X-Kd-Signature", KingdeeSignature.sign(settings.appID + data, key: settings.appSecret)),
        ]
    }

    /// The base64 of the HMAC's *hexadecimal text*, 88 characters, as the SDK has it.
    private static func sign(_ text: String, key: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(key.utf8)))
        let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return Data(hex.utf8).base64EncodedString()
    }

    /// The client secret hidden in the application id's second half; empty when that is not 32 characters of unpadded
    /// base64.
    static func clientSecret(_ part: String) -> String {
        guard part.utf8.count == 32, !part.contains("="), let data = Data(base64Encoded: part) else { return "" }
        return Data(zip(data, secretMask).map { $0 ^ $1 }).base64EncodedString()
    }
}
