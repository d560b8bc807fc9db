import Seams
import Synchronization

/// The polling form of an operation (`beginmethod`): the first reply is a task's number, and the ordinary reply is
/// fetched by `QueryAsyncResult`.
///
/// Only `TaskId`, `Status` and `Result` are read by the official SDK; the other names are those of the Java SDK. The fake
/// performs the operation at once, but tells so as slowly as a server: the task is pending (0) when it begins, running
/// (1) when it is first asked for, and complete (2) from the second time on.
final class PollingTasks: Sendable {
    private struct State {
        var results: [String: KingdeeReply] = [:]
        /// The tasks that were asked for once.
        var running: Set<String> = []
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
            if state.order.count > PollingTasks.resultsMax {
                let oldest = state.order.removeFirst()
                state.results[oldest] = nil
                state.running.remove(oldest)
            }
        }
        return KingdeeReply(PollingTasks.json(id, status: 0, result: nil), error: reply.error)
    }

    /// How far a task is; nil when there is none of that number. An ended one may be asked for again, since its reply may
    /// get lost.
    func poll(_ id: String) -> KingdeeReply? {
        let (reply, isFirst) = state.withLock { state -> (KingdeeReply?, Bool) in
            guard let reply = state.results[id] else { return (nil, false) }
            return (reply, state.running.insert(id).inserted)
        }
        guard let reply else { return nil }
        guard !isFirst else { return KingdeeReply(PollingTasks.json(id, status: 1, result: nil)) }
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
            "Progress": .number(status * 50), "ProgressDesc": nil,
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
        guard let reply = call.services.tasks.poll(id) else { throw .noSuchDocument(id) }
        return reply
    }
}
