import Crypto
import HTTPTypes
import Seams
import Simulators
import Synchronization

/// Somebody's system that takes alerts by a web hook, as the core's documentation describes it.
final class AlertHookReceiver: HTTPHandler {
    private struct Mood {
        var refuses: Int
        var loses: Int
    }

    private let secret: String
    private let mood: Mutex<Mood>
    private let stage: ActivityStage

    init(secret: String, refuses: Int, loses: Int, stage: ActivityStage) {
        self.secret = secret
        self.stage = stage
        mood = Mutex(Mood(refuses: refuses, loses: loses))
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let isRefused = mood.withLock { mood in
            guard mood.refuses > 0 else { return false }
            mood.refuses -= 1
            return true
        }
        if isRefused { return .reply(HTTPReply(.serviceUnavailable, contentType: "text/plain", body: "busy\n")) }
        let isLost = mood.withLock { mood in
            guard mood.loses > 0 else { return false }
            mood.loses -= 1
            return true
        }
        record(call)
        return isLost ? .cut(reset: true) : .reply(HTTPReply(.ok, contentType: "application/json", body: "{}\n"))
    }

    private func record(_ call: HTTPCall) {
        let body = (try? JSON(parsing: call.body)) ?? .null
        var detail = ["signature": isGenuine(call) ? "genuine" : "forged"]
        for name in ["id", "alert", "rule", "state", "detail"] { detail[name] = body[name]?.string ?? "" }
        stage.record(OperationsActivity.self, OperationsActivity.hook, of: body["subject"]?.string ?? "", detail)
    }

    /// Whether signature and time are right, and the nonce is the message's id.
    private func isGenuine(_ call: HTTPCall) -> Bool {
        func header(_ name: String) -> String { HTTPField.Name(name).flatMap { call.request.headerFields[$0] } ?? "" }
        let (timestamp, nonce) = (header("X-Rehearsal-Timestamp"), header("X-Rehearsal-Nonce"))
        guard let seconds = Int64(timestamp), let body = try? JSON(parsing: call.body), body["id"]?.string == nonce
        else { return false }
        let age = stage.time.now - Timestamp(seconds: seconds)
        guard age < .seconds(300), age > .seconds(-300) else { return false }
        let text = Array("\(timestamp)\n\(nonce)\n".utf8) + call.body
        let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(secret.utf8)))
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return digits == header("X-Rehearsal-Signature")
    }
}
