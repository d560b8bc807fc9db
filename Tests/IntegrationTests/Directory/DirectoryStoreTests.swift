import GRDB
import Seams
import Testing

@testable import Integration

@Suite struct DirectoryStoreTests {
    let now = Timestamp(seconds: 1_768_440_600)
    let store: DirectoryStore

    init() async throws {
        let database = EmbeddedStore(try MemoryDatabase())
        store = DirectoryStore(database)
        try await database.commit { try StoreSchema.migrate($0) }
    }

    private func claim(_ limit: Int = 10, at time: Timestamp? = nil) async throws -> [DirectoryRow] {
        try await store.claim(limit: limit, at: time ?? now, lease: (time ?? now) + .seconds(60))
    }

    private func ending(_ row: DirectoryRow, _ conflicts: [DirectoryDifference] = []) -> DirectoryEnding {
        var row = row
        (row.state, row.due, row.seen, row.news) = (conflicts.isEmpty ? .done : .conflict, nil, row.heard, nil)
        return DirectoryEnding(row: row, conflicts: conflicts, isConclusive: true)
    }

    @Test func marksOnceHoweverManyEvents() async throws {
        for _ in 0..<3 { try await store.mark(.employee, ["u1"], at: now) }
        let rows = try await claim()
        #expect(rows.map(\.source) == ["u1"])
        #expect(rows[0].needsReading)
        #expect(try await claim().isEmpty)
    }

    @Test func isDueAgainWhenNewsCameWhileItWasWorkedOn() async throws {
        try await store.mark(.employee, ["u1"], at: now)
        let row = try await claim()[0]
        try await store.mark(.employee, ["u1"], at: now)
        #expect(try await claim().isEmpty)
        #expect(try await store.release([ending(row)], at: now) == 0)
        let again = try await claim()
        #expect(again.map(\.source) == ["u1"])
        #expect(again[0].needsReading)
    }

    @Test func refusesAReleaseByWhoLostTheRow() async throws {
        try await store.mark(.employee, ["u1"], at: now)
        let row = try await claim()[0]
        let later = now + .seconds(61)
        let taken = try await claim(at: later)
        #expect(taken.count == 1)
        #expect(try await store.release([ending(row)], at: later) == 1)
        #expect(try await store.release([ending(taken[0])], at: later) == 0)
    }

    @Test func givesDepartmentsOutFirst() async throws {
        try await store.mark(.employee, ["u1"], at: now)
        try await store.mark(.department, ["2"], at: now)
        #expect(try await claim().map(\.kind) == [.department])
        #expect(try await claim().map(\.kind) == [.employee])
    }

    @Test func refusesANumberThatSomebodyElseHas() async throws {
        try await store.mark(.employee, ["u1", "u2"], at: now)
        var rows = try await claim()
        for index in rows.indices { rows[index].number = "E1" }
        let results = try await store.reserve(rows, at: now)
        #expect((try? results[0].get())?.number == "E1")
        #expect(results[1] == .failure(NumberTaken(number: "E1", by: "u1")))
    }

    @Test func handsTheNumberOfALeaverToWhoReturns() async throws {
        try await store.mark(.employee, ["u1"], at: now)
        var row = try await claim()[0]
        (row.number, row.document, row.base, row.isGone) = ("E1", "7", .gone, true)
        var end = ending(row)
        end.row.state = .gone
        _ = try await store.release([end], at: now)
        try await store.mark(.employee, ["u2"], at: now)
        var other = try await claim()[0]
        other.number = "E1"
        let result = try await store.reserve([other], at: now)[0].get()
        #expect(result.document == "7")
        #expect(result.base == .gone)
    }

    @Test func holdsOneQuestionAndTakesTheAnswer() async throws {
        let difference = DirectoryDifference(field: "name", ours: "张三", theirs: "李四")
        try await store.mark(.employee, ["u1"], at: now)
        for _ in 0..<2 {
            let row = try await claim()[0]
            _ = try await store.release([ending(row, [difference])], at: now)
            try await store.mark(.employee, ["u1"], at: now)
        }
        let questions = try await store.questions(state: "open", limit: 10)
        #expect(questions.map(\.fields) == [[difference]])
        #expect(try await store.decide(questions[0].id, isConfirmed: true, by: "op", at: now))
        #expect(try await !store.decide(questions[0].id, isConfirmed: false, by: "op", at: now))
        #expect(try await claim()[0].granted == [difference])
    }

