import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Several workers on one PostgreSQL database: each item is worked on by one of them, and what a dead one held goes on.
@Suite(.timeLimit(.minutes(2))) struct SeveralWorkersTests {
    private let now = Timestamp(seconds: 1_768_440_600)

    /// Calls `body` with stores of `count` workers, and closes those that it left open.
    private func withWorkers(_ count: Int, _ body: ([PostgreSQLStore]) async throws -> Void) async throws {
        let place = try StoreEngine.makePostgreSQL()
        var stores: [PostgreSQLStore] = []
        for number in 1...count { stores.append(try await StoreEngine.open(place, worker: "worker-\(number)")) }
        try await withThrowingDiscardingTaskGroup { group in
            for store in stores { group.addTask { try await ItemStore(store).migrate() } }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body(stores)) } catch { result = .failure(error) }
        for store in stores { try await store.close() }
        try result.get()
    }

    /// Waits until the server has noticed that a worker's connections are closed.
    private func untilGone(_ worker: String, _ other: PostgreSQLStore) async throws {
        while try await !other.commit({ try $0.isGone(worker: worker) }) {}
    }

    private func receive(_ store: ItemStore, _ instance: String, forms: [String] = ["F"]) async throws {
        let event = ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: instance)
        let keys = forms.map { ItemKey(flow: "PROC", instance: instance, form: $0) }
        _ = try await store.receive(event, Arrival(keys: keys, news: .over), at: now, rereadAt: now)
    }

    /// Who holds what, as the outside sees it.
    private final class Ledger: Sendable {
        private struct State {
            var held: Set<String> = []
            var done: [Int64: Int] = [:]
            var overlaps: [String] = []
        }

        private let state = Mutex(State())

        func begins(_ item: Item) {
            state.withLock { state in
                if !state.held.insert(item.key.instance).inserted { state.overlaps.append("\(item.key)") }
            }
        }

        func ends(_ item: Item) {
            state.withLock { state in
                state.held.remove(item.key.instance)
                state.done[item.id, default: 0] += 1
            }
        }

        var overlaps: [String] { state.withLock { $0.overlaps } }
        var done: [Int64: Int] { state.withLock { $0.done } }
    }

    /// Who leads, as the outside sees it.
    private final class Lead: Sendable {
        private struct State {
            var leading = 0
            var most = 0
            var terms: [Int] = []
        }

        private let state = Mutex(State())

        func begins(_ term: LeadershipTerm) {
            state.withLock { state in
                state.leading += 1
                state.most = max(state.most, state.leading)
                state.terms.append(term.epoch)
            }
        }

        func ends() {
            state.withLock { $0.leading -= 1 }
        }

        var most: Int { state.withLock { $0.most } }
        var terms: [Int] { state.withLock { $0.terms } }
    }

    @Test func workOnOneItemOfAnInstanceAtATimeAndOnEachOnce() async throws {
        try await withWorkers(3) { databases in
            let stores = databases.map { ItemStore($0) }
            let (instances, forms) = (60, ["F1", "F2", "F3"])
            for number in 0..<instances { try await receive(stores[number % 3], "I\(number)", forms: forms) }
            let ledger = Ledger()
            try await withThrowingDiscardingTaskGroup { group in
                for store in stores + stores {
                    group.addTask {
                        while ledger.done.count < instances * forms.count {
                            let items = try await store.claim(limit: 4, at: now, lease: now + .seconds(60))
                            for item in items { ledger.begins(item) }
                            for item in items {
                                // Before the store says so: from then on another may take the instance.
                                ledger.ends(item)
                                let step = ItemStep(path: [.done], progress: ItemProgress(state: .done))
                                try await store.store(step, of: item, at: now)
                            }
                        }
                    }
                }
            }
            #expect(ledger.overlaps.isEmpty)
            #expect(ledger.done.count == instances * forms.count)
            #expect(ledger.done.values.allSatisfy { $0 == 1 })
            #expect(try await stores[0].counts() == [.done: instances * forms.count])
        }
    }

    @Test func leaveAloneWhatTheLivingHoldAndTakeOverFromTheDead() async throws {
        try await withWorkers(2) { databases in
            let (one, two) = (ItemStore(databases[0]), ItemStore(databases[1]))
            try await receive(one, "A")
            let held = try await one.claim(limit: 1, at: now, lease: now + .seconds(60))
            #expect(held.count == 1)
            #expect(try await two.recover(at: now) == 0)
            #expect(try await two.recoverGone(at: now) == 0)
            #expect(try await two.claim(limit: 1, at: now, lease: now + .seconds(60)).isEmpty)
            try await databases[0].close()
            try await untilGone("worker-1", databases[1])
            #expect(try await two.recoverGone(at: now) == 1)
            let taken = try await two.claim(limit: 1, at: now, lease: now + .seconds(60))
            #expect(taken.map(\.epoch) == [held[0].epoch + 2])
            // The dead one, should it only have been cut off, is fenced.
            await #expect(throws: StaleClaim.self) {
                try await two.store(ItemStep(path: [], progress: held[0].progress), of: held[0], at: now)
            }
        }
    }

    @Test func takeOverPeopleResultsAndAlertsToo() async throws {
        try await withWorkers(2) { databases in
            let lease = now + .seconds(60)
            let people = databases.map(DirectoryStore.init)
            let results = databases.map { AttendanceStore(database: $0) }
            let alerts = databases.map { StockAlertStore(database: $0) }
            try await people[0].mark(.employee, ["015201"], at: now)
            try await databases[0].commit { database in
                try database.execute(
                    """
                    INSERT INTO attendance_records
                        (number, user_id, day, check_type, content, revision, state, due, created, updated)
                    VALUES ('KQ1', '015201', 1, 'OnDuty', '{}', 1, 'waiting', 1, 1, 1)
                    """)
                try database.execute(
                    """
                    INSERT INTO stock_alerts
                        (number, rule, organization, material, warehouse, name, quantity, threshold, opened, text,
                        users, departments, state, due)
                    VALUES ('SA1', 'r', '100', 'M1', '', '螺丝', '1', '2', 1, 'text', 'a', '', 'pending', 1)
                    """)
            }
            func claim(_ worker: Int) async throws -> [Int] {
                [
                    try await people[worker].claim(limit: 5, at: now, lease: lease).count,
                    try await results[worker].claim(limit: 5, at: now, lease: lease).count,
                    try await alerts[worker].claim(limit: 5, at: now, lease: lease).count,
                ]
            }
            #expect(try await claim(0) == [1, 1, 1])
            #expect(try await ItemStore(databases[1]).recoverGone(at: now) == 0)
            #expect(try await claim(1) == [0, 0, 0])
            try await databases[0].close()
            try await untilGone("worker-1", databases[1])
            #expect(try await ItemStore(databases[1]).recoverGone(at: now) == 3)
            #expect(try await claim(1) == [1, 1, 1])
        }
    }

    @Test func giveBackWhatTheirOwnEarlierLifeHeld() async throws {
        let place = try StoreEngine.makePostgreSQL()
        let first = try await StoreEngine.open(place, worker: "worker-1")
        let other = try await StoreEngine.open(place, worker: "worker-2")
        try await ItemStore(first).migrate()
        for instance in ["A", "B"] { try await receive(ItemStore(first), instance) }
        _ = try await ItemStore(first).claim(limit: 1, at: now, lease: now + .seconds(60))
        let others = try await ItemStore(other).claim(limit: 1, at: now, lease: now + .seconds(60))
        try await first.close()
        let again = try await StoreEngine.open(place, worker: "worker-1")
        #expect(try await ItemStore(again).recover(at: now) == 1)
        let step = ItemStep(path: [], progress: others[0].progress)
        _ = try await ItemStore(other).store(step, of: others[0], at: now)  // untouched
        try await again.close()
        try await other.close()
    }

    @Test func leadInTurnAndNeverTogether() async throws {
        try await withWorkers(3) { databases in
            let lead = Lead()
            try await withThrowingDiscardingTaskGroup { group in
                for database in databases {
                    group.addTask {
                        let leadership = Leadership("role", in: database, time: SystemTime())
                        while lead.terms.count < 30 {
                            _ = try await leadership.lead { term in
                                lead.begins(term)
                                try await database.commit { try $0.require(term) }
                                lead.ends()
                                return true
                            }
                        }
                    }
                }
            }
            #expect(lead.most == 1)
            let terms = lead.terms
            #expect(terms == terms.sorted() && Set(terms).count == terms.count)
        }
    }

    @Test func takeTheLeadFromOneThatIsGoneButNotFromOneThatLives() async throws {
        try await withWorkers(2) { databases in
            let time = ManualTime()
            let one = Leadership("role", in: databases[0], time: time)
            let two = Leadership("role", in: databases[1], time: time)
            let (entered, enter) = AsyncStream<LeadershipTerm>.makeStream()
            let leading = Task {
                try await one.lead { term -> Bool in
                    enter.yield(term)
                    try await time.sleep(for: .seconds(3600))
                    return true
                }
            }
            var terms = entered.makeAsyncIterator()
            guard let former = await terms.next() else { return }
            #expect(try await two.lead { _ in true } == nil)
            try await databases[0].close()
            try await untilGone("worker-1", databases[1])
            #expect(try await two.lead { $0.epoch } == former.epoch + 1)
            await #expect(throws: LostLeadership(term: former)) {
                try await databases[1].commit { try $0.require(former) }
            }
            leading.cancel()
            _ = await leading.result
        }
    }
}
