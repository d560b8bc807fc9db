import Foundation
import HTTPTypes
import Seams

/// The control API of a fake platform, below `/_rehearsal/`: reset, seed, state, history, fault plan, and the
/// platform's own actions. Never subject to faults, never part of the history.
struct ControlAPI<Simulated: SimulatedPlatform>: Sendable {
    let platform: Simulated
    let faults: FaultEngine
    let history: History
    let time: any Time

    /// Answers a control call; nil when the call is meant for the platform.
    func respond(to call: HTTPCall) async -> HTTPReply? {
        guard call.path.hasPrefix("/_rehearsal/") else { return nil }
        let path = call.path.split(separator: "/").dropFirst().map { String($0).removingPercentEncoding ?? String($0) }
        do {
            let body = call.body.isEmpty ? JSON.object([]) : try JSON(parsing: call.body)
            guard let answer = try await answer(call.request.method.rawValue, path, call.query, body) else {
                return reply(.notFound, ["error": .string("no control call \(call.request.method) \(call.path)")])
            }
            return reply(.ok, answer)
        } catch {
            return reply(.badRequest, ["error": .string("\(error)")])
        }
    }

    private func answer(_ method: String, _ path: [String], _ query: Substring, _ body: JSON) async throws -> JSON? {
        switch (method, path) {
        case ("POST", ["reset"]):
            platform.reset()
            faults.install(FaultPlan(), origin: time.now)
            history.reset()
            return ["ok": true]
        case ("POST", ["seed"]):
            try platform.seed(body)
            return ["ok": true]
        case ("GET", ["state"]):
            return platform.state()
        case ("GET", ["history"]):
            return try historyAnswer(query)
        case ("GET", ["faults"]):
            return faultsAnswer()
        case ("PUT", ["faults"]):
            faults.install(try FaultPlan(control: body), origin: time.now)
            return faultsAnswer()
        case ("DELETE", ["faults"]):
            faults.install(FaultPlan(), origin: time.now)
            return faultsAnswer()
        default:
            return try await platform.control(method, path, body)
        }
    }

    private func historyAnswer(_ query: Substring) throws -> JSON {
        let from = query.split(separator: "&").first { $0.hasPrefix("from=") }.flatMap { Int($0.dropFirst(5)) } ?? 0
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try history.events(from: from).map { try JSON(parsing: Array(encoder.encode($0))) }
        return ["events": .array(lines)]
    }

    private func faultsAnswer() -> JSON {
        let firings = faults.firings
        let active = Set(faults.active.map(\.id))
        return [
            "rules": .array(
                faults.plan.rules.map { rule in
                    [
                        "name": .string(rule.id), "fault": .string(type(of: rule.fault).name),
                        "active": .bool(active.contains(rule.id)), "fired": .number(firings[rule.id] ?? 0),
                    ]
                })
        ]
    }

    private func reply(_ status: HTTPResponse.Status, _ body: JSON) -> HTTPReply {
        HTTPReply(status, contentType: "application/json; charset=utf-8", body: body.text + "\n")
    }
}
