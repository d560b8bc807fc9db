import Foundation
import HTTPTypes
import Logging
package import Seams

/// The core's pages for people and machines: health, metrics, the monitoring page, and the operator API behind it.
package struct MonitorEndpoint: HTTPHandler {
    private let readiness: Readiness
    private let access: AccessControl
    private let metricsPage: MetricsPage
    private let live: LiveEvents
    private let resources: [any APIResource]
    private let personal: PersonalAnswer

    init(
        readiness: Readiness, access: AccessControl, metricsPage: MetricsPage, live: LiveEvents,
        personalFields: [String], resources: [any APIResource]
    ) {
        self.readiness = readiness
        self.access = access
        self.metricsPage = metricsPage
        self.live = live
        self.resources = resources
        personal = PersonalAnswer(names: personalFields)
    }

    package func respond(to call: HTTPCall) async -> HTTPOutcome {
        let path = call.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        do {
            switch (call.request.method.rawValue, path.first) {
            case ("GET", "health"): return .reply(health(path))
            case ("GET", "metrics"): return .reply(try await metricsPage.answer())
            case (_, "api"): return secured(try await api(call, Array(path.dropFirst())))
            case ("GET", nil), ("GET", "page"): return .reply(MonitorPage.answer(call, path))
            default: return .reply(problem(.notFound, "no page \(call.request.method) \(call.path)"))
            }
        } catch let error as CaseError {
            guard case .unknown = error else { return secured(.reply(problem(.conflict, "\(error)"))) }
            return secured(.reply(problem(.notFound, "\(error)")))
        } catch let error as APIError {
            return secured(.reply(problem(error.status, error.message)))
        } catch {
            return secured(.reply(problem(.internalServerError, "the store cannot be read")))
        }
    }

    // MARK: The API

    private func api(_ call: HTTPCall, _ path: [String]) async throws -> HTTPOutcome {
        let method = call.request.method.rawValue
        guard path.first != "session" else { return .reply(try await session(call, path)) }
        // Whoever needs a session is known only once the store is open; a token is checked first.
        if !readiness.isReady, call.request.headerFields[.authorization] == nil { throw stillStarting }
        let caller = try await access.caller(of: call)
        guard readiness.isReady else { throw stillStarting }
        if path == ["events"], method == "GET" {
            return try live.answer(call) { [access] in
                // The session may have ended, or the person may have been removed.
                (try? await access.caller(of: call)) != nil
            }
        }
        guard let resource = resources.first(where: { $0.name == path.first }) else {
            throw APIError(.notFound, "no page \(call.request.method) \(call.path)")
        }
        let query = members(of: call.query)
        let person = try caller.person.viewing(as: query.first { $0.name == "as" }?.value)
        let reply = try await resource.answer(
            APIRequest(
                method: method, path: Array(path.dropFirst()), query: query, body: call.body, caller: person))
        return .reply(personal.seen(reply, by: person))
    }

    private func session(_ call: HTTPCall, _ path: [String]) async throws -> HTTPReply {
        guard path.count == 1 else { throw APIError(.notFound, "no page \(call.request.method) \(call.path)") }
        guard readiness.isReady else { throw stillStarting }
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

    /// What the API says is for nobody's cache, and is never to be taken for a page.
    private func secured(_ outcome: HTTPOutcome) -> HTTPOutcome {
        guard case .reply(var reply) = outcome else { return outcome }
        reply.response.headerFields[.cacheControl] = "no-store"
        reply.response.headerFields[.xContentTypeOptions] = "nosniff"
        return .reply(reply)
    }

    // MARK: Health

    private func health(_ path: [String]) -> HTTPReply {
        switch path.dropFirst().first {
        case "live": return HTTPReply(.ok, encoding: MonitorAnswers.Health(status: "live"))
        case "ready":
            let missing = readiness.missing.map(\.rawValue)
            guard !missing.isEmpty else { return HTTPReply(.ok, encoding: MonitorAnswers.Health(status: "ready")) }
            return HTTPReply(
                .serviceUnavailable, encoding: MonitorAnswers.Health(status: "starting", missing: missing))
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
