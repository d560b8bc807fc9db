import Integration
import Seams
import Synchronization

extension Specimen {
    /// Each worker has a client, and each client a token.
    static let stampedesForTokens = Specimen(
        "stampedes-for-tokens", "lets every worker get a token of its own when the token has expired",
        fires: "request-budget", in: "expired-tokens.yaml",
        core: SmallCore().with { core in
            core.dingTalk = { configuration, environment in
                ManyClients(clients: (0..<12).map { _ in Platforms.dingTalk(configuration, environment) })
            }
        })
}

/// Takes its clients in turn.
private final class ManyClients: DingTalkPort {
    private let clients: [DingTalkClient]
    private let turn = Mutex(0)

    init(clients: [DingTalkClient]) {
        self.clients = clients
    }

    private var next: DingTalkClient {
        turn.withLock { turn in
            turn = (turn + 1) % clients.count
            return clients[turn]
        }
    }

    func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance {
        try await next.instance(id)
    }

    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await next.instanceIDs(processCode: processCode, from: from, to: to)
    }

    func withdrawnIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await next.withdrawnIDs(processCode: processCode, from: from, to: to)
    }

    func completedIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await next.completedIDs(processCode: processCode, from: from, to: to)
    }

    func comments(on instance: String) async throws(PlatformFailure) -> [String] {
        try await next.comments(on: instance)
    }

    func comment(on instance: String, text: String) async throws(PlatformFailure) {
        try await next.comment(on: instance, text: text)
    }

    func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async {
        await next.runStream(onEvent)
    }
}
