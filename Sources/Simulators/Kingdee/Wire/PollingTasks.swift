import Seams
import Synchronization

/// The polling form of an operation (`beginmethod`): the first reply is a task's number, and the ordinary reply is
/// fetched by `QueryAsyncResult`.
///
/// Only `TaskId`, `Status` and `Result` are read by the official SDK; the other names are those of the Java SDK. The fake
/// performs the operation at once, so that a task has ended by the first time it is asked for.
final class PollingTasks: Sendable {
    private struct State {
        var results: [String: KingdeeReply] = [:]
        var order: [String] = []
    }

    private let state = Mutex(State())
    /// Clients may give up without asking; the oldest results are then forgotten.
    private static let resultsMax = 1000

    /// Keeps a reply under a task's number, and gives the reply that stands for it meanwhile.
    func begin(_ reply: KingdeeReply, id: String) -> KingdeeReply {
        state.withLock { state in
            state.results[id] = reply
            state.order.append(id)
            if state.order.count > PollingTasks.resultsMax { state.results[state.order.removeFirst()] = nil }
        }
        return KingdeeReply(PollingTasks.json(id, status: 1, result: nil), error: reply.error)
    }

    /// The ended task; nil when there is none of that number. It may be asked for again, since its reply may get lost.
    func end(_ id: String) -> KingdeeReply? {
        guard let reply = state.withLock({ $0.results[id] }) else { return nil }
        return KingdeeReply(PollingTasks.json(id, status: 2, result: reply.json), error: reply.error)
    }

    /// Forgets all tasks.
    func reset() {
        state.withLock { $0 = State() }
    }

    private static func json(_ id: String, status: Int, result: JSON?) -> JSON {
        [
            "TaskId": .string(id), "Status": .number(status), "Result": result ?? nil, "Cancelled": false,
            "IsFaulted": false, "FaultedException": nil, "Successful": .bool(status == 2), "Message": nil,
            "Progress": .number(status == 2 ? 100 : 0), "ProgressDesc": nil,
        ]
    }
}

extension KingdeeOperation {
    /// Asks for the result of an operation that was begun in the polling form.
    static let queryAsyncResult = documentOperation("QueryAsyncResult", parameters: ["queryInfo"]) {
        call throws(KingdeeRefusal) in
        let sent = call.arguments["queryInfo"]
        let info = sent?.string.flatMap { try? JSON(parsing: $0) } ?? sent  // no JSON: no task is found below
        let id = info?.member(ignoringCase: "TaskId")?.scalarText ?? ""
        guard let reply = call.services.tasks.end(id) else { throw .noSuchDocument(id) }
        return reply
    }
}
