import Seams
import Testing

/// What both halves of the store's seam must do.
@Suite(.timeLimit(.minutes(2)))
struct RelationalStoreTests {
    private struct Refused: Error {}

    private func withTable(
        _ engine: StoreEngine, _ columns: String = "v INTEGER", _ body: (any RelationalStore) async throws -> Void
    ) async throws {
        try await engine.withStore { store in
            try await store.commit { try $0.executeScript($0.dialect.schema("CREATE TABLE t (\(columns)) STRICT;")) }
            try await body(store)
        }
    }

    private func count(_ store: any RelationalStore, _ what: String = "*") async throws -> Int? {
        try await store.read { try $0.value(Int.self, "SELECT COUNT(\(what)) FROM t") }
    }

    // MARK: Values

    @Test(
        arguments: StoreEngine.allCases,
        [
            SQLValue.null, .integer(0), .integer(.max), .integer(.min), .integer(-1), .real(0.1), .real(-1e300),
            .real(.infinity), .text(""), .text("金蝶云·星空 🧾 e\u{301}"), .text("it's \"quoted\" \\ ? $1 -- /*"), .blob([]),
            .blob([0, 1, 255, 0]),
        ])
    func keepsEachValue(engine: StoreEngine, value: SQLValue) async throws {
        let column =
            switch value {
            case .null, .integer: "INTEGER"
            case .real: "REAL"
            case .text: "TEXT"
            case .blob: "BLOB"
            }
        try await withTable(engine, "v \(column)") { store in
            let returned = try await store.commit { try $0.rows("INSERT INTO t (v) VALUES (?) RETURNING v", [value]) }
            #expect(returned == [SQLRow([value])])
            #expect(try await store.read { try $0.rows("SELECT v FROM t") } == [SQLRow([value])])
            let asked = try await store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM t WHERE v = ?", [value]) }
            #expect(asked == (value == .null ? 0 : 1))
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func answersArgumentsWithTheirTypes(engine: StoreEngine) async throws {
        try await engine.withStore { store in
            let row = try await store.read {
                try $0.row(
                    "SELECT ?, ? + 1, ?, ?, ? IS NULL, ? = 'x', '?', 3",
                    [.integer(7), .integer(7), .text("x"), .blob([1]), .null, .text("x")])
            }
            let expected: [SQLValue] = [
                .integer(7), .integer(8), .text("x"), .blob([1]), .integer(1), .integer(1), .text("?"), .integer(3),
            ]
            #expect(row?.values == expected)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func addsUpWholeNumbers(engine: StoreEngine) async throws {
        try await withTable(engine) { store in
            try await store.commit { connection in
                for value in [1, 20_000, 4_000_000_000] as [Int] {
                    try connection.execute("INSERT INTO t VALUES (?)", [.of(value)])
                }
            }
            let sums = try await store.read { try $0.row("SELECT SUM(v), SUM(-v), SUM(v - v), MAX(v) FROM t") }
            let expected: [SQLValue] = [
                .integer(4_000_020_001), .integer(-4_000_020_001), .integer(0), .integer(4_000_000_000),
            ]
            #expect(sums?.values == expected)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func keepsABigBlobAndALongText(engine: StoreEngine) async throws {
        try await withTable(engine, "b BLOB, s TEXT") { store in
            let blob = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let text = String(repeating: "彩排", count: 1_000_000)
            try await store.commit { _ = try $0.execute("INSERT INTO t VALUES (?, ?)", [.blob(blob), .text(text)]) }
            let row = try await store.read { try $0.row("SELECT b, s FROM t") }
            #expect(row?.values == [.blob(blob), .text(text)])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func takesATextWithAZeroCharacter(engine: StoreEngine) async throws {
        try await withTable(engine, "v TEXT") { store in
            try await store.commit { _ = try $0.execute("INSERT INTO t VALUES (?)", [.text("a\u{0}b")]) }
            #expect(try await count(store) == 1)
            let found = try await store.read {
                try $0.value(Int.self, "SELECT COUNT(*) FROM t WHERE v = ?", [.text("a\u{0}b")])
            }
            #expect(found == 1)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func insertsChangesAndCounts(engine: StoreEngine) async throws {
        try await withTable(engine, "k TEXT PRIMARY KEY, v INTEGER") { store in
            try await store.commit { connection in
                for key in ["a", "b", "c"] {
                    #expect(try connection.execute("INSERT INTO t VALUES (?, ?)", [.of(key), .null]) == 1)
                }
                #expect(try connection.execute("UPDATE t SET v = ? WHERE k <> ?", [.of(1), .of("a")]) == 2)
                #expect(try connection.execute("DELETE FROM t WHERE k = ?", [.of("z")]) == 0)
                try connection.execute(
                    """
                    INSERT INTO t VALUES (?, ?)
                    ON CONFLICT (k) DO UPDATE SET v = \(connection.dialect.greatest("t.v", "excluded.v"))
                    """, [.of("b"), .of(9)])
                #expect(
                    try connection.execute("INSERT INTO t VALUES (?, ?) ON CONFLICT DO NOTHING", [.of("a"), .of(5)])
                        == 0)
            }
            let rows = try await store.read { try $0.rows("SELECT k, v FROM t ORDER BY k") }
            #expect(
                rows == [
                    SQLRow([.text("a"), .null]), SQLRow([.text("b"), .integer(9)]), SQLRow([.text("c"), .integer(1)]),
                ])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func numbersRows(engine: StoreEngine) async throws {
        let columns = "id INTEGER PRIMARY KEY, other INTEGER"
        try await withTable(engine, columns) { store in
            let ids = try await store.commit { connection in
                try (0..<3).compactMap { number in
                    try connection.value(Int.self, "INSERT INTO t (other) VALUES (?) RETURNING id", [.of(number)])
                }
            }
            #expect(ids == [1, 2, 3])
        }
    }

    // MARK: Transactions

    @Test(arguments: StoreEngine.allCases)
    func keepsEveryConcurrentCommit(engine: StoreEngine) async throws {
        try await withTable(engine) { store in
            try await withThrowingDiscardingTaskGroup { group in
                for value in 0..<500 {
                    group.addTask {
                        _ = try await store.commit { try $0.execute("INSERT INTO t VALUES (?)", [.of(value)]) }
                    }
                }
            }
            #expect(try await count(store, "DISTINCT v") == 500)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func undoesAFailedChangeAloneAmongItsNeighbours(engine: StoreEngine) async throws {
        try await withTable(engine, "v INTEGER PRIMARY KEY") { store in
            await withDiscardingTaskGroup { group in
                for value in 0..<300 {
                    group.addTask {
                        do {
                            try await store.commit { connection in
                                try connection.execute("INSERT INTO t VALUES (?)", [.of(value)])
                                if value % 10 == 0 { throw Refused() }
                                // Refused by the engine itself.
                                if value % 10 == 1 { try connection.execute("INSERT INTO t VALUES (?)", [.of(value)]) }
                            }
                            #expect(value % 10 > 1)
                        } catch {
                            #expect(value % 10 == 0 ? error is Refused : error is SQLError, "\(error)")
                        }
                    }
                }
            }
            let kept = try await count(store)
            #expect(kept == 240)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func reportsTheErrorOfAChangeAndGoesOn(engine: StoreEngine) async throws {
        try await withTable(engine) { store in
            await #expect(throws: Refused.self) { try await store.commit { _ in throw Refused() } }
            await #expect(throws: SQLError.self) { try await store.commit { try $0.execute("NONSENSE") } }
            await #expect(throws: SQLError.self) { try await store.read { try $0.rows("SELECT nothing FROM t") } }
            await #expect(throws: SQLError.self) {
                try await store.commit { try $0.execute("INSERT INTO t VALUES (?)", [.text("no number")]) }
            }
            try await store.commit { _ = try $0.execute("INSERT INTO t VALUES (1)") }
            #expect(try await count(store) == 1)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func addsUpWhatManyChangeAtOnce(engine: StoreEngine) async throws {
        try await withTable(engine, "k INTEGER PRIMARY KEY, v INTEGER") { store in
            try await store.commit { connection in
                for key in 0..<4 { try connection.execute("INSERT INTO t VALUES (?, 0)", [.of(key)]) }
            }
            // In opposite orders, so that connections meet each other's locks.
            try await withThrowingDiscardingTaskGroup { group in
                for number in 0..<400 {
                    group.addTask {
                        try await store.commit { connection in
                            for key in number % 2 == 0 ? [0, 1, 2, 3] : [3, 2, 1, 0] {
                                let read = "SELECT v FROM t WHERE k = ?\(connection.dialect.forUpdate)"
                                let value = try connection.value(Int.self, read, [.of(key)]) ?? 0
                                try connection.execute("UPDATE t SET v = ? WHERE k = ?", [.of(value + 1), .of(key)])
                            }
                        }
                    }
                }
            }
            let values = try await store.read { try $0.rows("SELECT v FROM t ORDER BY k") }
            #expect(values == Array(repeating: SQLRow([.integer(400)]), count: 4))
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func readsWhatWasReported(engine: StoreEngine) async throws {
        try await withTable(engine) { store in
            for number in 1...50 {
                try await store.commit { _ = try $0.execute("INSERT INTO t VALUES (?)", [.of(number)]) }
                #expect(try await count(store) == number)
            }
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func keepsItOverAnotherLife(engine: StoreEngine) async throws {
        let place = try engine.makePlace()
        defer { engine.remove(place) }
        let first = try await engine.open(place)
        try await first.commit { connection in
            try connection.executeScript(connection.dialect.schema("CREATE TABLE t (v INTEGER) STRICT;"))
            try connection.execute("INSERT INTO t VALUES (1)")
        }
        try await first.close()
        let second = try await engine.open(place)
        #expect(try await count(second) == 1)
        try await second.close()
    }

    @Test(arguments: StoreEngine.allCases)
    func finishesWhatWaitsBeforeItCloses(engine: StoreEngine) async throws {
        let place = try engine.makePlace()
        defer { engine.remove(place) }
        let store = try await engine.open(place)
        try await store.commit { try $0.executeScript($0.dialect.schema("CREATE TABLE t (v INTEGER) STRICT;")) }
        let changes = (0..<50).map { value in
            Task { _ = try await store.commit { try $0.execute("INSERT INTO t VALUES (?)", [.of(value)]) } }
        }
        try await store.close()
        var kept = 0
        for change in changes {
            if case .success = await change.result { kept += 1 }  // others came after the end, and were told so
        }
        let second = try await engine.open(place)
        #expect(try await count(second) == kept)
        try await second.close()
    }
}
