import HTTPTypes
import Seams

/// `/api/conflicts`: changes that somebody made in Kingdee to what DingTalk decides.
///
/// `GET /?state=open&limit=` lists them with both sides of each field; `POST /<id>/confirm` writes DingTalk's values,
/// `POST /<id>/reject` keeps Kingdee's until either side changes again.
struct ConflictResource: APIResource {
    private static let states = ["open", "confirmed", "rejected", "settled"]

    let store: DirectoryStore
    let time: any Time
    let signal: WakeSignal

    var name: String { "conflicts" }
    var routes: [ServedRoute] { [.get(), .get("{id}"), .post("{id}/confirm"), .post("{id}/reject")] }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        switch (request.method, request.path.count) {
        case ("GET", 0):
            let state = request.value("state") ?? "open"
            guard ConflictResource.states.contains(state) else {
                throw APIError(
                    .badRequest, "state should be one of \(ConflictResource.states.joined(separator: ", "))")
            }
            let questions = try await store.questions(state: state, limit: try APILimit.read(request))
            return HTTPReply(.ok, encoding: DirectoryAnswers.Conflicts(conflicts: questions.map { shown($0, request) }))
        case ("GET", 1): return HTTPReply(.ok, encoding: shown(try await question(request), request))
        case ("POST", 2) where ["confirm", "reject"].contains(request.path[1]):
            try request.require(.decide)
            return try await decide(request)
        default: throw APIError.noPage(request)
        }
    }

    private func decide(_ request: APIRequest) async throws -> HTTPReply {
        let question = try await question(request)
        let isOpen = try await store.decide(
            question.id, isConfirmed: request.path[1] == "confirm", by: request.caller.name, at: time.now)
        guard isOpen else { throw APIError(.conflict, "the conflict \(question.id) is not open any more") }
        signal.wake()
        return HTTPReply(.ok, encoding: shown(try await self.question(request), request))
    }

    private func question(_ request: APIRequest) async throws -> DirectoryStore.Question {
        guard let id = Int64(request.path[0]), let question = try await store.question(id) else {
            throw APIError(.notFound, "there is no conflict '\(request.path[0])'")
        }
        return question
    }

    private func shown(_ question: DirectoryStore.Question, _ request: APIRequest) -> DirectoryAnswers.Conflict {
        DirectoryAnswers.Conflict(question, showsPersonal: request.caller.role.allows(.seePersonalFields))
    }
}
