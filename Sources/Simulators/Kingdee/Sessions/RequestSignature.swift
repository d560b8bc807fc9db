import Crypto
import Foundation
import Seams

/// What the official SDK signs each request with.
///
/// Of the SDK's headers the product checks `X-Kd-Signature` alone: neither the time stamp nor the nonce, nor the
/// organisation (live experiments on an on-premise 9.x server). `X-Api-Signature` is for the old cloud gateway.
struct RequestSignature: Hashable, Sendable {
    enum Verdict: Hashable {
        case accepted(user: String)
        case refused
        case wrongDataCenter
    }

    /// `X-Kd-Appkey`.
    var appID: String
    /// `X-Kd-Appdata`: base64 of `acctId,userName,lcid,orgNum`.
    var appData: String
    /// `X-Kd-Signature`.
    var signature: String
    /// What the SDK sends for the old gateway.
    var gateway = GatewaySignature(path: "")

    /// The user that the request claims to come from; nil when the header is unreadable.
    var user: String? { identity?.user }

    /// The data centre that the request is for; nil when the header is unreadable.
    var dataCenter: String? { identity?.account }
    /// The language that the request claims; simplified Chinese when it is unreadable.
    var language: KingdeeLanguage { KingdeeLanguage(identity?.language ?? "") }
    /// The organisation's number that the request names; empty for none.
    var organization: String { identity.map { $0.organization == "0" ? "" : $0.organization } ?? "" }

    /// Judges the signature in the world as it was at the start.
    func verdict(in world: KingdeeWorld) -> Verdict { verdict(by: AccessState(world: world)) }

    /// Judges the signature. The data centre comes first, since nothing can be looked up without it.
    func verdict(by access: AccessState) -> Verdict {
        guard let identity else { return .refused }
        guard identity.account == access.acctID else { return .wrongDataCenter }
        guard let user = access.user(identity.user), let application = access.application(appID),
            application.mayLogIn(user.account), ["2052", "1033", "3076"].contains(identity.language)
        else { return .refused }
        let expected = RequestSignature.hmac(key: application.secret, appID + identity.text)
        return expected == signature ? .accepted(user: user.account) : .refused
    }

    /// Whether the stricter checks that are switched on let the request pass.
    func passesGateway(_ access: inout AccessState, at now: Timestamp) -> Bool {
        let behaviour = access.behaviour
        if behaviour.checksGatewaySignature, !gateway.isRight(for: appID) { return false }
        if let window = behaviour.signatureWindowSeconds, !gateway.isRecent(at: now.seconds, within: window) {
            return false
        }
        return access.admitNonce(gateway.nonce, at: now)
    }

    /// base64 of the lower-case hexadecimal text of HMAC-SHA256.
    static func hmac(key: String, _ text: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(key.utf8)))
        return Data(hexadecimal(code).utf8).base64EncodedString()
    }

    /// The lower-case hexadecimal text of a digest or code.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private struct Identity {
        var text: String
        var account: String
        var user: String
        var language: String
        var organization: String
    }

    private var identity: Identity? {
        guard let data = Data(base64Encoded: appData), let text = String(validating: data, as: UTF8.self) else {
            return nil
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3 else { return nil }
        return Identity(
            text: text, account: parts[0], user: parts[1], language: parts[2],
            organization: parts.count > 3 ? parts[3] : "")
    }
}
