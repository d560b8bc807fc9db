import Foundation
import HTTPTypes
import Seams

/// `GET /api/alerts` with `state` and `limit`, `GET /api/alerts/{id}`, `POST …/{id}/silence` with `{"for":"4h"}` or
/// `{"until":"2026-01-15T18:00:00+08:00"}`, and `POST …/{id}/acknowledge`.
struct AlertResource: APIResource {
    let name = "alerts"
    let routes = [ServedRoute.get(), .get("{id}"), .post("{id}/silence"), .post("{id}/acknowledge")]
    let store: AlertStore
    let settings: AlertSettings
    let time: any Time
    /// Makes the rules be looked at.
    let signal: WakeSignal

    private struct List: Encodable {
        var alerts: [Line]
        var receivers: [String]
        var rules: [RuleLine]
    }

    struct Line: Encodable {
        var id: Int64
        var number: String
        var rule: String
        var title: String
        var subject: String
        var state: String
        var since: String
        var fired: String?
        var ended: String?
        var detail: String
        var lastSent: String?
        var silencedUntil: String?
        var silencedBy: String?
        var acknowledgedBy: String?
        var messages: [MessageLine]
    }

    struct MessageLine: Encodable {
        var id: String
        var receiver: String
        var kind: String
        var state: String
        var created: String
        var sent: String?
        var reason: String?
    }

    private struct RuleLine: Encodable {
        var rule: String
        var title: String
        var isOn: Bool
        var `for`: String
    }

    private struct Silence: Decodable {
        var `for`: String?
        var until: String?
    }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path.count, request.path.last) {
        case ("GET", 0, _): return try await list(request)
        case ("GET", 1, let id?):
            try request.require(.look)
            return try await shown(alert(id))
        case ("POST", 2, "silence"): return try await silence(request)
        case ("POST", 2, "acknowledge"):
            try request.require(.decide)
            let alert = try await alert(request.path[0])
            guard try await store.acknowledge(alert, by: request.caller.name, at: time.now) else {
                throw APIError(.conflict, "\(alert.number) is over")
            }
            return try await shown(self.alert(request.path[0]))
        default: throw APIError.noPage(request)
        }
    }

    private func list(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        let limit = try request.count("limit", default: 100, in: 1...1000)
        let state = try request.value("state").map { text in
            guard let state = Alert.State(rawValue: text) else {
                let names = Alert.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError(.badRequest, "no state is called '\(text)'; there are \(names)")
            }
            return state
        }
        let alerts = try await store.alerts(state: state, limit: limit)
        let rules = AlertRule.allCases.map { rule in
            RuleLine(
                rule: rule.rawValue, title: rule.title(settings.language), isOn: settings[rule].isOn,
                for: settings[rule].holdFor.unitText)
        }
        return HTTPReply(
            .ok,
            encoding: List(
                alerts: try await lines(alerts), receivers: settings.receivers.map(\.rawValue), rules: rules))
    }

    private func silence(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.decide)
        let alert = try await alert(request.path[0])
        let body = try? JSONDecoder().decode(Silence.self, from: Data(request.body))  // any mistake has one remedy
        let now = time.now
        let until = body.flatMap { body in
            body.until.flatMap(Timestamp.init(isoText:)) ?? body.for.flatMap(Duration.init(unitText:)).map { now + $0 }
        }
        guard let until, until - now <= .seconds(365 * 86_400) else {
            throw APIError(
                .badRequest, #"send {"for":"4h"} or {"until":"2026-01-15T18:00:00+08:00"}, at most a year; 0s ends it"#)
        }
        try await store.silence(alert, until: until, by: request.caller.name, at: now)
        signal.wake()
        return try await shown(self.alert(request.path[0]))
    }

    /// The alert with that id, or with that number as messages show it.
    private func alert(_ text: String) async throws -> Alert {
        guard let id = Int64(text.hasPrefix("A") ? text.dropFirst() : text[...]), let alert = try await store.alert(id)
        else { throw APIError(.notFound, "there is no alert '\(text)'") }
        return alert
    }

    private func shown(_ alert: Alert) async throws -> HTTPReply {
        HTTPReply(.ok, encoding: try await lines([alert])[0])
    }

    private func lines(_ alerts: [Alert]) async throws -> [Line] {
        let posts = Dictionary(grouping: try await store.messages(about: alerts.map(\.id)), by: \.alert)
        return alerts.map { alert in
            Line(
                id: alert.id, number: alert.number, rule: alert.rule.rawValue,
                title: alert.rule.title(settings.language), subject: alert.subject, state: alert.state.rawValue,
                since: alert.since.isoText, fired: alert.fired?.isoText, ended: alert.ended?.isoText,
                detail: alert.detail, lastSent: alert.lastSent?.isoText,
                silencedUntil: alert.silencedUntil?.isoText, silencedBy: alert.silencedBy,
                acknowledgedBy: alert.acknowledgedBy,
                messages: (posts[alert.id] ?? []).map { post in
                    MessageLine(
                        id: post.number, receiver: post.receiver, kind: post.kind, state: post.state,
                        created: post.created.isoText, sent: post.sent?.isoText, reason: post.reason)
                })
        }
    }
}
