import Foundation
import Seams
import Testing

@testable import Integration

/// What the whole core writes into its audit log.
@Suite(.timeLimit(.minutes(1))) struct AuditEffectsTests {
    @Test func tellsEachEffectOfADelivery() async throws {
        let running = try IntegrationCoreTests.Running()
        running.dingTalk.put(.make(id: "A"))
        let audit = AuditStore(EmbeddedStore(running.disk))
        try await running.run {
            _ = await running.callback("A")
            try await running.until {
                try await audit.search(AuditQuery()).contains { $0.entry.action == "comment" }
            }
            let records = try await audit.search(AuditQuery()).sorted { $0.number < $1.number }
            #expect(
                records.map(\.entry.action) == [
                    "start", "save ER_ExpReimbursement", "submit ER_ExpReimbursement", "audit ER_ExpReimbursement",
                    "comment",
                ])
            let document = try #require(running.kingdee.documents.first)
            #expect(records[1].entry.subject == document.number)
            #expect(records[1].entry.detail.contains("instance A, id \(document.id), payload "))
            #expect(records[4].entry.subject == "A")
            #expect(try await AuditCheck(audit).verify().findings == [])
        }
    }

    @Test func judgesEachStep() {
        func actions(_ from: ItemState, _ path: ItemState...) -> [String] {
            let now = Timestamp(seconds: 0)
            let item = Item(
                id: 1, key: ItemKey(flow: "PROC-CLAIM", instance: "A", form: "ER_ExpReimbursement"), number: "RH1",
                epoch: 1, lease: nil, due: nil, waiting: nil, hinted: nil, created: now, updated: now,
                progress: ItemProgress(state: from))
            let step = ItemStep(path: path, progress: ItemProgress(state: path.last ?? from))
            return step.effects(on: item, at: Timestamp(seconds: 0)).map(\.action)
        }
        #expect(actions(.received, .ready, .saveIntent) == [])
        #expect(
            actions(.saveIntent, .saved, .submitIntent) == ["save ER_ExpReimbursement"])
        #expect(
            actions(.submitIntent, .submitted, .auditIntent) == ["submit ER_ExpReimbursement"])
        #expect(actions(.auditIntent, .done) == ["audit ER_ExpReimbursement"])
        #expect(
            actions(.saveIntent, .saveUnknown, .saved) == [
                "lose sight of save of ER_ExpReimbursement", "adopt ER_ExpReimbursement",
            ])
        #expect(actions(.ready, .dead) == ["give up ER_ExpReimbursement"])
        #expect(actions(.saveUnknown, .human) == ["hold for a person ER_ExpReimbursement"])
    }

    /// A dictionary's order differs from one start to the next, and nobody has changed a setting then.
    @Test func fingerprintsTheSameSettingsAlike() {
        func configuration(_ rules: [AlertRule], capacity: Int) -> Integration.Configuration {
            var configuration = Integration.Configuration()
            var alerts = AlertSettings()
            alerts.rules = Dictionary(minimumCapacity: capacity)
            for rule in rules { alerts.rules[rule] = rule.defaults }
            configuration.alerts = alerts
            return configuration
        }
        let one = configuration(AlertRule.allCases, capacity: 0)
        for capacity in [1, 20, 50, 200, 1000] {
            var other = configuration(AlertRule.allCases.reversed(), capacity: capacity)
            #expect(one.fingerprint == other.fingerprint)
            other.alerts?.rules[.deadLetter]?.isOn.toggle()
            #expect(one.fingerprint != other.fingerprint)
        }
    }

    @Test func fingerprintsSettingsWithoutSecrets() {
        var one = Integration.Configuration()
        var other = one
        one.monitorToken = Secret("a")
        other.monitorToken = Secret("b")
        #expect(one.fingerprint == other.fingerprint)
        other.delivery.attempts = 4
        #expect(one.fingerprint != other.fingerprint)
        #expect(one.fingerprint.count == 64)
    }
}
