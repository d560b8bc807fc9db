import HTTPTypes
import Seams

/// `/api/leaves`: people or departments that are to be disabled in great numbers, and those whom only Kingdee has. One
/// decision covers all that wait for it.
///
/// `GET /?state=open&limit=` lists the decisions, `GET /<id>?after=&limit=` shows who waits for one; `POST
/// /<id>/confirm` disables them in Kingdee, `POST /<id>/reject` leaves them as they are until something changes.
struct LeavesResource: APIResource {
    private static let states = ["open", "confirmed", "rejected", "settled"]

    let store: DirectoryStore
    let time: any Time
    let signal: WakeSignal

    var name: String { "leaves" }
    var routes: [ServedRoute] { [.get(), .get("{id}"), .post("{id}/confirm"), .post("{id}/reject")] }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        switch (request.method, request.path.count) {
        case ("GET", 0):
            let state = request.value("state")
            guard state.map(LeavesResource.states.contains) ?? true else {
                throw APIError(
                    .badRequest, "state should be one of \(LeavesResource.states.joined(separator: ", "))")
            }
            let leaves = try await store.leaves(state: state, limit: try APILimit.read(request))
            return HTTPReply(.ok, encoding: DirectoryAnswers.Leaves(leaves: leaves.map(DirectoryAnswers.Leave.init)))
        case ("GET", 1): return try await show(request)
        case ("POST", 2) where ["confirm", "reject"].contains(request.path[1]):
            try request.require(.decide)
            let leave = try await leave(request)
            let isOpen = try await store.decideLeave(
                leave.id, isConfirmed: request.path[1] == "confirm", by: request.caller.name, at: time.now)
            guard isOpen else { throw APIError(.conflict, "the decision \(leave.id) is not open any more") }
            signal.wake()
            return HTTPReply(.ok, encoding: DirectoryAnswers.Leave(try await self.leave(request)))
        default: throw APIError.noPage(request)
        }
    }

    private func show(_ request: APIRequest) async throws -> HTTPReply {
        let leave = try await leave(request)
        let limit = try APILimit.read(request)
        guard let after = Int64(request.value("after") ?? "0") else {
            throw APIError(.badRequest, "after should be a whole number")
        }
        let rows = try await store.held(by: leave.id, after: after, limit: limit)
        let showsPersonal = request.caller.role.allows(.seePersonalFields)
        return HTTPReply(
            .ok,
            encoding: DirectoryAnswers.Held(
                leave: DirectoryAnswers.Leave(leave),
                records: rows.map { DirectoryAnswers.Record($0, showsPersonal: showsPersonal) },
                next: rows.count == limit ? rows.last?.id : nil))
    }

    private func leave(_ request: APIRequest) async throws -> DirectoryStore.Leave {
        guard let id = Int64(request.path[0]), let leave = try await store.leave(id) else {
            throw APIError(.notFound, "there is no decision '\(request.path[0])'")
        }
        return leave
    }
}
