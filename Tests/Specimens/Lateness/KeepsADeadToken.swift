import HTTPTypes
import LoadGen
import Seams
import Synchronization

extension Specimen {
    /// Its own clock says that the token is good for another two hours.
    static let keepsADeadToken = Specimen(
        "keeps-a-dead-token", "judges a token by its own clock alone, and gets no new one when the platform refuses it",
        fires: "recovered", in: "dead-token.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                TokenKeeper(inner: environment.network, time: environment.time)
            }
        })
}

/// Answers requests for a token from its memory until the token's time is over.
private final class TokenKeeper: NetworkWrapper {
    private static let lifetime = Duration.seconds(7200)

    let inner: any Network
    private let time: any Time
    private let kept = Mutex<(reply: HTTPReply, until: Timestamp)?>(nil)

    init(inner: any Network, time: any Time) {
        self.inner = inner
        self.time = time
    }

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        guard call.path.hasSuffix("/oauth2/accessToken") else {
            return try await inner.exchange(call, timeout: timeout)
        }
        if let kept = kept.withLock({ $0 }), kept.until > time.now { return kept.reply }
        let reply = try await inner.exchange(call, timeout: timeout)
        if reply.response.status == .ok { kept.withLock { $0 = (reply, time.now + TokenKeeper.lifetime) } }
        return reply
    }
}
