import HTTPTypes
import Seams

/// One push to a callback URL, and the judgement of its reply (「接收回调消息」).
struct CallbackPush: Sendable {
    /// How a push ended.
    enum Outcome: Hashable, Sendable {
        case accepted
        /// Nothing answered, in time or at all.
        case unreachable(String)
        /// Something answered with another status than 200; redirects are not followed.
        case wrongStatus(Int)
        /// Something answered, but not the encrypted success.
        case wrongReply(String)
    }

    let configuration: CallbackConfiguration
    let message: String
    let timestamp: String
    let nonce: String
    /// 16 bytes.
    let random: [UInt8]
    var hasWrongSignature = false

    init(
        _ message: String, to configuration: CallbackConfiguration, at now: Timestamp, _ randomness: any Randomness
    ) {
        self.message = message
        self.configuration = configuration
        timestamp = String(now.milliseconds)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        nonce = randomness.text(8, from: letters, "dingtalk.callback")
        random = Array(randomness.text(16, from: letters, "dingtalk.callback").utf8)
    }

    /// Sends it and waits at most `timeout` for the encrypted success.
    func send(over network: any Network, timeout: Duration) async -> Outcome {
        guard let call = call() else { return .unreachable("'\(configuration.url)' is no http or https URL") }
        do {
            return judge(try await network.exchange(call, timeout: timeout))
        } catch {
            return .unreachable("\(error)")
        }
    }

    /// The request: both names of the signature, since receivers are known to look for either.
    func call() -> HTTPCall? {
        guard let target = CallbackPush.target(configuration.url),
            let encrypted = try? configuration.cipher.encrypt(message, random: random)  // cannot fail: whole blocks
        else { return nil }
        let token = configuration.cipher.token + (hasWrongSignature ? "x" : "")
        let signature = CallbackCipher.signature(
            token: token, timestamp: timestamp, nonce: nonce, encrypted: encrypted)
        let query = "signature=\(signature)&msg_signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)"
        let path = target.path + (target.path.contains("?") ? "&" : "?") + query
        let request = HTTPRequest(
            method: .post, scheme: target.scheme, authority: target.authority, path: path,
            headerFields: [.contentType: "application/json"])
        return HTTPCall(request: request, body: JSON.object([JSON.Member("encrypt", .string(encrypted))]).bytes)
    }

    /// Accepts nothing but HTTP 200 with a rightly signed, encrypted `success`.
    func judge(_ reply: HTTPReply) -> Outcome {
        guard reply.response.status == .ok else { return .wrongStatus(reply.response.status.code) }
        guard let body = try? JSON(parsing: reply.body), let encrypted = body["encrypt"]?.string else {
            return .wrongReply("the reply is no JSON object with 'encrypt'")
        }
        guard let signature = body["msg_signature"]?.string, let timestamp = body["timeStamp"]?.scalarText,
            let nonce = body["nonce"]?.scalarText
        else { return .wrongReply("the reply lacks msg_signature, timeStamp or nonce") }
        let cipher = configuration.cipher
        guard signature == cipher.signature(timestamp: timestamp, nonce: nonce, encrypted: encrypted) else {
            return .wrongReply("900005 the reply's signature is wrong")
        }
        do {
            let text = try cipher.decrypt(encrypted)
            return text == "success" ? .accepted : .wrongReply("the reply decrypts to '\(text.prefix(40))'")
        } catch {
            return .wrongReply("\(error)")
        }
    }

    /// The parts of an `http` or `https` URL; nil for anything else.
    static func target(_ url: String) -> (scheme: String, authority: String, path: String)? {
        for scheme in ["http", "https"] where url.hasPrefix("\(scheme)://") {
            let rest = url.dropFirst(scheme.count + 3).prefix { $0 != "#" }
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            guard !authority.isEmpty, !authority.contains(where: { $0 == " " || $0 == "@" }) else { return nil }
            let path = rest.dropFirst(authority.count)
            return (scheme, String(authority), path.hasPrefix("/") ? String(path) : "/\(path)")
        }
        return nil
    }
}
