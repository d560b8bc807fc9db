import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct DictionaryShelfTests {
    /// A Kingdee with a table of materials that can be changed and taken away.
    final class Materials: Sendable {
        let state = Mutex<(pairs: [(key: String, value: String)], failure: OracleFailure?, queries: Int)>(
            ([("螺丝", "M1"), ("轴承", "M2"), ("垫片", "M3"), ("垫片", "M4")], nil, 0))

        func shelf(_ store: (any RelationalStore)? = nil, time: any Time) -> DictionaryShelf {
            DictionaryShelf(store: store, time: time) { [self] _ async throws(OracleFailure) in
                let (pairs, failure) = state.withLock { state in
                    state.queries += 1
                    return (state.pairs, state.failure)
                }
                if let failure { throw failure }
                return pairs
            }
        }

        var queries: Int { state.withLock { $0.queries } }
    }

    private let materials = Materials()
    private let time = ManualTime()

    private func mapping() throws -> Mapping {
        try Mapping.make(
            rule: "{from: X, dictionary: materials}",
            dictionaries:
                "dictionaries: {materials: {kingdee: {form: BD_MATERIAL, key: FName, value: FNumber, refresh: 10m}}}")
    }

    private func field(_ value: String, _ shelf: DictionaryShelf) async throws -> String? {
        let mapping = try mapping()
        let document = try await MappingAnswers(dictionaries: shelf).document {
            try mapping.map(.make([.make("X", value)]), number: "1", knowledge: $0)
        }
        return try JSONValue(parsing: document.model)["F"]?.text
    }

    @Test func asksOnceAndRemembers() async throws {
        let shelf = materials.shelf(time: time)
        #expect(try await field("螺丝", shelf) == "M1")
        #expect(try await field("轴承", shelf) == "M2")
        #expect(materials.queries == 1)
    }

    @Test func asksOnceMoreForAKeyThatIsMissing() async throws {
        let shelf = materials.shelf(time: time)
        #expect(try await field("螺丝", shelf) == "M1")
        materials.state.withLock { $0.pairs.append(("链条", "M9")) }
        time.advance(by: .seconds(5))
        #expect(try await field("链条", shelf) == "M9")
        time.advance(by: .seconds(5))
        for _ in 0..<3 {
            let error = await #expect(throws: MappingError.self) { try await field("齿轮", shelf) }
            #expect(
                error?.description
                    == "F from X '齿轮': the dictionary 'materials' does not list it; add it to BD_MATERIAL in Kingdee,"
                    + " where FName should be it, or correct it in the form")
        }
        #expect(materials.queries == 3)
        materials.state.withLock { $0.pairs.append(("齿轮", "M10")) }
        time.advance(by: .seconds(31))
        #expect(try await field("齿轮", shelf) == "M10")
    }

    @Test func choosesNoneOfSeveral() async throws {
        let shelf = materials.shelf(time: time)
        let error = await #expect(throws: MappingError.self) { try await field("垫片", shelf) }
        #expect(error?.description.contains("BD_MATERIAL in Kingdee has it several times: M3, M4") == true)
    }

    @Test(arguments: StoreEngine.allCases)
    func mapsAfterARestartDuringAnOutage(engine: StoreEngine) async throws {
        try await engine.withStore { store in
            try await ItemStore(store).migrate()
            #expect(try await field("螺丝", materials.shelf(store, time: time)) == "M1")
            materials.state.withLock { $0.failure = .platform(.notSent("refused")) }
            time.advance(by: .seconds(3600))
            let restarted = materials.shelf(store, time: time)
            #expect(try await field("轴承", restarted) == "M2")
            #expect(materials.queries == 1)
            await #expect(throws: OracleFailure.platform(.notSent("refused"))) { try await field("链条", restarted) }
            let error = await #expect(throws: MappingError.self) { try await field("垫片", restarted) }
            #expect(error?.description.contains("has it several times: M3, M4") == true)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func keepsWhatAnotherAnswerChanged(engine: StoreEngine) async throws {
        try await engine.withStore { store in
            try await ItemStore(store).migrate()
            let shelf = materials.shelf(store, time: time)
            #expect(try await field("螺丝", shelf) == "M1")
            materials.state.withLock { $0.pairs = [("螺丝", "M7"), ("链条", "M8")] }
            try await shelf.refresh(mapping().queries[0])
            let restarted = materials.shelf(store, time: time)
            #expect(try await field("螺丝", restarted) == "M7")
            #expect(try await field("链条", restarted) == "M8")
            #expect(materials.queries == 2)
        }
    }

    @Test func tellsTheMistakesOfAQuery() {
        let error = #expect(throws: MappingFileError.self) {
            try Mapping.make(
                rule: "{from: X, dictionary: m}",
                dictionaries: "dictionaries: {m: {kingdee: {form: BD_MATERIAL, key: F Name, refresh: 1s, valu: x}}}")
        }
        #expect(
            error?.mistakes.map(\.message) == [
                "dictionaries.m.kingdee.value is missing; write for example value: FNumber",
                "dictionaries.m.kingdee.refresh is no time from 10s to 24h; write 10m",
                "dictionaries.m.kingdee.key 'F Name' is no name in Kingdee; write for example FName",
                "dictionaries.m.kingdee: unknown key 'valu'; did you mean 'value'?",
            ])
    }

    @Test func refreshesOnSchedule() async throws {
        let shelf = materials.shelf(time: time)
        let routes = try RouteTable([Route(try mapping())])
        let keeper = DictionaryKeeper(
            shelf: shelf, routes: routes, records: RecordMappings(), time: time, logger: .silent)
        let running = Task { await keeper.run() }
        while materials.queries < 1 { await Task.yield() }
        while shelf.due(routes.queries[0]) == nil { await Task.yield() }
        for _ in 0..<100 { await Task.yield() }
        #expect(materials.queries == 1)
        while materials.queries < 2 {
            time.advance(by: .seconds(601))
            for _ in 0..<20 { await Task.yield() }
        }
        keeper.signal.stop()
        await running.value
    }
}