    /// The workers know nothing of a decision that comes between their claim and their intent.
    @Test(arguments: StoreEngine.allCases)
    func keepsADecisionThatComesWhileAWorkerHoldsTheRow(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            try await database.commit { try StoreSchema.migrate($0) }
            let store = DirectoryStore(database)
            let difference = DirectoryDifference(field: "name", ours: "张三", theirs: "李四")
            for (source, isConfirmed) in [("u1", true), ("u2", false)] {
                func claim() async throws -> DirectoryRow {
                    let rows = try await store.claim(limit: 10, at: now, lease: now + .seconds(60))
                    return try #require(rows.first { $0.source == source })
                }
                try await store.mark(.employee, [source], at: now)
                _ = try await store.release([ending(try await claim(), [difference])], at: now)
                let question = try #require(try await store.questions(state: "open", limit: 10).first)
                // Its e-mail address changes in DingTalk, which is written while the name is decided on.
                try await store.mark(.employee, [source], at: now)
                let row = try await claim()
                #expect(try await store.decide(question.id, isConfirmed: isConfirmed, by: "op", at: now))
                #expect(try await store.intend([row], lease: now + .seconds(60), at: now) == [row.id])
                _ = try await store.release([ending(row, [difference])], at: now)
                #expect(try await store.questions(state: "open", limit: 10).isEmpty, "asked again")
                let next = try await claim()
                #expect((isConfirmed ? next.granted : next.kept) == [difference])
                _ = try await store.release([ending(next)], at: now)
            }
        }
    }

    /// The same, where one decision is about many who left.
    @Test func keepsADecisionAboutManyWhileAWorkerHoldsOneOfThem() async throws {
        try await store.mark(.employee, ["u1"], at: now)
        var held = ending(try await claim()[0])
        let leave = try await store.strangers(.employee, at: now)
        (held.row.state, held.row.held, held.row.leaving) = (.held, leave, now)
        _ = try await store.release([held], at: now)
        try await store.mark(.employee, ["u1"], at: now)
        let row = try await claim()[0]
        #expect(try await store.decideLeave(leave, isConfirmed: true, by: "op", at: now))
        _ = try await store.intend([row], lease: now + .seconds(60), at: now)
        _ = try await store.release([ending(row)], at: now)
        let next = try await claim()[0]
        #expect(next.granted == [.leave] && next.held == nil && next.leaving == nil)
    }

    @Test func keepsAPageAndItsPlaceTogether() async throws {
        let taken = try await store.takeList(at: now, lease: now + .seconds(60))
        #expect(try await store.takeList(at: now, lease: now + .seconds(60)) == nil)
        let list = try await store.begin(try #require(taken), isFull: true, root: "1", at: now)
        let page = try #require(try await store.nextPage())
        #expect(page.kind == .departments)
        let facts = DirectoryContent(["name": "销售部", "parent": "1"])
        _ = try await store.keep(
            [("2", facts)], of: page, next: nil, news: try await store.newestNews(), list,
            lease: now + .seconds(60), at: now)
        #expect(try await store.nextPage()?.department == "2")
        // Somebody else took the comparison over: what the first still reads is not kept.
        let later = now + .seconds(61)
        let other = try #require(try await store.takeList(at: later, lease: later + .seconds(60)))
        #expect(other.generation == list.generation)
        #expect(other.phase == .dingTalk)
        await #expect(throws: StaleClaim.self) {
            _ = try await store.keep(
                [], of: page, next: 100, news: 0, list, lease: later + .seconds(60), at: later)
        }
    }

    @Test func letsAnEventWinOverAPageThatWasAskedForBefore() async throws {
        try await store.mark(.department, ["1"], at: now)
        let list = try await store.begin(
            try #require(try await store.takeList(at: now, lease: now + .seconds(60))), isFull: true, root: "1", at: now
        )
        let page = try #require(try await store.nextPage())
        let news = try await store.newestNews()
        try await store.mark(.department, ["2"], at: now)
        let stale = DirectoryContent(["name": "旧名", "parent": "1"])
        _ = try await store.keep(
            [("2", stale)], of: page, next: nil, news: news, list, lease: now + .seconds(60), at: now)
        let row = try #require(try await store.row(.department, "2"))
        #expect(row.facts == nil)
        #expect(row.needsReading)
    }

    @Test func followsAMoveAfterAChangeAtFirstContactWasNeverAnswered() async throws {
        let there = DirectoryContent(["mobile": "", "department": "BM1", "status": "active"])
        var wanted = there
        wanted["mobile"] = "13800000001"
        try await store.mark(.employee, ["u1"], at: now)
        var job = DirectoryJob(try await claim()[0])
        job.desired = wanted
        job.actual = KingdeeBaseData(id: "7", number: "E1", status: "C", content: there)
        #expect(job.decision(DirectorySettings()).action == .change(["mobile"]))
        job.attempt(DirectoryContent(["mobile": "13800000001"]), until: now)
        var later = DirectoryJob(job.row)
        later.actual = KingdeeBaseData(id: "7", number: "E1", status: "C", content: wanted)
        wanted["department"] = "BM2"
        later.desired = wanted
        #expect(later.decision(DirectorySettings()) == DirectoryDecision(action: .change(["department"])))
    }
}
