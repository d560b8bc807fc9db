import Foundation
import HTTPTypes
package import Seams

/// The core's pages for people and machines: health, metrics, items, dead letters, and a person's decisions.
package struct MonitorEndpoint: HTTPHandler {
    private let store: ItemStore
    private let desk: CaseDesk
    private let readiness: Readiness
    private let metrics: Metrics
    private let gate: CallGate
    private let token: Secret
    /// Wakes the workers.
    private let signal: WakeSignal
    /// The resources of the flows.
    private let resources: [any APIResource]
    private let personal: PersonalAnswer

    package init(
        store: ItemStore, desk: CaseDesk, readiness: Readiness, metrics: Metrics, gate: CallGate, token: Secret,
        signal: WakeSignal, personalFields: [String] = [], resources: [any APIResource] = []
    ) {
        self.store = store
        self.desk = desk
        self.readiness = readiness
        self.metrics = metrics
        self.gate = gate
        self.token = token
        self.signal = signal
        self.resources = resources
        personal = PersonalAnswer(names: personalFields)
    }

    package func respond(to call: HTTPCall) async -> HTTPOutcome {
        let path = call.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        do {
            return .reply(try await answer(call, path))
        } catch let error as CaseError {
            guard case .unknown = error else { return .reply(problem(.conflict, "\(error)")) }
            return .reply(problem(.notFound, "\(error)"))
        } catch let error as APIError {
            return .reply(problem(error.status, error.message))
        } catch let error as BadRequest {
            return .reply(problem(.badRequest, error.message))
        } catch {
            return .reply(problem(.internalServerError, "the store cannot be read"))
        }
    }

    private struct BadRequest: Error {
        let message: String
    }

    private func answer(_ call: HTTPCall, _ path: [String]) async throws -> HTTPReply {
        switch (call.request.method.rawValue, path.first) {
        case ("GET", "health"): return health(path)
        case ("GET", "metrics"): return try await metricsPage()
        case (_, "api"):
            guard isAllowed(call) else {
                return problem(.unauthorized, "send the header Authorization: Bearer <token>")
            }
            guard readiness.isReady else { return problem(.serviceUnavailable, "still starting") }
            let caller = try Operator(name: "token", role: .administrator).viewing(
                as: members(of: call.query).first { $0.name == "as" }?.value)
            return personal.seen(try await apiAnswer(call, Array(path.dropFirst()), caller), by: caller)
        default: return problem(.notFound, "no page \(call.request.method) \(call.path)")
        }
    }

    private func apiAnswer(_ call: HTTPCall, _ path: [String], _ caller: Operator) async throws -> HTTPReply {
        switch (call.request.method.rawValue, path.count, path.first) {
        case ("GET", 1, "items"): return try await items(call.query)
        case ("GET", 2, "items"): return try await stories(of: path[1])
        case ("GET", 1, "dead-letters"):
            let items = try await store.deadLetters(limit: 1000)
            return json(.ok, MonitorAnswers.DeadLetters(deadLetters: items.map(MonitorAnswers.DeadLetter.init)))
        case ("POST", 3, "items"), ("POST", 3, "dead-letters"):
            return try await decide(path[2], path[1], call)
        case (_, _, let name?):
            guard let resource = resources.first(where: { $0.name == name }) else { fallthrough }
            return try await resource.answer(
                APIRequest(
                    method: call.request.method.rawValue, path: Array(path.dropFirst()), query: members(of: call.query),
                    body: call.body, caller: caller))
        default: return problem(.notFound, "no page \(call.request.method) \(call.path)")
        }
    }

    // MARK: Health and metrics

    private func health(_ path: [String]) -> HTTPReply {
        switch path.dropFirst().first {
        case "live": return json(.ok, MonitorAnswers.Health(status: "live"))
        case "ready":
            let missing = readiness.missing.map(\.rawValue)
            guard !missing.isEmpty else { return json(.ok, MonitorAnswers.Health(status: "ready")) }
            return json(.serviceUnavailable, MonitorAnswers.Health(status: "starting", missing: missing))
        default: return problem(.notFound, "there are /health/live and /health/ready")
        }
    }

    private func metricsPage() async throws -> HTTPReply {
        let counts = readiness.isReady ? try await store.counts() : [:]
        let open = Set(gate.openBreakers)
        let rates = gate.rates
        var lines = ["# TYPE rehearsal_ready gauge", "rehearsal_ready \(readiness.isReady ? 1 : 0)"]
        lines.append("# TYPE rehearsal_items gauge")
        lines += ItemState.allCases.map {
            Metrics.line("rehearsal_items", "state=\"\($0.rawValue)\"", "\(counts[$0] ?? 0)")
        }
        lines.append("# TYPE rehearsal_breaker_open gauge")
        lines += PlatformOperation.allCases.map {
            Metrics.line("rehearsal_breaker_open", $0.labels, open.contains($0) ? "1" : "0")
        }
        lines.append("# TYPE rehearsal_rate_limit_per_second gauge")
        lines += PlatformOperation.allCases.compactMap { operation in
            rates[operation].map { Metrics.line("rehearsal_rate_limit_per_second", operation.labels, "\($0)") }
        }
        let text = (lines + metrics.lines).joined(separator: "\n") + "\n"
        return HTTPReply(.ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: text)
    }

    // MARK: Items

    private func items(_ query: Substring) async throws -> HTTPReply {
        let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        func value(_ name: String) -> String? { pairs.first { $0.count == 2 && $0[0] == name }?[1] }
        let state = try value("state").map { name in
            guard let state = ItemState(rawValue: name) else { throw unknownState(name) }
            return state
        }
        guard let limit = Int(value("limit") ?? "100"), (1...1000).contains(limit) else {
            throw BadRequest(message: "limit should be a whole number from 1 to 1000")
        }
        let items = try await store.items(state: state, limit: limit)
        return json(.ok, MonitorAnswers.Items(items: items.map(MonitorAnswers.ItemLine.init)))
    }

    private func unknownState(_ name: String) -> BadRequest {
        let names = ItemState.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
        return BadRequest(
            message: "no state is called '\(name)'; \(nearest ?? "there are " + names.joined(separator: ", "))")
    }

    private func stories(of instance: String) async throws -> HTTPReply {
        let items = try await store.items(of: instance)
        guard !items.isEmpty else { throw CaseError.unknown(instance) }
        var stories: [MonitorAnswers.ItemStory] = []
        for item in items {
            let body = try await store.body(of: item.id)
            let steps = try await store.transitions(of: item.id)
            stories.append(MonitorAnswers.ItemStory(item, steps, body, showsForm: !token.value.isEmpty))
        }
        return json(.ok, MonitorAnswers.Stories(items: stories))
    }

    // MARK: Decisions

    /// The body of a decision; each member belongs to some of the decisions only.
    private struct Decision: Decodable {
        var set: [String: String]?
        var form: String?
        var document: String?
        var number: String?
    }

    private func decide(_ what: String, _ instance: String, _ call: HTTPCall) async throws -> HTTPReply {
        let decision: Decision
        do {
            decision = try JSONDecoder().decode(
                Decision.self, from: Data(call.body.isEmpty ? Array("{}".utf8) : call.body))
        } catch {
            throw BadRequest(
                message:
                    "send JSON such as {\"set\":{\"MoneyField_1\":\"12.50\",\"TableField_1.DDSelectField_2\":\"差旅\"}}")
        }
        let item: Item
        switch what {
        case "replay": item = try await desk.replay(instance, form: decision.form, set: decision.set ?? [:])
        case "adopt":
            item = try await desk.adopt(
                instance, form: decision.form, documentID: decision.document, number: decision.number)
        case "redo": item = try await desk.redo(instance, form: decision.form)
        case "abandon": item = try await desk.abandon(instance, form: decision.form)
        default: return problem(.notFound, "no decision '\(what)'; there are replay, adopt, redo and abandon")
        }
        signal.wake()
        return json(.ok, MonitorAnswers.ItemLine(item))
    }

    // MARK: Plumbing

    private func members(of query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { part in
                let text = part.replacing("+", with: " ")
                return String(text).removingPercentEncoding ?? String(text)
            }
            return (parts.first ?? "", parts.count == 2 ? parts[1] : "")
        }
    }

    /// Compares in a time that does not depend on where the tokens differ.
    private func isAllowed(_ call: HTTPCall) -> Bool {
        guard !token.value.isEmpty else { return true }
        let expected = Array("Bearer \(token.value)".utf8)
        let sent = Array((call.request.headerFields[.authorization] ?? "").utf8)
        guard sent.count == expected.count else { return false }
        return zip(sent, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func problem(_ status: HTTPResponse.Status, _ text: String) -> HTTPReply {
        json(status, MonitorAnswers.Problem(error: text))
    }

    private func json(_ status: HTTPResponse.Status, _ value: some Encodable) -> HTTPReply {
        HTTPReply(status, encoding: value)
    }
}

extension MonitorAnswers.ItemStory {
    fileprivate init(_ item: Item, _ steps: [ItemTransition], _ body: ItemBody, showsForm: Bool) {
        self.init(
            item: MonitorAnswers.ItemLine(item),
            transitions: steps.map {
                MonitorAnswers.Step(at: $0.at.isoText, epoch: $0.epoch, from: $0.from, to: $0.to, note: $0.note)
            },
            mappingVersion: body.mappingVersion,
            form: showsForm
                ? body.instance?.values.map {
                    MonitorAnswers.Value(id: $0.id, name: $0.name, componentType: $0.componentType, value: $0.value)
                } : nil)
    }
}

extension PlatformOperation {
    /// The labels in metrics.
    var labels: String { "platform=\"\(platform.rawValue)\",operation=\"\(rawValue)\"" }
}
