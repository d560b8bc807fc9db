import HTTPTypes
import Seams
import Synchronization

@testable import Simulators

/// A subscriber's callback URL: decrypts what comes and answers as told.
final class CallbackReceiver: HTTPHandler {
    enum Behaviour: Sendable {
        case success
        case plainSuccess
        case status(Int)
        case text(String)
        case wrongSignature
        case otherOwner
    }

    struct Push: Sendable {
        let query: [String: String]
        let message: JSON
        let isSignedRightly: Bool
    }

    private struct State {
        var behaviours: [Behaviour] = []
        var pushes: [Push] = []
    }

    private let cipher: CallbackCipher
    private let world: DingTalkWorld
    private let state = Mutex(State())

    /// Expects messages for `ownerKey`.
    init?(_ world: DingTalkWorld, ownerKey: String) {
        guard let cipher = CallbackCipher(token: world.callbackToken, aesKey: world.callbackAESKey, ownerKey: ownerKey)
        else { return nil }
        self.cipher = cipher
        self.world = world
    }

    var pushes: [Push] { state.withLock { $0.pushes } }

    /// How the next pushes are answered, one each; afterwards with success.
    func answer(_ behaviours: Behaviour...) {
        state.withLock { $0.behaviours = behaviours }
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let query = URLEncodedText.members(call.query)
        let encrypted = (try? JSON(parsing: call.body))?["encrypt"]?.string ?? ""
        let signature = cipher.signature(
            timestamp: query["timestamp"] ?? "", nonce: query["nonce"] ?? "", encrypted: encrypted)
        let message = (try? cipher.decrypt(encrypted)).flatMap { try? JSON(parsing: $0) } ?? .null
        let push = Push(
            query: query, message: message,
            isSignedRightly: query["signature"] == signature && query["msg_signature"] == signature)
        let behaviour = state.withLock { state in
            state.pushes.append(push)
            return state.behaviours.isEmpty ? .success : state.behaviours.removeFirst()
        }
        return .reply(reply(behaviour))
    }

    private func reply(_ behaviour: Behaviour) -> HTTPReply {
        switch behaviour {
        case .success: encrypted("success", by: cipher)
        case .plainSuccess: HTTPReply(.ok, contentType: "text/plain", body: "success")
        case .status(let code): HTTPReply(HTTPResponse.Status(code: code), contentType: "text/plain", body: "")
        case .text(let text): encrypted(text, by: cipher)
        case .wrongSignature: encrypted("success", by: cipher, signature: "00")
        case .otherOwner:
            CallbackCipher(token: world.callbackToken, aesKey: world.callbackAESKey, ownerKey: "somebody")
                .map { encrypted("success", by: $0) } ?? HTTPReply(.ok, contentType: "text/plain", body: "")
        }
    }

    private func encrypted(_ text: String, by cipher: CallbackCipher, signature: String? = nil) -> HTTPReply {
        let encrypted = (try? cipher.encrypt(text, random: Array("0123456789abcdef".utf8))) ?? ""
        let (timestamp, nonce) = ("1783610513", "abcdefgh")
        let right = cipher.signature(timestamp: timestamp, nonce: nonce, encrypted: encrypted)
        let body: JSON = [
            "msg_signature": .string(signature ?? right), "timeStamp": .string(timestamp), "nonce": .string(nonce),
            "encrypt": .string(encrypted),
        ]
        return HTTPReply(.ok, contentType: "application/json", body: body.text)
    }
}

/// A network on which nobody ever answers: each exchange takes its whole time-out.
struct SilentNetwork: Network {
    let time: any Time

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        try? await time.sleep(for: timeout)
        throw .outcomeUnknown("no reply within \(timeout.unitText)")
    }

    func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        throw .notSent("silent")
    }

    func listen(_ endpoint: ListenEndpoint, handler: any HTTPHandler) async throws(ListenError) -> any ListeningServer {
        throw ListenError(address: endpoint.host, reason: "silent")
    }
}
