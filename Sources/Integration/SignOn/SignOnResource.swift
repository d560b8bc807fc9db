import HTTPTypes
import Seams

/// `GET /api/sign-ons?limit=`: the newest sign-ons of the audit log, for auditors and administrators.
struct SignOnResource: APIResource {
    private struct Answer: Encodable {
        var signOns: [Line]
    }

    private struct Line: Encodable {
        var at: String
        /// The `userid`, or `unknown`.
        var actor: String
        var action: String
        /// The Kingdee account of who signed on.
        var subject: String
        var detail: String
    }

    let store: SignOnStore
    let name = "sign-ons"
    let routes = [ServedRoute.get("", .audit)]

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        guard request.method == "GET", request.path.isEmpty else { throw APIError.noPage(request) }
        try request.require(.audit)
        guard let limit = Int(request.value("limit") ?? "100"), (1...10_000).contains(limit) else {
            throw APIError(.badRequest, "limit should be a whole number from 1 to 10000")
        }
        let lines = try await store.recent(limit: limit).map {
            Line(at: $0.at.isoText, actor: $0.actor, action: $0.action, subject: $0.subject, detail: $0.detail)
        }
        return HTTPReply(.ok, encoding: Answer(signOns: lines))
    }
}
