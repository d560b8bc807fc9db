import HTTPTypes
import Seams

/// `GET /api/transfers`: the log of all transfers, newest first, with the filters `state` (several by commas), `flow`,
/// `form`, `text`, `from`, `until` (milliseconds since 1970), `before` (from `next` of the page before) and `limit`; and
/// `GET /api/transfers/<instance>`, as `/api/items/<instance>`.
struct TransfersResource: APIResource {
    private struct Page: Encodable {
        var transfers: [MonitorAnswers.ItemLine]
        var next: Int64?
        /// Down to when everything was looked at: a page may be short though there is more.
        var searched: String?
    }

    let name = "transfers"
    let routes = [ServedRoute.get(), .get("{instance}")]
    let store: ItemStore

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        switch (request.method, request.path.count) {
        case ("GET", 0):
            let page = try await store.search(try query(request))
            return HTTPReply(
                .ok,
                encoding: Page(
                    transfers: page.items.map(MonitorAnswers.ItemLine.init), next: page.next,
                    searched: page.searched?.isoText))
        case ("GET", 1):
            return HTTPReply(.ok, encoding: try await store.stories(of: request.path[0], for: request.caller))
        default: throw APIError.noPage(request)
        }
    }

    private func query(_ request: APIRequest) throws(APIError) -> ItemQuery {
        var query = ItemQuery()
        func text(_ name: String) -> String? { request.value(name).flatMap { $0.isEmpty ? nil : $0 } }
        func number(_ name: String) throws(APIError) -> Int64? {
            guard let text = text(name) else { return nil }
            guard let number = Int64(text) else { throw APIError(.badRequest, "\(name) should be a whole number") }
            return number
        }
        for name in (text("state") ?? "").split(separator: ",") {
            let state = try ItemState(named: String(name))
            if !query.states.contains(state) { query.states.append(state) }
        }
        query.flow = text("flow")
        query.form = text("form")
        query.text = text("text").map { String($0.prefix(200)) }
        query.from = try number("from").map(Timestamp.init(milliseconds:))
        query.until = try number("until").map(Timestamp.init(milliseconds:))
        query.before = try number("before")
        query.limit = try request.limit(default: 50)
        return query
    }
}
