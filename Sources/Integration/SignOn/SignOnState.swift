import Crypto
import Foundation
import Seams

/// How somebody signs on.
package enum SignOnChannel: String, CaseIterable, Sendable {
    /// By the workbench, inside DingTalk.
    case inApp = "in-app"
    /// By DingTalk's login page in a browser.
    case browser
}

/// What goes out with the first page and must come back with the last: proof that this browser asked for this sign-on,
/// not long ago. Nothing is stored for it before it is used, so that nobody can fill the store by asking.
struct SignOnState: Hashable, Sendable {
    let channel: SignOnChannel
    /// The name of what to open; empty for the home page.
    let target: String
    let issued: Timestamp
    /// 128 random bits, so that no two are alike.
    let nonce: String
    /// A hash of the browser's cookie.
    let browser: String
}

/// Signs and reads states.
struct SignOnSeal: Sendable {
    private let key: SymmetricKey

    /// Workers with one application secret read each other's states, also after a restart.
    init(secret: Secret) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(secret.value.utf8)), info: Array("rehearsal sign-on 1".utf8),
            outputByteCount: 32)
    }

    /// The state as text for a query or form: letters, digits, `-`, `_` and `.`.
    func text(of state: SignOnState) -> String {
        let plain = [
            state.channel.rawValue, String(state.issued.milliseconds, radix: 36), state.nonce, state.browser,
            state.target,
        ].joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(for: Array(plain.utf8), using: key)
        return "\(plain).\(SignOnSeal.text(Array(code)))"
    }

    /// The state that a text holds; nil when it is none of ours.
    func state(_ text: String) -> SignOnState? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= 1024, parts.count == 6, let code = SignOnSeal.bytes(parts[5]) else { return nil }
        let plain = parts.dropLast().joined(separator: ".")
        // Compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(plain.utf8), using: key),
            let channel = SignOnChannel(rawValue: parts[0]), let milliseconds = Int64(parts[1], radix: 36)
        else { return nil }
        return SignOnState(
            channel: channel, target: parts[4], issued: Timestamp(milliseconds: milliseconds), nonce: parts[2],
            browser: parts[3])
    }

    /// The hash of a browser's cookie that stands in its states.
    static func hash(browser cookie: String) -> String {
        text(Array(SHA256.hash(data: Array("browser \(cookie)".utf8)).prefix(16)))
    }

    /// The hash under which a used state or code is remembered. The text itself is worth nothing to who reads the store.
    static func hash(used text: String, _ kind: String) -> String {
        SignOnSeal.text(Array(SHA256.hash(data: Array("\(kind) \(text)".utf8))))
    }

    /// Base64 for URLs, without padding.
    static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let plain = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: plain).map { Array($0) }
    }
}
