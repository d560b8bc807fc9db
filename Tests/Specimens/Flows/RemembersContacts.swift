import LoadGen
import Seams
import Synchronization

extension Specimen {
    /// Contacts are kept "to save calls", as many integrations do. Whoever joined is known; that they left is not seen, and
    /// each look finds them there.
    static let remembersContacts = Specimen(
        "remembers-contacts", "keeps what it once read of a person, so that a leaver is never seen to leave",
        fires: "leavers-stay-out", in: "organisation.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                RememberingNetwork(inner: environment.network, paths: ["topapi/v2/user/get"])
            }
        })

    /// The days that were read once are never read again.
    static let readsEachDayOnce = Specimen(
        "reads-each-day-once", "takes attendance results that it has read for final, so that corrections are lost",
        fires: "attendance-once", in: "attendance.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                RememberingNetwork(inner: environment.network, paths: ["attendance/list"])
            }
        })
}

/// Answers the same call as it was answered before.
private struct RememberingNetwork: NetworkWrapper {
    let inner: any Network
    /// The calls that are remembered, by a part of their path.
    let paths: [String]
    private let memory = Memory()

    init(inner: any Network, paths: [String]) {
        self.inner = inner
        self.paths = paths
    }

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        let path = String(call.path)
        guard paths.contains(where: { path.contains($0) }) else {
            return try await inner.exchange(call, timeout: timeout)
        }
        // The token in the query changes; what is asked for does not.
        let key = path + "\n" + String(decoding: call.body, as: UTF8.self)
        if let reply = memory.reply(key) { return reply }
        let reply = try await inner.exchange(call, timeout: timeout)
        if reply.text.contains("\"errcode\":0") { memory.keep(reply, key) }
        return reply
    }
}

private final class Memory: Sendable {
    private let replies = Mutex<[String: HTTPReply]>([:])

    func reply(_ key: String) -> HTTPReply? { replies.withLock { $0[key] } }

    func keep(_ reply: HTTPReply, _ key: String) {
        replies.withLock { $0[key] = reply }
    }
}
