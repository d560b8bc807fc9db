import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct AlertResourceTests {
    let time = ManualTime()
    let store: AlertStore
    let resource: AlertResource

    init() async throws {
        let database = EmbeddedStore(try MemoryDatabase())
        try await ItemStore(database).migrate()
        let store = AlertStore(database: database)
        self.store = store
        var settings = AlertSettings()
        settings.hook = .init()
        resource = AlertResource(store: store, settings: settings, time: time, signal: WakeSignal())
        let taken = try await database.takeTerm("alerts", until: time.now + .seconds(99), at: time.now)
        let condition = AlertCondition(rule: .breakerOpen, subject: "kingdee", since: time.now, detail: "save")
        _ = try await store.apply(
            [.open(condition, isFiring: true)], under: try #require(taken), until: time.now + .seconds(99),
            at: time.now, settings)
    }

    private func ask(
        _ method: String, _ path: [String] = [], _ query: [(name: String, value: String)] = [], body: String = "",
        as role: Role = .operator
    ) async throws -> JSONValue {
        let request = APIRequest(
            method: method, path: path, query: query, body: Array(body.utf8),
            caller: Operator(name: "lin", role: role))
        return try JSONValue(parsing: try await resource.answer(request).body)
    }

    @Test func listsAlertsWithTheirMessages() async throws {
        let answer = try await ask("GET", as: .viewer)
        let alert = try #require(answer["alerts"]?.elements?.first)
        #expect(alert["rule"]?.text == "breaker-open" && alert["state"]?.text == "firing")
        #expect(alert["title"]?.text == "接口熔断" && alert["subject"]?.text == "kingdee" && alert["number"]?.text == "A1")
        #expect(alert["messages"]?.elements?.first?["state"]?.text == "pending")
        #expect(answer["receivers"]?.elements?.compactMap(\.text) == ["hook"])
        #expect(answer["rules"]?.elements?.count == AlertRule.allCases.count)
        #expect(try await ask("GET", [], [("state", "over")])["alerts"]?.elements?.isEmpty == true)
    }

    @Test func silencesAndAcknowledgesByName() async throws {
        let silenced = try await ask("POST", ["1", "silence"], body: #"{"for":"4h"}"#)
        #expect(silenced["silencedBy"]?.text == "lin" && silenced["silencedUntil"]?.text == "2026-01-15T05:30:00.000Z")
        let until = try await ask("POST", ["A1", "silence"], body: #"{"until":"2026-01-15T18:00:00+08:00"}"#)
        #expect(until["silencedUntil"]?.text == "2026-01-15T10:00:00.000Z")
        #expect(try await ask("POST", ["1", "silence"], body: #"{"for":"0s"}"#)["silencedUntil"] == nil)
        #expect(try await ask("POST", ["1", "acknowledge"])["acknowledgedBy"]?.text == "lin")
        let actions = try await store.database.read { database in
            try database.rows("SELECT actor, action FROM audit WHERE kind = 'operation' ORDER BY number").map {
                "\(try $0.get(0, as: String.self)): \(try $0.get(1, as: String.self))"
            }
        }
        let silence = "lin: silence alert"
        #expect(actions == [silence, silence, "lin: unsilence alert", "lin: acknowledge alert"])
    }

    @Test(arguments: [
        ("POST", ["1", "silence"], "{}", "send {\"for\":\"4h\"}"), ("POST", ["1", "silence"], "no JSON", "send {"),
        ("POST", ["1", "silence"], #"{"for":"9999d"}"#, "at most a year"),
        ("POST", ["7", "acknowledge"], "", "there is no alert '7'"), ("GET", ["x"], "", "there is no alert 'x'"),
        ("DELETE", ["1"], "", "no page DELETE"),
    ])
    func refusesWithOneMessage(method: String, path: [String], body: String, expected: String) async throws {
        do {
            _ = try await ask(method, path, body: body)
            Issue.record("was not refused")
        } catch let error as APIError {
            #expect(error.message.contains(expected), "\(error.message)")
        }
    }

    @Test func onlyOperatorsDecide() async throws {
        for role in [Role.viewer, .auditor] {
            for what in ["silence", "acknowledge"] {
                let error = await #expect(throws: APIError.self) {
                    try await ask("POST", ["1", what], body: #"{"for":"4h"}"#, as: role)
                }
                #expect(error?.status == .forbidden)
            }
        }
    }
}
