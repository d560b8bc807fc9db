import Logging
import Seams
import Testing
import VirtualTime

@testable import Integration

/// A comment that must be there once, whatever becomes of the calls that write it.
@Suite struct NoticeSenderTests {
    /// Delivers an approval, then sends its notice until nothing is due; returns the comments and how often was sent.
    private func comments(
        _ faults: [CallFault], killsFirst: Bool = false
    ) async throws -> (comments: [String], calls: Int, told: [String]) {
        let office = try await DeliveryOffice()
        try await office.receive(.make())
        try await office.work()
        let planned = faults.enumerated().map { PlannedFault(operation: .comment, call: $0 + 1, fault: $1) }
        let dingTalk = FakeDingTalk(time: office.time, faults: planned)
        let policy = DeliveryPolicy()
        let gate = CallGate(
            limit: policy.callLimit, backoff: policy.backoff, time: office.time,
            randomness: SeededRandomness(seed: Seed(1)), metrics: office.metrics
        ) { _ in }
        let sender = NoticeSender(
            store: office.store, dingTalk: dingTalk, policy: policy, gate: gate, time: office.time, logger: .silent)
        if killsFirst {
            let notice = try #require(try await sender.claim(limit: 1).first)
            try? await dingTalk.comment(on: notice.instance, text: notice.draft.text)  // the fault is the point
        }
        for _ in 0..<50 {
            for notice in try await sender.claim(limit: 10) { await sender.send(notice) }
            guard let due = try await office.store.nextNoticeDue(after: office.time.now) else { break }
            office.time.advance(by: due - office.time.now)
        }
        let told = try await office.store.database.read { database in
            try database.rows("SELECT action FROM audit WHERE action LIKE '%comment%' ORDER BY number")
                .map { try $0.get(0, as: String.self) }
        }
        return (dingTalk.comments, dingTalk.calls(.comment), told)
    }

    @Test func sendsOnce() async throws {
        let result = try await comments([])
        #expect(result.comments.count == 1)
        #expect(result.told == ["comment"])
    }

    @Test func findsWhatArrivedWithoutAReply() async throws {
        let result = try await comments([.replyLost])
        #expect(result.comments.count == 1)
        #expect(result.calls == 1)
        #expect(result.told == ["find comment"])
    }

    @Test func sendsAgainWhatNeverArrived() async throws {
        let result = try await comments([.requestLost, .requestLost])
        #expect(result.comments.count == 1)
        #expect(result.calls == 3)
        #expect(result.told == ["lose sight of comment", "lose sight of comment", "comment"])
    }

    @Test func triesOnWhileDingTalkIsBusy() async throws {
        let busy = CallFault.refused(.transient(reason: "busy"))
        let result = try await comments([busy, busy, busy, busy])
        #expect(result.comments.count == 1)
        #expect(result.calls == 5)
    }

    @Test(arguments: [CallFault.replyLost, .requestLost])
    func isThereOnceAfterADeath(fault: CallFault) async throws {
        let result = try await comments([fault], killsFirst: true)
        #expect(result.comments.count == 1)
    }
}
