import Foundation
import Seams
import Testing

@testable import Integration

@Suite struct StockAlertStoreTests {
    let now = Timestamp(seconds: 1_768_440_600)
    let disk: MemoryDatabase
    let store: StockAlertStore
    let settings: StockAlertSettings

    init() async throws {
        disk = try MemoryDatabase()
        try await ItemStore(disk).migrate()
        store = StockAlertStore(database: EmbeddedStore(disk))
        var settings = StockAlertSettings()
        var rule = StockRule(name: "r")
        rule.users = ["a", "b"]
        settings.rules = [rule]
        self.settings = settings
    }

    private func finding(_ quantity: Decimal, _ material: String = "M1") -> StockFinding {
        StockFinding(
            key: StockKey(rule: "r", organization: "100", material: material, warehouse: ""), name: "螺丝",
            quantity: quantity, threshold: 100, recovery: 100)
    }

    private func term() async throws -> LeadershipTerm {
        try #require(try await store.database.takeTerm("stock-watch", until: now + .seconds(60), at: now))
    }

    private func apply(_ findings: StockFinding..., under term: LeadershipTerm) async throws -> [Int] {
        let counts = try await store.store(findings, under: term, until: now + .seconds(60), at: now, settings)
        return [counts.breaches, counts.recoveries]
    }

    private func claim(at time: Timestamp? = nil) async throws -> [StockAlert] {
        try await store.claim(limit: 10, at: time ?? now, lease: (time ?? now) + .seconds(30))
    }

    @Test func tellsOfABreachOnceUntilItIsOver() async throws {
        let term = try await term()
        #expect(try await apply(finding(99), under: term) == [1, 0])
        #expect(try await apply(finding(50), under: term) == [0, 0])
        #expect(try await apply(finding(100), under: term) == [0, 1])
        #expect(try await apply(finding(100), under: term) == [0, 0])
        #expect(try await apply(finding(99), under: term) == [1, 0])
        let alerts = try await store.alerts(state: nil, limit: 10)
        #expect(alerts.count == 2)
        #expect(Set(alerts.map(\.number)).count == 2)
        // The same figures on the same day: without a number of its own DingTalk would drop the second message.
        #expect(Set(alerts.map(\.text)).count == 2)
        #expect(alerts.map(\.recovered) == [nil, now])
    }

    @Test func storesNothingUnderALeaseThatWasTakenOver() async throws {
        let old = try await term()
        let new = try await term()
        await #expect(throws: LostLeadership(term: old)) { try await apply(finding(1), under: old) }
        #expect(try await store.alerts(state: nil, limit: 10).isEmpty)
        #expect(try await apply(finding(1), under: new) == [1, 0])
    }

    @Test func whatWasBeingSentCountsAsPossiblySent() async throws {
        _ = try await apply(finding(1), under: try await term())
        #expect(try await claim().map(\.state) == [.pending])
        try await store.recover(at: now + .seconds(1))
        let again = try await claim(at: now + .seconds(1))
        #expect(again.map(\.state) == [.sending])
        #expect(again[0].attempted == now)
    }

    @Test func aRefusedAttemptLeavesNoDoubtButALostReplyDoes() async throws {
        _ = try await apply(finding(1), under: try await term())
        var alert = try await claim()[0]
        try await store.store(.later(now, reason: "busy", mayHaveHappened: false), of: alert, at: now)
        alert = try await claim()[0]
        #expect(alert.state == .pending && alert.attempted == nil)
        try await store.store(.later(now, reason: "lost", mayHaveHappened: true), of: alert, at: now)
        alert = try await claim()[0]
        #expect(alert.state == .sending && alert.attempted == now && alert.tries == 1)
        // Once in doubt, a later refusal does not clear it.
        try await store.store(.later(now, reason: "busy", mayHaveHappened: false), of: alert, at: now)
        #expect(try await claim()[0].state == .sending)
    }

    @Test func anAlertThatWasClaimedAgainIsNotStored() async throws {
        _ = try await apply(finding(1), under: try await term())
        let alert = try await claim()[0]
        _ = try await claim(at: now + .seconds(31))
        await #expect(throws: StaleClaim(item: alert.id, epoch: alert.epoch)) {
            try await store.store(.sent(task: "1", lookUpAt: nil), of: alert, at: now)
        }
    }

    @Test func thoseBeyondALimitAreSentItLaterAndNobodyElse() async throws {
        _ = try await apply(finding(1), under: try await term())
        var alert = try await claim()[0]
        try await store.store(.sent(task: "7", lookUpAt: now + .seconds(3)), of: alert, at: now)
        #expect(try await claim().isEmpty)
        alert = try await claim(at: now + .seconds(3))[0]
        #expect(alert.state == .sent && alert.task == "7")
        try await store.store(.again(users: ["b"], at: now + .seconds(60), reason: "limit"), of: alert, at: now)
        alert = try await claim(at: now + .seconds(60))[0]
        #expect(alert.users == ["b"] && alert.state == .pending && alert.task == nil && alert.attempted == nil)
    }

    @Test func aMutedPlaceTellsNobody() async throws {
        let term = try await term()
        _ = try await apply(finding(1), under: term)
        let alert = try #require(try await store.alerts(state: nil, limit: 1).first)
        try await store.mute(alert, until: now + .seconds(3600), by: "someone", at: now)
        #expect(try await claim().isEmpty)
        _ = try await apply(finding(100), under: term)
        _ = try await apply(finding(1), under: term)
        #expect(try await store.alerts(state: nil, limit: 5).map(\.state) == [.muted, .muted])
        #expect(try await store.resend(alert, by: "someone", at: now))
        #expect(try await claim().map(\.number) == [alert.number])
        #expect(try await !store.resend(alert, by: "someone", at: now))
    }

    @Test func placesOfARuleThatIsGoneAreNoLongerBelow() async throws {
        _ = try await apply(finding(1), under: try await term())
        #expect(try await store.placesBelow() == 1)
        try await store.dropRules(except: ["other"], at: now)
        #expect(try await store.placesBelow() == 0)
        #expect(try await store.alerts(state: nil, limit: 1)[0].recovered == now)
    }

    @Test func aMarkThatIsSetAgainMeanwhileStays() async throws {
        let term = try await term()
        #expect(try await store.mark(["M1", "M2"], nonce: "nonce-01", forgetBefore: now, at: now))
        let marks = try await store.marks(limit: 10)
        #expect(marks.map(\.material) == ["M1", "M2"])
        #expect(try await store.mark(["M1"], nonce: "nonce-02", forgetBefore: now, at: now))
        try await store.unmark(marks, under: term, until: now + .seconds(60))
        #expect(try await store.marks(limit: 10) == [StockMark(material: "M1", marks: 2)])
    }

    @Test func aNonceIsTakenOnce() async throws {
        #expect(try await store.mark(["M1"], nonce: "nonce-01", forgetBefore: now, at: now))
        #expect(try await !store.mark(["M2"], nonce: "nonce-01", forgetBefore: now, at: now))
        #expect(try await store.marks(limit: 10).map(\.material) == ["M1"])
    }
}
