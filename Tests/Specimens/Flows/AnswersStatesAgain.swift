import HTTPTypes
import LoadGen
import Seams
import Synchronization

extension Specimen {
    /// A browser that sends its form twice gets the same answer twice. So does whoever has got hold of the state.
    static let answersStatesAgain = Specimen(
        "answers-states-again", "answers a sign-on's state that was used as it did the first time",
        fires: "sign-on-tricks-refused", in: "sign-ons.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in ObligingNetwork(inner: environment.network) }
        })
}

private struct ObligingNetwork: NetworkWrapper {
    let inner: any Network

    func listen(_ endpoint: ListenEndpoint, handler: any HTTPHandler) async throws(ListenError) -> any ListeningServer {
        try await inner.listen(endpoint, handler: ObligingHandler(inner: handler))
    }
}

/// Remembers what it answered to each state.
private final class ObligingHandler: HTTPHandler {
    private let inner: any HTTPHandler
    private let answers = Mutex<[String: HTTPReply]>([:])

    init(inner: any HTTPHandler) {
        self.inner = inner
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let text = String(decoding: call.body, as: UTF8.self)
        guard call.request.method == .post, call.path.hasPrefix("/sign-on"),
            let state = text.split(whereSeparator: { "&{},".contains($0) }).first(where: { $0.contains("state") })
        else { return await inner.respond(to: call) }
        if let answer = answers.withLock({ $0[String(state)] }) { return .reply(answer) }
        let outcome = await inner.respond(to: call)
        if case .reply(let reply) = outcome { answers.withLock { $0[String(state)] = reply } }
        return outcome
    }
}
