import GRDB
import Seams
import Testing

@testable import Integration

@Suite struct ItemStoreTests {
    let now = Timestamp(seconds: 1_768_440_600)
    let disk: MemoryDatabase
    let store: ItemStore

    init() async throws {
        disk = try MemoryDatabase()
        store = ItemStore(disk)
        try await store.migrate()
    }

    private func key(_ instance: String, form: String = "ER_ExpReimbursement") -> ItemKey {
        ItemKey(flow: "PROC-CLAIM", instance: instance, form: form)
    }

    @discardableResult
    private func receive(
        _ keys: [ItemKey], _ news: Arrival.News = .over, event: String = "e", at time: Timestamp? = nil
    ) async throws -> Int {
        let event = ArrivedEvent(id: event, type: "bpms_instance_change", change: "finish", instance: keys[0].instance)
        return try await store.receive(
            event, Arrival(keys: keys, news: news), at: time ?? now, rereadAt: (time ?? now) + .seconds(60))
    }

    private func claim(_ limit: Int = 10, at time: Timestamp? = nil) async throws -> [Item] {
        try await store.claim(limit: limit, at: time ?? now, lease: (time ?? now) + .seconds(60))
    }

    @Test func migratesAnOldOrNewStoreOnce() async throws {
        try await store.migrate()
        // The first release counted its steps in user_version, and had no parts.
        try await disk.commit {
            try $0.execute(sql: "DELETE FROM schema_versions WHERE part = 'items'; PRAGMA user_version = 1")
        }
        try await store.migrate()
        try await disk.commit { try $0.execute(sql: "UPDATE schema_versions SET version = 99 WHERE part = 'items'") }
        await #expect(throws: NewerStore(part: "items", version: 99, known: 1)) { try await store.migrate() }
    }

    @Test func storesAnInstanceOnceWhateverTheEventIDs() async throws {
        #expect(try await receive([key("A")], event: "1") == 1)
        #expect(try await receive([key("A")], event: "2") == 0)
        #expect(try await receive([key("A")], event: "1") == 0)
        #expect(try await store.items(of: "A").count == 1)
        let events = try await disk.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM events") }
        #expect(events == 3)
    }

    @Test func makesOneItemPerForm() async throws {
        #expect(try await receive([key("A"), key("A", form: "GL_VOUCHER")]) == 2)
        let numbers = try await store.items(of: "A").map(\.number)
        #expect(Set(numbers).count == 2)
    }

    @Test func claimsInOrderOfDueTimeAndOnlyOnce() async throws {
        for (index, instance) in ["A", "B", "C"].enumerated() {
            try await receive([key(instance)], at: now - .seconds(index))
        }
        #expect(try await claim(2).map(\.key.instance) == ["C", "B"])
        #expect(try await claim(2).map(\.key.instance) == ["A"])
        #expect(try await claim().isEmpty)
    }

    @Test func worksOnOneItemOfAnInstanceAtATime() async throws {
        try await receive([key("A"), key("A", form: "GL_VOUCHER")])
        let first = try await claim()
        #expect(first.count == 1)
        #expect(try await claim().isEmpty)
        try await store.store(ItemStep(path: [.done], progress: ItemProgress(state: .done)), of: first[0], at: now)
        #expect(try await claim().map(\.key.form) == ["GL_VOUCHER"])
    }

    @Test func claimsRunningApprovalsOnlyWithTheRoomThatIsLeft() async throws {
        try await receive([key("R1")], .started, at: now - .seconds(600))
        try await receive([key("R2")], .started, at: now - .seconds(600))
        try await receive([key("A")])
        #expect(try await claim(2).map(\.key.instance) == ["A", "R1"])
    }

    @Test func givesAnItemOutAgainWhenItsLeaseRanOut() async throws {
        try await receive([key("A")])
        let first = try await claim()
        let later = now + .seconds(60)
        let second = try await claim(at: later)
        #expect(second.map(\.id) == first.map(\.id))
        #expect(second[0].epoch == first[0].epoch + 1)
    }

