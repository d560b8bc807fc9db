import HTTPTypes
import Seams

/// `/api/directory`: people and departments with their states.
///
/// `GET /?kind=&state=&text=&before=&limit=` lists, newest first; `GET /summary` counts; `GET /<kind>/<source>` shows
/// one; `POST /<kind>/<source>/retry` has one read and written again, `POST /retry` all that were given up; `POST
/// /compare` begins a full comparison.
struct DirectoryResource: APIResource {
    let store: DirectoryStore
    let time: any Time
    let signal: WakeSignal
    let requests: CatchUpRequests

    var name: String { "directory" }
    var routes: [ServedRoute] {
        [
            .get(), .get("summary"), .get("{kind}/{source}"), .post("retry"), .post("compare"),
            .post("{kind}/{source}/retry"),
        ]
    }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        let showsPersonal = request.caller.role.allows(.seePersonalFields)
        switch (request.method, request.path.count, request.path.first) {
        case ("GET", 0, _): return try await list(request, showsPersonal)
        case ("GET", 1, "summary"):
            let counts = try await store.counts().map {
                DirectoryAnswers.Summary.Count(kind: $0.kind, state: $0.state, count: $0.count)
            }
            let conflicts = counts.filter { $0.state == DirectoryState.conflict.rawValue }.reduce(0) { $0 + $1.count }
            return HTTPReply(.ok, encoding: DirectoryAnswers.Summary(counts: counts, openConflicts: conflicts))
        case ("POST", 1, "retry"):
            try request.require(.decide)
            return try await retry(nil, nil, request)
        case ("POST", 1, "compare"):
            try request.require(.decide)
            requests.ask()
            return HTTPReply(.accepted, encoding: DirectoryAnswers.Retried(retried: 0))
        case ("GET", 2, _):
            let row = try await row(request)
            return HTTPReply(.ok, encoding: DirectoryAnswers.Record(row, showsPersonal: showsPersonal))
        case ("POST", 3, _) where request.path[2] == "retry":
            try request.require(.decide)
            let row = try await row(request)
            return try await retry(row.kind, row.source, request)
        default: throw APIError.noPage(request)
        }
    }

    private func list(_ request: APIRequest, _ showsPersonal: Bool) async throws -> HTTPReply {
        let kind: DirectoryKind? = try choice(request, "kind")
        let state: DirectoryState? = try choice(request, "state")
        let limit = try APILimit.read(request)
        let before = try request.value("before").map { text in
            guard let before = Int64(text) else { throw APIError(.badRequest, "before should be a whole number") }
            return before
        }
        let rows = try await store.rows(
            kind: kind, state: state, text: request.value("text"), before: before, limit: limit)
        return HTTPReply(
            .ok,
            encoding: DirectoryAnswers.Records(
                records: rows.map { DirectoryAnswers.Record($0, showsPersonal: showsPersonal) },
                next: rows.count == limit ? rows.last?.id : nil))
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ request: APIRequest, _ name: String
    ) throws -> Choice? where Choice.RawValue == String {
        guard let text = request.value(name), !text.isEmpty else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(.badRequest, "\(name) should be one of \(names)")
        }
        return choice
    }

    private func row(_ request: APIRequest) async throws -> DirectoryRow {
        guard let kind = DirectoryKind(rawValue: request.path[0]) else {
            throw APIError(.notFound, "write department or employee, then DingTalk's id")
        }
        guard let row = try await store.row(kind, request.path[1]) else {
            throw APIError(.notFound, "there is no \(kind.rawValue) '\(request.path[1])'")
        }
        return row
    }

    private func retry(_ kind: DirectoryKind?, _ source: String?, _ request: APIRequest) async throws -> HTTPReply {
        let count = try await store.retry(kind, source, by: request.caller.name, at: time.now)
        signal.wake()
        return HTTPReply(.ok, encoding: DirectoryAnswers.Retried(retried: count))
    }
}

/// The member `limit` of a query.
enum APILimit {
    static func read(_ request: APIRequest) throws(APIError) -> Int {
        guard let limit = Int(request.value("limit") ?? "100"), (1...1000).contains(limit) else {
            throw APIError(.badRequest, "limit should be a whole number from 1 to 1000")
        }
        return limit
    }
}
