import Foundation
import HTTPTypes
import Seams

/// `POST …/<instance>/replay|adopt|redo|revoke|abandon`: what a person decides about an item; and `…/preview`: what a replay with the
/// same body would send.
struct Decisions: Sendable {
    /// What can be decided, below a resource.
    static let routes = ["preview", "replay", "adopt", "redo", "revoke", "abandon"].map {
        ServedRoute.post("{instance}/\($0)")
    }

    /// The body of a decision; each member belongs to some of the decisions only.
    private struct Decision: Decodable {
        var set: [String: String]?
        var form: String?
        var document: String?
        var number: String?
    }

    private struct Preview: Encodable {
        var form: String
        var number: String
        /// JSON text, as it would be sent.
        var model: String
    }

    let desk: CaseDesk
    /// Wakes the workers.
    let signal: WakeSignal

    /// Carries a decision out; the path is the instance and what is decided.
    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.decide)
        let (instance, actor) = (request.path[0], request.caller.name)
        let decision = try decision(request.body)
        if request.path[1] == "preview" {
            let preview = try await desk.preview(instance, form: decision.form, set: decision.set ?? [:])
            return HTTPReply(
                .ok,
                encoding: Preview(
                    form: preview.document.form, number: preview.number, model: preview.document.model))
        }
        let item: Item
        switch request.path[1] {
        case "replay":
            item = try await desk.replay(instance, form: decision.form, set: decision.set ?? [:], by: actor)
        case "adopt":
            item = try await desk.adopt(
                instance, form: decision.form, documentID: decision.document, number: decision.number, by: actor)
        case "redo": item = try await desk.redo(instance, form: decision.form, by: actor)
        case "revoke": item = try await desk.revoke(instance, form: decision.form, by: actor)
        case "abandon": item = try await desk.abandon(instance, form: decision.form, by: actor)
        case let other:
            throw APIError(
                .notFound, "no decision '\(other)'; there are preview, replay, adopt, redo, revoke and abandon")
        }
        signal.wake()
        return HTTPReply(.ok, encoding: MonitorAnswers.ItemLine(item))
    }

    private func decision(_ body: [UInt8]) throws(APIError) -> Decision {
        do {
            return try JSONDecoder().decode(Decision.self, from: Data(body.isEmpty ? Array("{}".utf8) : body))
        } catch {
            let example = #"{"set":{"MoneyField_1":"12.50","TableField_1.DDSelectField_2":"差旅"}}"#
            throw APIError(.badRequest, "send JSON such as \(example)")
        }
    }
}