    @Test func stopsAZombie() async throws {
        try await receive([key("A")])
        let zombie = try await claim()[0]
        let owner = try await claim(at: now + .seconds(60))[0]
        let step = ItemStep(path: [.dead], progress: ItemProgress(state: .dead))
        await #expect(throws: StaleClaim(item: zombie.id, epoch: zombie.epoch)) {
            try await store.store(step, of: zombie, at: now)
        }
        try await store.store(step, of: owner, at: now)
        // The owner's own step cannot be stored twice either: the state moved on.
        await #expect(throws: StaleClaim.self) { try await store.store(step, of: owner, at: now) }
    }

    @Test func fencesTheFormerProcessAtStartUp() async throws {
        try await receive([key("A")])
        let former = try await claim()[0]
        #expect(try await store.recover(at: now) == 1)
        await #expect(throws: StaleClaim.self) {
            try await store.store(ItemStep(path: [], progress: former.progress), of: former, at: now)
        }
        #expect(try await claim().map(\.id) == [former.id])
    }

    @Test func keepsEverythingThatAStepHolds() async throws {
        try await receive([key("A")])
        var item = try await claim()[0]
        var progress = ItemProgress(state: .saveIntent)
        progress.tries = 2
        progress.pauses = 3
        progress.sentAt = now
        progress.document = KingdeeDocument(id: "100001", number: "DT1", status: "A")
        progress.reason = "a reason"
        progress.refusal = "a refusal"
        progress.payloadHash = "p"
        progress.sentHash = "s"
        var step = ItemStep(path: [.ready, .saveIntent], progress: progress)
        step.lease = now + .seconds(9)
        step.body = ItemBody(instance: .make(), payload: "{\"a\":0.29}", mappingVersion: "7")
        item = try await store.store(step, of: item, at: now)
        #expect(try await store.items(of: "A") == [item])
        #expect(item.progress == progress)
        #expect(try await store.body(of: item.id) == step.body)
        let path = try await store.transitions(of: item.id).map(\.to)
        #expect(path == ["received", "ready", "save-intent"])
    }

    @Test func looksAgainAtOnceWhenAnEventCameWhileARunningInstanceWasRead() async throws {
        try await receive([key("A")], .listed)
        let item = try await claim()[0]
        try await receive([key("A")], .over, at: now + .seconds(1))  // while a worker reads "RUNNING"
        var step = ItemStep(path: [.open], progress: ItemProgress(state: .open))
        step.due = now + .seconds(600)
        step.waiting = .running
        let stored = try await store.store(step, of: item, at: now + .seconds(2))
        #expect(stored.due == now + .seconds(2))
    }

    @Test func wakesARunningApprovalByItsEvent() async throws {
        try await receive([key("A")], .started)
        #expect(try await claim().isEmpty)
        try await receive([key("A")], .over)
        #expect(try await claim().count == 1)
    }

    @Test func leavesAFinishedItemAloneWhenAnEventComesLate() async throws {
        try await receive([key("A")])
        let item = try await claim()[0]
        try await store.store(ItemStep(path: [.done], progress: ItemProgress(state: .done)), of: item, at: now)
        try await receive([key("A")], .over)
        #expect(try await claim(at: now + .seconds(9999)).isEmpty)
    }

    @Test func advancesACursorOnlyTogetherWithItsRows() async throws {
        let arrivals = [Arrival(keys: [key("A")], news: .listed)]
        #expect(try await store.catchUp(arrivals, cursor: "PROC-CLAIM", to: now, at: now) == 1)
        #expect(try await store.position(of: "PROC-CLAIM") == now)
        try await disk.commit { try $0.execute(sql: "DROP TABLE transitions") }  // any failure in the transaction
        let more = [Arrival(keys: [key("B")], news: .listed)]
        await #expect(throws: SQLError.self) {
            try await store.catchUp(more, cursor: "PROC-CLAIM", to: now + .seconds(60), at: now)
        }
        #expect(try await store.position(of: "PROC-CLAIM") == now)
        #expect(try await store.items(of: "B").isEmpty)
    }

    @Test func neverMovesACursorBack() async throws {
        _ = try await store.catchUp([], cursor: "c", to: now, at: now)
        _ = try await store.catchUp([], cursor: "c", to: now - .seconds(60), at: now)
        #expect(try await store.position(of: "c") == now)
    }

    @Test func wakesOnlyWhoWaitedForThatPlatform() async throws {
        for (instance, reason) in [("A", WaitReason.kingdeeUnreachable), ("B", .settling)] {
            try await receive([key(instance)])
            let item = try await claim()[0]
            var step = ItemStep(path: [], progress: item.progress)
            step.due = now + .seconds(600)
            step.waiting = reason
            try await store.store(step, of: item, at: now)
        }
        #expect(try await store.wake(.kingdeeUnreachable, at: now, spread: .milliseconds(500)) == 1)
        #expect(try await claim(at: now + .seconds(1)).map(\.key.instance) == ["A"])
    }

    @Test func countsByState() async throws {
        try await receive([key("A")])
        try await receive([key("B")], .started)
        #expect(try await store.counts() == [.received: 1, .open: 1])
    }

    @Test func leavesAStateAloneThatItDoesNotKnow() async throws {
        try await receive([key("A")])
        try await disk.commit { try $0.execute(sql: "UPDATE items SET state = 'from-the-future'") }
        await #expect(throws: UnknownState.self) { try await store.items(of: "A") }
    }

    @Test func sendsANoticeOnceAndFencesItsSender() async throws {
        try await receive([key("A")])
        let item = try await claim()[0]
        var step = ItemStep(path: [.done], progress: ItemProgress(state: .done))
        step.notice = Notice.Draft(kind: .done, text: "done")
        try await store.store(step, of: item, at: now)
        let notice = try await store.claimNotices(limit: 4, at: now, lease: now + .seconds(30))
        #expect(notice.map(\.mayHaveBeenSent) == [false])
        #expect(try await store.claimNotices(limit: 4, at: now, lease: now).isEmpty)
        _ = try await store.recover(at: now)
        await #expect(throws: StaleClaim.self) { try await store.store(.sent, of: notice[0], at: now) }
        let again = try await store.claimNotices(limit: 4, at: now, lease: now + .seconds(30))
        #expect(again.map(\.mayHaveBeenSent) == [true])
        try await store.store(.sent, of: again[0], at: now)
        #expect(try await store.nextNoticeDue(after: now) == nil)
    }
}
