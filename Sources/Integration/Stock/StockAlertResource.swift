import Foundation
import HTTPTypes
import Seams

/// `GET /api/stock-alerts` with `state` and `limit`, `GET /api/stock-alerts/{number}`, `POST …/{number}/mute` with
/// `{"for":"24h"}`, and `POST …/{number}/resend`.
struct StockAlertResource: APIResource {
    let name = "stock-alerts"
    let routes = [ServedRoute.get(), .get("{number}"), .post("{number}/mute"), .post("{number}/resend")]
    let store: StockAlertStore
    let time: any Time
    /// Wakes the sender.
    let signal: WakeSignal

    private struct List: Encodable {
        var alerts: [Line]
        var placesBelow: Int
    }

    /// One alert. Receivers are counted, not named.
    struct Line: Encodable {
        var number: String
        var rule: String
        var organization: String
        var material: String
        var name: String
        var warehouse: String?
        var quantity: String
        var threshold: String
        var opened: String
        var recovered: String?
        var state: String
        var isOver: Bool
        var users: Int
        var departments: Int
        var sent: String?
        var due: String?
        var reason: String?
    }

    private struct Mute: Decodable {
        var `for`: String
    }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path.count, request.path.last) {
        case ("GET", 0, _): return try await list(request)
        case ("GET", 1, let number?):
            try request.require(.look)
            return HTTPReply(.ok, encoding: Line(try await alert(number)))
        case ("POST", 2, "mute"): return try await mute(request)
        case ("POST", 2, "resend"):
            try request.require(.decide)
            let alert = try await alert(request.path[0])
            guard try await store.resend(alert, by: request.caller.name, at: time.now) else {
                throw APIError(.conflict, "it is \(alert.state.rawValue); only refused and muted alerts are sent again")
            }
            signal.wake()
            return HTTPReply(.ok, encoding: Line(try await self.alert(alert.number)))
        default: throw APIError.noPage(request)
        }
    }

    private func list(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        guard let limit = Int(request.value("limit") ?? "100"), (1...1000).contains(limit) else {
            throw APIError(.badRequest, "limit should be a whole number from 1 to 1000")
        }
        let state = try request.value("state").map { text in
            guard let state = StockAlert.State(rawValue: text) else {
                let names = StockAlert.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError(.badRequest, "no state is called '\(text)'; there are \(names)")
            }
            return state
        }
        let alerts = try await store.alerts(state: state, limit: limit)
        return HTTPReply(
            .ok, encoding: List(alerts: alerts.map(Line.init), placesBelow: try await store.placesBelow()))
    }

    private func mute(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.decide)
        let alert = try await alert(request.path[0])
        let body = try? JSONDecoder().decode(Mute.self, from: Data(request.body))  // any mistake has one remedy
        guard let text = body?.for, let length = Duration(unitText: text), length <= .seconds(365 * 86_400) else {
            throw APIError(.badRequest, #"send {"for":"24h"}, at most a year"#)
        }
        try await store.mute(alert, until: time.now + length, by: request.caller.name, at: time.now)
        return HTTPReply(.ok, encoding: Line(try await self.alert(alert.number)))
    }

    private func alert(_ number: String) async throws -> StockAlert {
        guard let alert = try await store.alert(number) else {
            throw APIError(.notFound, "there is no stock alert '\(number)'")
        }
        return alert
    }
}

extension StockAlertResource.Line {
    init(_ alert: StockAlert) {
        self.init(
            number: alert.number, rule: alert.key.rule, organization: alert.key.organization,
            material: alert.key.material, name: alert.name,
            warehouse: alert.key.warehouse.isEmpty ? nil : alert.key.warehouse, quantity: alert.quantity,
            threshold: alert.threshold, opened: alert.opened.isoText, recovered: alert.recovered?.isoText,
            state: alert.state.rawValue, isOver: alert.recovered != nil, users: alert.users.count,
            departments: alert.departments.count, sent: alert.sent?.isoText, due: alert.due?.isoText,
            reason: alert.reason)
    }
}
