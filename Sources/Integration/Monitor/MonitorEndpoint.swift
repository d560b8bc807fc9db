import Foundation
import HTTPTypes
import Logging
package import Seams

/// The core's pages for people and machines: health, metrics, the monitoring page, and the operator API behind it.
package struct MonitorEndpoint: HTTPHandler {
    private let health: CoreHealth
    private let access: AccessControl
    private let metricsPage: MetricsPage
    private let live: LiveEvents
    private let resources: [any APIResource]
    private let personal: PersonalAnswer

    /// What is answered here.
    let routes: [ServedRoute]

    init(
        health: CoreHealth, access: AccessControl, metricsPage: MetricsPage, live: LiveEvents,
        personalFields: [String], resources: [any APIResource]
    ) {
        self.health = health
        self.access = access
        self.metricsPage = metricsPage
        self.live = live
        self.resources = resources
        personal = PersonalAnswer(names: personalFields)
        routes =
            [
                ServedRoute(.get, "/health/live", .everybody), ServedRoute(.get, "/health/ready", .everybody),
                ServedRoute(.get, "/metrics", .everybody),
            ] + MonitorPage.paths.map { ServedRoute(.get, $0, .everybody) } + [
                // Who asks is what these are about: to log in, nobody has to be logged in.
                ServedRoute(.get, "/api/session", .everybody), ServedRoute(.post, "/api/session", .everybody),
                ServedRoute(.delete, "/api/session", .role(.look)),
                ServedRoute(.get, "/api/events", .role(.look)),
            ] + resources.flatMap { resource in resource.routes.map { $0.below("/api/\(resource.name)") } }
    }

    package func respond(to call: HTTPCall) async -> HTTPOutcome {
        let path = call.components
        do {
            switch (call.request.method.rawValue, path.first) {
            case ("GET", "health"): return .reply(healthReply(path))
            case ("GET", "metrics") where path.count == 1: return .reply(try await metricsPage.answer())
            case (_, "api"): return try await api(call, Array(path.dropFirst()))
            case ("GET", nil), ("GET", "page"): return .reply(MonitorPage.answer(call, path))
            default: return .reply(problem(.notFound, "no page \(call.request.method) \(call.path)"))
            }
        } catch let error as CaseError {
            guard case .unknown = error else { return .reply(problem(.conflict, "\(error)")) }
            return .reply(problem(.notFound, "\(error)"))
        } catch let error as APIError {
            return .reply(problem(error.status, error.message))
        } catch {
            return .reply(problem(.internalServerError, "the store cannot be read"))
        }
    }

    // MARK: The API

    private func api(_ call: HTTPCall, _ path: [String]) async throws -> HTTPOutcome {
        let method = call.request.method.rawValue
        guard path.first != "session" else { return .reply(try await session(call, path)) }
        // Whoever needs a session is known only once the store is open; a token is checked first.
        if !health.readiness.isReady, call.request.headerFields[.authorization] == nil { throw stillStarting }
        let caller = try await access.caller(of: call)
        guard health.readiness.isReady else { throw stillStarting }
        if path == ["events"], method == "GET" {
            return try live.answer(call, of: caller.person.name) { [access] in
                // The session may have ended, or the person may have been removed.
                (try? await access.caller(of: call)) != nil
            }
        }
        guard let resource = resources.first(where: { $0.name == path.first }),
            let route = resource.routes.first(where: { $0.matches(call.request.method, path.dropFirst()) })
        else { throw APIError(.notFound, "no page \(call.request.method) \(call.path)") }
        let query = members(of: call.query)
        let person = try caller.person.viewing(as: query.first { $0.name == "as" }?.value)
        let request = APIRequest(
            method: method, path: Array(path.dropFirst()), query: query, body: call.body, caller: person)
        if case .role(let permission) = route.access { try request.require(permission) }
        return .reply(personal.seen(try await resource.answer(request), by: person))
    }

    private func session(_ call: HTTPCall, _ path: [String]) async throws -> HTTPReply {
        guard path.count == 1 else { throw APIError(.notFound, "no page \(call.request.method) \(call.path)") }
        guard health.readiness.isReady else { throw stillStarting }
        switch call.request.method {
        case .get: return try await access.whoAmI(call)
        case .post: return try await access.logIn(call)
        case .delete: return try await access.logOut(call)
        default: throw APIError(.methodNotAllowed, "GET, POST to log in, DELETE to log out")
        }
    }

    private var stillStarting: APIError { APIError(.serviceUnavailable, "still starting") }

    private func members(of query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { part in
                let text = part.replacing("+", with: " ")
                return String(text).removingPercentEncoding ?? String(text)
            }
            return (parts.first ?? "", parts.count == 2 ? parts[1] : "")
        }
    }

    // MARK: Health

    private func healthReply(_ path: [String]) -> HTTPReply {
        switch path.count == 2 ? path[1] : "" {
        case "live": return HTTPReply(.ok, encoding: MonitorAnswers.Health(status: "live"))
        case "ready":
            let missing = health.missing
            return HTTPReply(
                health.isReady ? .ok : .serviceUnavailable,
                encoding: MonitorAnswers.Health(status: health.status, missing: missing.isEmpty ? nil : missing))
        default: return problem(.notFound, "there are /health/live and /health/ready")
        }
    }

    private func problem(_ status: HTTPResponse.Status, _ text: String) -> HTTPReply {
        HTTPReply(status, encoding: MonitorAnswers.Problem(error: text))
    }
}

extension PlatformOperation {
    /// The labels in metrics.
    var labels: String { "platform=\"\(platform.rawValue)\",operation=\"\(rawValue)\"" }
}
