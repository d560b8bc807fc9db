import Foundation
import HTTPTypes
import Seams

/// `POST …/<instance>/replay|adopt|redo|revoke|abandon`: what a person decides about an item; and `…/preview`: what a replay
/// with the same body would send, and how that differs from what the item was before.
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
        /// How it differs from what the item was mapped to before; nil when it never could be mapped.
        var changes: [Change]?
    }

    private struct Change: Encodable {
        var kind: String
        var field: String
        /// Before.
        var there: String
        /// In the preview.
        var here: String
    }

    /// Dead letters to replay together, as they are.
    private struct Many: Decodable {
        struct One: Decodable {
            var instance: String
            var form: String?
        }

        var items: [One]
    }

    private struct ManyReplayed: Encodable {
        struct Failure: Encodable {
            var instance: String
            var form: String?
            var error: String
        }

        var replayed: Int
        var failed: [Failure]
    }

    /// How many are replayed by one request.
    private static let manyMax = 1000

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
                    form: preview.document.form, number: preview.number, model: preview.document.model,
                    changes: preview.former.map { Decisions.changes(from: $0, to: preview.document.model) }))
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

    /// Replays many dead letters as they are, each by a decision of its own. One that is refused holds up no other.
    func replayMany(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.decide)
        let many = try? JSONDecoder().decode(Many.self, from: Data(request.body))  // any mistake has one remedy
        guard let items = many?.items, (1...Decisions.manyMax).contains(items.count) else {
            throw APIError(
                .badRequest,
                #"send {"items":[{"instance":"…","form":"ER_ExpReimbursement"}]}, at most \#(Decisions.manyMax) items"#)
        }
        var answer = ManyReplayed(replayed: 0, failed: [])
        for item in items {
            do {
                _ = try await desk.replay(item.instance, form: item.form, set: [:], by: request.caller.name)
                answer.replayed += 1
            } catch let error as CaseError {
                answer.failed.append(.init(instance: item.instance, form: item.form, error: "\(error)"))
            } catch {
                // What was replayed before is to be told all the same.
                let told = "the store cannot be written"
                answer.failed.append(.init(instance: item.instance, form: item.form, error: told))
            }
        }
        if answer.replayed > 0 { signal.wake() }
        return HTTPReply(.ok, encoding: answer)
    }

    private static func changes(from former: String, to model: String) -> [Change] {
        guard let former = try? JSONValue(parsing: former), let model = try? JSONValue(parsing: model) else {
            return []  // both are our own texts
        }
        return DocumentDifference(from: former, to: model).changes.map {
            Change(kind: $0.kind.rawValue, field: $0.field, there: $0.there, here: $0.here)
        }
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
