import HTTPTypes
package import Logging
package import Seams

/// `POST /dingtalk/callback`: verifies and decrypts a push, stores it, and only then answers the encrypted success.
///
/// Whatever goes wrong, the caller learns the status and nothing else.
package struct CallbackEndpoint: HTTPHandler {
    /// Verifies and decrypts a push; throws when it is not from DingTalk.
    package typealias Open = @Sendable (_ query: Substring, _ body: [UInt8]) throws -> IncomingEvent
    /// Encrypts the answer `success` with a timestamp and a nonce: the JSON body.
    package typealias Seal = @Sendable (_ timestamp: String, _ nonce: String) -> String

    static let path = "/dingtalk/callback"

    private let open: Open
    private let seal: Seal
    private let intake: Intake
    private let time: any Time
    private let randomness: any Randomness
    private let metrics: Metrics
    private let logger: Logger

    package init(
        open: @escaping Open, seal: @escaping Seal, intake: Intake, time: any Time, randomness: any Randomness,
        metrics: Metrics, logger: Logger
    ) {
        self.open = open
        self.seal = seal
        self.intake = intake
        self.time = time
        self.randomness = randomness
        self.metrics = metrics
        self.logger = logger
    }

    package func respond(to call: HTTPCall) async -> HTTPOutcome {
        guard call.request.method == .post else { return refuse(.methodNotAllowed, "only POST is answered here") }
        let event: IncomingEvent
        do {
            event = try open(call.query, call.body)
        } catch {
            metrics.callbackRefused((error as? CallbackError)?.label ?? "other")
            logger.warning("a callback was refused", metadata: ["error": "\(error)"])
            return refuse(.forbidden, "the callback was refused")
        }
        if event.type != "check_url" {
            guard await intake.accept(event, from: .callback) else {
                return refuse(.serviceUnavailable, "not stored: send it again")
            }
        }
        return success()
    }

    private func success() -> HTTPOutcome {
        let nonce = randomness.text(8, from: "abcdefghijkmnpqrstuvwxyz23456789", "callback-nonce")
        let body = seal("\(time.now.milliseconds)", nonce)
        return .reply(HTTPReply(.ok, contentType: "application/json", body: body))
    }

    private func refuse(_ status: HTTPResponse.Status, _ reason: String) -> HTTPOutcome {
        .reply(HTTPReply(status, contentType: "application/json", body: "{\"error\":\"\(reason)\"}\n"))
    }
}
