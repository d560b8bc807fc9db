import HTTPTypes
import Seams

/// `GET /api/items` with `state` and `limit`, `GET /api/items/<instance>` (all stories of an instance), and the decisions
/// `POST /api/items/<instance>/<decision>`.
struct ItemsResource: APIResource {
    let name = "items"
    let routes = [ServedRoute.get(), .get("{instance}")] + Decisions.routes
    let store: ItemStore
    let decisions: Decisions

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path.count) {
        case ("GET", 0):
            try request.require(.look)
            let state = try request.value("state").map(ItemState.init(named:))
            let items = try await store.items(state: state, limit: try request.limit())
            return HTTPReply(.ok, encoding: MonitorAnswers.Items(items: items.map(MonitorAnswers.ItemLine.init)))
        case ("GET", 1):
            try request.require(.look)
            return HTTPReply(.ok, encoding: try await store.stories(of: request.path[0], for: request.caller))
        case ("POST", 2): return try await decisions.answer(request)
        default: throw APIError.noPage(request)
        }
    }
}

/// `GET /api/dead-letters` with `limit`: what only a person can move on; `POST /api/dead-letters/replay`: many of them at
/// once; and the same decisions as `/api/items`.
struct DeadLettersResource: APIResource {
    let name = "dead-letters"
    let routes = [ServedRoute.get(), .post("replay")] + Decisions.routes
    let store: ItemStore
    let decisions: Decisions

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path.count) {
        case ("GET", 0):
            try request.require(.look)
            let items = try await store.deadLetters(limit: try request.limit(default: 1000))
            return HTTPReply(
                .ok, encoding: MonitorAnswers.DeadLetters(deadLetters: items.map(MonitorAnswers.DeadLetter.init)))
        case ("POST", 1): return try await decisions.replayMany(request)
        case ("POST", 2): return try await decisions.answer(request)
        default: throw APIError.noPage(request)
        }
    }
}

extension APIRequest {
    /// The member `limit`.
    func limit(default standard: Int = 100) throws(APIError) -> Int {
        guard let limit = Int(value("limit") ?? String(standard)), (1...1000).contains(limit) else {
            throw APIError(.badRequest, "limit should be a whole number from 1 to 1000")
        }
        return limit
    }
}

extension ItemState {
    /// The state called so.
    init(named name: String) throws(APIError) {
        guard let state = ItemState(rawValue: name) else {
            let names = ItemState.allCases.map(\.rawValue)
            let nearest = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            let remedy = nearest ?? "there are " + names.joined(separator: ", ")
            throw APIError(.badRequest, "no state is called '\(name)'; \(remedy)")
        }
        self = state
    }
}

extension ItemStore {
    /// All there is to know of an instance's items, for this operator.
    func stories(of instance: String, for caller: Operator) async throws -> MonitorAnswers.Stories {
        let items = try await items(of: instance)
        guard !items.isEmpty else { throw CaseError.unknown(instance) }
        var stories: [MonitorAnswers.ItemStory] = []
        for item in items {
            let body = try await body(of: item.id)
            let steps = try await transitions(of: item.id)
            stories.append(MonitorAnswers.ItemStory(item, steps, body, caller))
        }
        return MonitorAnswers.Stories(items: stories)
    }
}
