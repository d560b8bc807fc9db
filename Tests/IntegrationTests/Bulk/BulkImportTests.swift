import Foundation
import Seams
import Testing

@testable import Integration

@Suite(.timeLimit(.minutes(2))) struct BulkImportTests {
    private static let time = SystemTime()

    private static func routes() throws -> RouteTable {
        let head = "source: S\nhead:\n  A: {from: X, amount: yuan}\n"
        let yaml = [
            "process: P\nform: FIRST\nonly-when: {from: X, differs: 7}\n" + head,
            "process: P\nform: SECOND\nafter: FIRST\n" + head,
        ]
        return try RouteTable(yaml.map { Route(try Mapping.load(yaml: $0, file: "m.yaml")) })
    }

    private static func line(_ id: Int, _ value: String, status: String = "COMPLETED") -> String {
        #"{"processInstanceId":"i-\#(id)","processCode":"P","result":{"status":"\#(status)","result":"agree","#
            + #""formComponentValues":[{"id":"X","value":"\#(value)"}]}}"#
    }

    private func run(
        _ text: String, into store: ItemStore, stopAfter pages: Int = .max
    ) async throws -> (outcome: BulkImport.Outcome, numbers: [Int]) {
        let work = BulkImport(into: store, try BulkImportTests.routes(), flow: nil, checkpoint: "test")
        var lines = JSONLines(Data(text.utf8))
        lines.skip(try await work.position())
        var numbers: [Int] = []
        let outcome = try await work.run(lines, time: BulkImportTests.time) { page, line in
            AuditEntry(
                at: Timestamp(seconds: 1), kind: .operation, action: "import", subject: "\(page.count) to \(line)")
        } onPage: { page, lines in
            numbers += page.unreadable.map { lines[$0.line - 1] }
        }
        return (outcome, numbers)
    }

    @Test func aMendedFileOfTheSameLengthIsAnother() {
        let names = ["a,1\n", "a,2\n", "a,1\n"].map { BulkImport.checkpoint(of: Data($0.utf8), name: "x.jsonl") }
        #expect(names[0] != names[1] && names[0] == names[2])
        #expect(BulkImport.checkpoint(of: Data("a,1\n".utf8), name: "y.jsonl") != names[0])
    }

    @Test(arguments: StoreEngine.allCases)
    func storesEachApprovalOnce(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let store = ItemStore(database)
            try await store.migrate()
            var lines = (0..<1200).map { BulkImportTests.line($0, "\($0).50") }
            lines[3] = BulkImportTests.line(3, "no amount")
            lines[5] = ""
            lines[7] = BulkImportTests.line(7, "7")
            lines[600] = "{"
            lines[1199] = BulkImportTests.line(1199, "1", status: "RUNNING")
            let text = lines.joined(separator: "\n") + "\n"
            let (outcome, numbers) = try await run(text, into: store)
            // Each approval makes two documents.
            #expect(outcome.new == 2 * 1197 && outcome.passedOver == 1 && outcome.unreadable == 1)
            #expect(numbers == [601])
            #expect(try await store.checkpoint("test") == 1201)
            let counts = try await store.counts()
            #expect(counts[.ready] == 1195 && counts[.dead] == 1 && counts[.ignored] == 1 && counts[.received] == 1197)
            let (again, _) = try await run(text, into: store)
            #expect(again.new == 0 && again.unreadable == 0)
            let item = try #require(try await store.items(of: "i-12").first { $0.key.form == "FIRST" })
            let body = try await store.body(of: item.id)
            #expect(body.payload == #"{"A":12.5,"FBillNo":"\#(item.number)","S":"i-12"}"#)
            #expect(body.instance?.values == [FormValue(id: "X", name: "", componentType: "", value: "12.50")])
        }
    }

    /// Another process stored the first page, and was killed.
    @Test func goesOnBehindTheLastPage() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let store = ItemStore(database)
            try await store.migrate()
            let lines = (0..<1100).map { BulkImportTests.line($0, "1") }
            let page = BulkPage(
                texts: lines[..<500].map { Array($0.utf8) }, routes: try BulkImportTests.routes(), flow: nil)
            #expect(try await store.take(page, checkpoint: "test", at: 500, now: Timestamp(seconds: 1)) == 1000)
            let (outcome, _) = try await run(lines.joined(separator: "\n"), into: store)
            #expect(outcome.new == 1200)
            #expect(try await store.checkpoint("test") == 1100)
        }
    }

    /// More pages than may wait: stored in their order, and the first that cannot be stored ends it.
    @Test func storesPagesInOrderAndEndsWithTheFirstFailure() async throws {
        let lines = (0..<(5 * BulkImport.page + 1)).map { BulkImportTests.line($0, "1") }
        let text = lines.joined(separator: "\n")
        try await StoreEngine.sqlite.withStore { database in
            let store = ItemStore(database)
            try await store.migrate()
            _ = try await store.database.commit { database in
                try database.execute(
                    """
                    CREATE TRIGGER forwards BEFORE UPDATE ON cursors WHEN new.position <= old.position
                    BEGIN SELECT RAISE(ABORT, 'backwards'); END
                    """)
            }
            let (outcome, _) = try await run(text, into: store)
            #expect(outcome.new == 2 * lines.count)
            #expect(try await store.checkpoint("test") == Int64(lines.count))
        }
        try await StoreEngine.sqlite.withStore { database in
            let store = ItemStore(database)
            try await store.migrate()
            _ = try await store.database.commit { database in
                try database.execute(
                    """
                    CREATE TRIGGER full BEFORE UPDATE ON cursors WHEN new.position > \(2 * BulkImport.page)
                    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
                    """)
            }
            await #expect { try await run(text, into: store) } throws: { "\($0)".contains("the disk is full") }
            #expect(try await store.checkpoint("test") == Int64(2 * BulkImport.page))
            #expect(try await store.counts().values.reduce(0, +) == 4 * BulkImport.page)
        }
    }

    @Test(arguments: ["", "a", "a\n", "\n\na\n", "a\nb\nc"])
    func countsLinesAsSplittingDoes(text: String) {
        var lines = JSONLines(Data(text.utf8))
        var read: [JSONLines.Line] = []
        while !lines.isAtEnd { read += lines.next(2) }
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == parts.count)
        let expected = parts.enumerated().filter { !$0.element.isEmpty }
        #expect(read.map(\.number) == expected.map { $0.offset + 1 })
        #expect(read.map(\.text) == expected.map { Array($0.element.utf8) })
        var skipping = JSONLines(Data(text.utf8))
        skipping.skip(1)
        #expect(skipping.count == 1)
    }
}
