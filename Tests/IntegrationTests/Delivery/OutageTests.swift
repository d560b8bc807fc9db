import Seams
import Testing
import VirtualTime

@testable import Integration

/// Long failures of a whole platform: nothing is given up, nobody is flooded, and the end is noticed at once.
@Suite struct OutageTests {
    private func office(_ count: Int) async throws -> DeliveryOffice {
        let office = try await DeliveryOffice()
        for index in 1...count { try await office.receive(.make(id: "INST-\(index)")) }
        return office
    }

    @Test(arguments: [
        PlatformFailure.notSent("connection refused"), .transient(reason: "503 Service Unavailable"),
        .sessionLost("会话信息已丢失"), .outcomeUnknown("no reply"), .logInRefused("数据中心不存在"),
    ])
    func deliversTheBacklogSoonAfterTenMinutesWithoutKingdee(failure: PlatformFailure) async throws {
        let office = try await office(50)
        office.kingdee.setOutage(failure)
        try await office.work(until: office.time.now + .seconds(600))
        #expect(office.kingdee.documents.isEmpty)
        office.kingdee.setOutage(nil)
        let healed = office.time.now
        while try await office.store.counts()[.done] != 50, office.time.now - healed < .seconds(60) {
            try await office.work(until: office.time.now + .seconds(1))
            office.time.advance(by: .seconds(1))
        }
        #expect(office.kingdee.documents.map(\.status) == Array(repeating: "C", count: 50))
        let recovery = office.time.now - healed
        #expect(recovery <= .seconds(8), "took \(recovery)")
    }

    @Test func probesAPlatformThatIsDownInsteadOfFloodingIt() async throws {
        let office = try await office(100)
        office.kingdee.setOutage(.notSent("connection refused"))
        let end = office.time.now + .seconds(600)
        try await office.work(until: end)
        let label = "platform=\"kingdee\",operation=\"save\",outcome=\"not-sent\""
        let calls = office.metrics.value("rehearsal_calls_total", label)
        // One each 3 s after the first wave; 100 items that back off on their own would make 6000.
        #expect((200...500).contains(calls), "\(calls) calls in 600 s")
        #expect(try await office.store.counts() == [.ready: 100])
    }

    /// A wrong account is nothing that an approval could help: they all wait, and say what for.
    @Test func aRefusedLogInIsWaitedForLikeAnOutage() async throws {
        let office = try await office(85)
        office.kingdee.setOutage(.logInRefused("数据中心不存在"))
        try await office.work(until: office.time.now + .seconds(60))
        #expect(try await office.store.counts() == [.ready: 85])
        let items = try await office.store.items(of: "INST-1") + office.store.items(of: "INST-85")
        #expect(items.map(\.waiting) == [.kingdeeLogIn, .kingdeeLogIn])
        #expect(items.first?.progress.reason == "log-in refused: 数据中心不存在")
        #expect(office.deliverer.gate.refusedLogIns.map(\.platform) == [.kingdee])
        let label = "platform=\"kingdee\",operation=\"save\",outcome=\"log-in-refused\""
        // Each once or twice until the breaker opens, and single probes then; a real client asks Kingdee less often.
        #expect(office.metrics.value("rehearsal_calls_total", label) < 300)
        office.kingdee.setOutage(nil)
        try await office.work(until: office.time.now + .seconds(120))
        #expect(try await office.store.counts() == [.done: 85])
        #expect(office.deliverer.gate.refusedLogIns.isEmpty)
    }

    @Test func slowsDownWhenThrottledAndLosesNothing() async throws {
        let faults = (1...40).filter { $0 % 4 == 0 }.map {
            PlannedFault(
                operation: .save, call: $0, fault: .refused(.throttled(reason: "90018", retryAfter: .seconds(1))))
        }
        let office = try await DeliveryOffice(faults: faults)
        for index in 1...60 { try await office.receive(.make(id: "INST-\(index)")) }
        try await office.work()
        #expect(try await office.store.counts() == [.done: 60])
        #expect(office.kingdee.documents.count == 60)
    }
}
