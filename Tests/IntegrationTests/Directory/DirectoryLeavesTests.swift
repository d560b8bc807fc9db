import Seams
import Testing

@testable import Integration

@Suite struct DirectoryLeavesTests {
    private let now = Timestamp(seconds: 1_768_440_600)

    private func brake(_ people: Int, percent: Int = 20) -> DirectoryBrake {
        var brake = DirectoryBrake()
        (brake.people, brake.percent) = (people, percent)
        return brake
    }

    /// People who are in Kingdee, all in step.
    private func fill(_ database: any RelationalStore, _ sources: [String]) async throws -> DirectoryStore {
        let now = now
        try await database.commit { database in
            try StoreSchema.migrate(database)
            for source in sources {
                try database.execute(
                    """
                    INSERT INTO directory (kind, source, number, document, facts, base, state, heard, created, updated)
                    VALUES ('employee', ?, ?, ?, '{}', '{"status":"active"}', 'done', 0, ?, ?)
                    """, [.of(source), .of("N\(source)"), .of("7\(source)"), .of(now), .of(now)])
            }
        }
        return DirectoryStore(database)
    }

    private func claim(_ store: DirectoryStore, _ sources: [String]) async throws -> [DirectoryRow] {
        try await store.mark(.employee, sources, at: now)
        var rows = try await store.claim(limit: 1000, at: now, lease: now + .seconds(60))
        for index in rows.indices { (rows[index].isGone, rows[index].seen) = (true, rows[index].heard) }
        return rows
    }

    private func people(_ range: ClosedRange<Int>) -> [String] { range.map { "u\($0)" } }

    @Test(arguments: [(3, 20, 100, 20), (20, 20, 50, 20), (0, 100, 50, 50), (5, 0, 1000, 5)])
    func knowsItsLimit(people: Int, percent: Int, known: Int, limit: Int) {
        #expect(brake(people, percent: percent).limit(.employee, known: known) == limit)
    }

    @Test(arguments: StoreEngine.allCases) func letsAFewGoAndHoldsMany(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let store = try await fill(database, people(1...20))
            let few = try await claim(store, people(1...4))
            #expect(try await store.brake(.employee, few, brake(2), at: now) == .go)
            let more = try await claim(store, people(5...5))
            guard case .hold(let decision) = try await store.brake(.employee, more, brake(2), at: now) else {
                Issue.record("the fifth of twenty is held")
                return
            }
            // The others of the hour join the same decision.
            let others = try await claim(store, people(6...9))
            #expect(try await store.brake(.employee, others, brake(2), at: now) == .hold(decision))
            #expect(try await store.leaves(state: "open", limit: 10).map(\.id) == [decision])
        }
    }

    @Test(arguments: StoreEngine.allCases) func waitsUntilTheMissingWereLookedAt(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let store = try await fill(database, people(1...20))
            let row = try await claim(store, people(1...1))
            _ = try await database.commit {
                try $0.execute("UPDATE directory SET missing = 9 WHERE source <> 'u1'")
            }
            #expect(try await store.brake(.employee, row, brake(2), at: now) == .wait)
            _ = try await database.commit { try $0.execute("UPDATE directory SET seen = 9") }
            #expect(try await store.brake(.employee, row, brake(2), at: now) == .go)
        }
    }

    @Test(arguments: StoreEngine.allCases) func decidesForAllThatWait(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let store = try await fill(database, people(1...9))
            let rows = try await claim(store, people(1...9))
            guard case .hold(let decision) = try await store.brake(.employee, rows, brake(2), at: now) else {
                Issue.record("all of nine are held")
                return
            }
            let endings = rows.map { row in
                var job = DirectoryJob(row)
                job.hold(decision, because: "many")
                return job.ending
            }
            #expect(try await store.release(endings.compactMap(\.self), at: now) == 0)
            #expect(try await store.held(by: decision, after: 0, limit: 100).count == 9)
            #expect(try await store.decideLeave(decision, isConfirmed: true, by: "op", at: now))
            #expect(try await !store.decideLeave(decision, isConfirmed: false, by: "op", at: now))
            let again = try await store.claim(limit: 100, at: now, lease: now + .seconds(60))
            #expect(again.count == 9)
            #expect(again.allSatisfy { $0.granted == [.leave] && $0.held == nil && $0.needsReading })
            #expect(try await store.leave(decision)?.people == 9)
        }
    }

    @Test(arguments: StoreEngine.allCases) func settlesWhenEverybodyIsBack(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let store = try await fill(database, people(1...9))
            var rows = try await claim(store, people(1...3))
            guard case .hold(let decision) = try await store.brake(.employee, rows, brake(2), at: now) else {
                Issue.record("three of nine are held")
                return
            }
            for isHeld in [true, false] {
                let endings = rows.map { row in
                    var job = DirectoryJob(row)
                    job.row.isGone = isHeld
                    if isHeld { job.hold(decision, because: "many") }
                    if !isHeld { job.rest(DirectoryDecision(action: .rest), at: now) }
                    return job.ending
                }
                _ = try await store.release(endings.compactMap(\.self), at: now)
                if isHeld { rows = try await claim(store, people(1...3)) }
            }
            #expect(try await store.leave(decision)?.state == "settled")
        }
    }

    @Test(arguments: StoreEngine.allCases, DirectorySettings.Unknown.allCases)
    func takesInWhomOnlyKingdeeHas(engine: StoreEngine, policy: DirectorySettings.Unknown) async throws {
        try await engine.withStore { database in
            let store = try await fill(database, people(1...2))
            let taken = try await store.takeList(at: now, lease: now + .seconds(60))
            let list = try await store.begin(try #require(taken), isFull: true, root: "1", at: now)
            func record(_ number: String, _ organization: String = "100", status: String = "active") -> KingdeeBaseData
            {
                KingdeeBaseData(
                    id: "5\(number)", number: number, status: "C",
                    content: DirectoryContent(["status": status, "name": "某"]), organization: organization)
            }
            let records = [
                record("Nu1"), record("X1"), record("X2", "200"), record("X3", status: DirectoryContent.disabled),
            ]
            for _ in 0..<2 {
                _ = try await store.compare(
                    .employee, records, list, strangers: StrangerPolicy(organization: "100", policy: policy),
                    lease: now + .seconds(60), at: now)
            }
            let strangers = try await store.rows(kind: .employee, state: nil, text: nil, before: nil, limit: 10)
                .filter(\.isStranger)
            #expect(strangers.map(\.number) == ["X1"])
            #expect(strangers.map(\.state) == [["hold": .held, "disable": .open, "leave": .done][policy.rawValue]])
            let open = try await store.leaves(state: "open", limit: 10)
            #expect(open.map(\.cause) == (policy == .hold ? [.unknown] : []))
            // Whoever joins with the number takes the record over, as at the first contact.
            try await store.mark(.employee, ["u9"], at: now)
            _ = try await store.claim(limit: 10, at: now, lease: now + .seconds(60))  // the root department
            let claimed = try await store.claim(limit: 10, at: now, lease: now + .seconds(60))
            var joined = try #require(claimed.first { $0.source == "u9" })
            joined.number = "X1"
            let row = try #require(try await store.reserve([joined], at: now).first).get()
            #expect(row.document == "5X1" && row.base == nil)
            #expect(try await store.leaves(state: "open", limit: 10).isEmpty)
        }
    }
}
