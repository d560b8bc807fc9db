import GRDB
import Seams
import Testing

@testable import Integration

private let now = Timestamp(seconds: 1_768_440_600)

/// What the store of items does, over both engines.
@Suite(.timeLimit(.minutes(2))) struct ItemStoreTests {
    /// An empty store.
    private struct Bench: Sendable {
        let store: ItemStore

        func key(_ instance: String, form: String = "ER_ExpReimbursement") -> ItemKey {
            ItemKey(flow: "PROC-CLAIM", instance: instance, form: form)
        }

        @discardableResult
        func receive(
            _ keys: [ItemKey], _ news: Arrival.News = .over, event: String = "e", at time: Timestamp? = nil
        ) async throws -> Int {
            let event = ArrivedEvent(
                id: event, type: "bpms_instance_change", change: "finish", instance: keys[0].instance)
            return try await store.receive(
                event, Arrival(keys: keys, news: news), at: time ?? now, rereadAt: (time ?? now) + .seconds(60))
        }

        func claim(_ limit: Int = 10, at time: Timestamp? = nil) async throws -> [Item] {
            try await store.claim(limit: limit, at: time ?? now, lease: (time ?? now) + .seconds(60))
        }
    }

    private func withBench(_ engine: StoreEngine, _ body: (Bench) async throws -> Void) async throws {
        try await engine.withStore { database in
            let store = ItemStore(database)
            try await store.migrate()
            try await body(Bench(store: store))
        }
    }

    @Test func migratesAnOldOrNewStoreOnce() async throws {
        let disk = try MemoryDatabase()
        let store = ItemStore(disk)
        try await store.migrate()
        try await store.migrate()
        // The first release counted its steps in user_version, and had no parts.
        try await disk.commit {
            try $0.execute(
                sql: """
                    DROP INDEX items_held; DROP INDEX notices_held;
                    ALTER TABLE items DROP COLUMN revocation; ALTER TABLE items DROP COLUMN doubted;
                    ALTER TABLE items DROP COLUMN revoker; ALTER TABLE items DROP COLUMN holder; ALTER TABLE notices DROP COLUMN holder;
                    DELETE FROM schema_versions WHERE part = 'items'; PRAGMA user_version = 1
                    """)
        }
        try await store.migrate()
        try await disk.commit { try $0.execute(sql: "UPDATE schema_versions SET version = 99 WHERE part = 'items'") }
        await #expect(throws: NewerStore(part: "items", version: 99, known: 3)) { try await store.migrate() }
    }

    @Test(arguments: StoreEngine.allCases)
    func storesAnInstanceOnceWhateverTheEventIDs(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            #expect(try await bench.receive([bench.key("A")], event: "1") == 1)
            #expect(try await bench.receive([bench.key("A")], event: "2") == 0)
            #expect(try await bench.receive([bench.key("A")], event: "1") == 0)
            #expect(try await bench.store.items(of: "A").count == 1)
            let events = try await bench.store.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM events") }
            #expect(events == 3)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func makesOneItemPerForm(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            #expect(try await bench.receive([bench.key("A"), bench.key("A", form: "GL_VOUCHER")]) == 2)
            let numbers = try await bench.store.items(of: "A").map(\.number)
            #expect(Set(numbers).count == 2)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func claimsInOrderOfDueTimeAndOnlyOnce(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            for (index, instance) in ["A", "B", "C"].enumerated() {
                try await bench.receive([bench.key(instance)], at: now - .seconds(index))
            }
            #expect(try await bench.claim(2).map(\.key.instance) == ["C", "B"])
            #expect(try await bench.claim(2).map(\.key.instance) == ["A"])
            #expect(try await bench.claim().isEmpty)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func worksOnOneItemOfAnInstanceAtATime(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A"), bench.key("A", form: "GL_VOUCHER")])
            let first = try await bench.claim()
            #expect(first.count == 1)
            #expect(try await bench.claim().isEmpty)
            try await bench.store.store(
                ItemStep(path: [.done], progress: ItemProgress(state: .done)), of: first[0], at: now)
            #expect(try await bench.claim().map(\.key.form) == ["GL_VOUCHER"])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func claimsRunningApprovalsOnlyWithTheRoomThatIsLeft(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("R1")], .started, at: now - .seconds(600))
            try await bench.receive([bench.key("R2")], .started, at: now - .seconds(600))
            try await bench.receive([bench.key("A")])
            #expect(try await bench.claim(2).map(\.key.instance) == ["A", "R1"])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func givesAnItemOutAgainWhenItsLeaseRanOut(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            let first = try await bench.claim()
            let later = now + .seconds(60)
            let second = try await bench.claim(at: later)
            #expect(second.map(\.id) == first.map(\.id))
            #expect(second[0].epoch == first[0].epoch + 1)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func stopsAZombie(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            let zombie = try await bench.claim()[0]
            let owner = try await bench.claim(at: now + .seconds(60))[0]
            let step = ItemStep(path: [.dead], progress: ItemProgress(state: .dead))
            await #expect(throws: StaleClaim(item: zombie.id, epoch: zombie.epoch)) {
                try await bench.store.store(step, of: zombie, at: now)
            }
            try await bench.store.store(step, of: owner, at: now)
            // The owner's own step cannot be stored twice either: the state moved on.
            await #expect(throws: StaleClaim.self) { try await bench.store.store(step, of: owner, at: now) }
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func fencesTheFormerProcessAtStartUp(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            let former = try await bench.claim()[0]
            #expect(try await bench.store.recover(at: now) == 1)
            await #expect(throws: StaleClaim.self) {
                try await bench.store.store(ItemStep(path: [], progress: former.progress), of: former, at: now)
            }
            #expect(try await bench.claim().map(\.id) == [former.id])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func keepsEverythingThatAStepHolds(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            var item = try await bench.claim()[0]
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
            item = try await bench.store.store(step, of: item, at: now)
            #expect(try await bench.store.items(of: "A") == [item])
            #expect(item.progress == progress)
            #expect(try await bench.store.body(of: item.id) == step.body)
            let path = try await bench.store.transitions(of: item.id).map(\.to)
            #expect(path == ["received", "ready", "save-intent"])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func looksAgainAtOnceWhenAnEventCameWhileARunningInstanceWasRead(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")], .listed)
            let item = try await bench.claim()[0]
            try await bench.receive([bench.key("A")], .over, at: now + .seconds(1))  // while a worker reads "RUNNING"
            var step = ItemStep(path: [.open], progress: ItemProgress(state: .open))
            step.due = now + .seconds(600)
            step.waiting = .running
            let stored = try await bench.store.store(step, of: item, at: now + .seconds(2))
            #expect(stored.due == now + .seconds(2))
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func wakesARunningApprovalByItsEvent(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")], .started)
            #expect(try await bench.claim().isEmpty)
            try await bench.receive([bench.key("A")], .over)
            #expect(try await bench.claim().count == 1)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func wakesTheOldestFirst(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            for instance in ["A", "B", "C"] {
                try await bench.receive([bench.key(instance)])
                let item = try await bench.claim()[0]
                var step = ItemStep(path: [], progress: item.progress)
                step.due = now + .seconds(instance == "A" ? 900 : 600)
                step.waiting = .kingdeeUnreachable
                try await bench.store.store(step, of: item, at: now)
            }
            #expect(try await bench.store.wake(.kingdeeUnreachable, at: now) == 3)
            #expect(try await bench.claim(at: now + .seconds(1)).map(\.key.instance) == ["A", "B", "C"])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func leavesAFinishedItemAloneWhenAnEventComesLate(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            let item = try await bench.claim()[0]
            try await bench.store.store(
                ItemStep(path: [.done], progress: ItemProgress(state: .done)), of: item, at: now)
            try await bench.receive([bench.key("A")], .over)
            #expect(try await bench.claim(at: now + .seconds(9999)).isEmpty)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func advancesACursorOnlyTogetherWithItsRows(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            let arrivals = [Arrival(keys: [bench.key("A")], news: .listed)]
            #expect(try await bench.store.catchUp(arrivals, cursor: "PROC-CLAIM", to: now, at: now) == 1)
            #expect(try await bench.store.position(of: "PROC-CLAIM") == now)
            // Any failure in the transaction.
            try await bench.store.database.commit { try $0.executeScript("DROP TABLE transitions") }
            let more = [Arrival(keys: [bench.key("B")], news: .listed)]
            await #expect(throws: SQLError.self) {
                try await bench.store.catchUp(more, cursor: "PROC-CLAIM", to: now + .seconds(60), at: now)
            }
            #expect(try await bench.store.position(of: "PROC-CLAIM") == now)
            #expect(try await bench.store.items(of: "B").isEmpty)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func neverMovesACursorBack(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            _ = try await bench.store.catchUp([], cursor: "c", to: now, at: now)
            _ = try await bench.store.catchUp([], cursor: "c", to: now - .seconds(60), at: now)
            #expect(try await bench.store.position(of: "c") == now)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func wakesOnlyWhoWaitedForThatPlatform(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            for (instance, reason) in [("A", WaitReason.kingdeeUnreachable), ("B", .settling)] {
                try await bench.receive([bench.key(instance)])
                let item = try await bench.claim()[0]
                var step = ItemStep(path: [], progress: item.progress)
                step.due = now + .seconds(600)
                step.waiting = reason
                try await bench.store.store(step, of: item, at: now)
            }
            #expect(try await bench.store.wake(.kingdeeUnreachable, at: now) == 1)
            #expect(try await bench.claim(at: now + .seconds(1)).map(\.key.instance) == ["A"])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func countsByState(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            try await bench.receive([bench.key("B")], .started)
            #expect(try await bench.store.counts() == [.received: 1, .open: 1])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func leavesAStateAloneThatItDoesNotKnow(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            try await bench.store.database.commit { try $0.executeScript("UPDATE items SET state = 'from-the-future'") }
            await #expect(throws: UnknownState.self) { try await bench.store.items(of: "A") }
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func sendsANoticeOnceAndFencesItsSender(engine: StoreEngine) async throws {
        try await withBench(engine) { bench in
            try await bench.receive([bench.key("A")])
            let item = try await bench.claim()[0]
            var step = ItemStep(path: [.done], progress: ItemProgress(state: .done))
            step.notice = Notice.Draft(kind: .done, text: "done")
            try await bench.store.store(step, of: item, at: now)
            let notice = try await bench.store.claimNotices(limit: 4, at: now, lease: now + .seconds(30))
            #expect(notice.map(\.mayHaveBeenSent) == [false])
            #expect(try await bench.store.claimNotices(limit: 4, at: now, lease: now).isEmpty)
            _ = try await bench.store.recover(at: now)
            await #expect(throws: StaleClaim.self) { try await bench.store.store(.sent, of: notice[0], at: now) }
            let again = try await bench.store.claimNotices(limit: 4, at: now, lease: now + .seconds(30))
            #expect(again.map(\.mayHaveBeenSent) == [true])
            try await bench.store.store(.sent, of: again[0], at: now)
            #expect(try await bench.store.nextNoticeDue(after: now) == nil)
        }
    }
}
