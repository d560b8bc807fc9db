import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

/// The log of transfers.
@Suite(.timeLimit(.minutes(1))) struct SearchTests {
    @Test func pagesThroughEverythingOnce() async throws {
        let bench = try await MonitorBench()
        try await bench.put((1...25).map { "INST-\($0)" })
        var (seen, query) = ([String](), ItemQuery())
        query.limit = 10
        while true {
            let page = try await bench.store.search(query)
            seen += page.items.map(\.key.instance)
            guard let next = page.next else { break }
            query.before = next
        }
        #expect(seen == (1...25).reversed().map { "INST-\($0)" })
    }

    @Test func findsByInstanceNumberReasonStateAndTime() async throws {
        let bench = try await MonitorBench()
        try await bench.put(["abc-1", "abc-2"], state: .done)
        bench.time.advance(by: .seconds(100))
        try await bench.put(["xyz-1"], state: .dead, reason: "no expense item is called '100%_差旅'")
        try await bench.put(["xyz-2"], state: .human, reason: "two documents")
        func found(_ change: (inout ItemQuery) -> Void) async throws -> [String] {
            var query = ItemQuery()
            change(&query)
            return try await bench.store.search(query).items.map(\.key.instance)
        }
        #expect(try await found { $0.text = "abc" } == ["abc-2", "abc-1"])
        #expect(try await found { $0.text = "abc-1" } == ["abc-1"])
        let number = try await bench.store.items(of: "xyz-2")[0].number
        #expect(try await found { $0.text = number } == ["xyz-2"])
        #expect(try await found { $0.text = "EXPENSE item" } == ["xyz-1"])
        #expect(try await found { $0.text = "100%_" } == ["xyz-1"])
        #expect(try await found { $0.text = "100x_" } == [])
        #expect(try await found { $0.text = "' OR 1=1 --" } == [])
        #expect(try await found { $0.states = [.dead, .human] } == ["xyz-2", "xyz-1"])
        #expect(try await found { $0.states = [.done] } == ["abc-2", "abc-1"])
        #expect(try await found { $0.form = "AP_Payable" } == [])
        let border = bench.time.now
        #expect(try await found { $0.from = border } == ["xyz-2", "xyz-1"])
        #expect(try await found { $0.until = border } == ["abc-2", "abc-1"])
        #expect(try await found { $0.from = border + .seconds(1) } == [])
    }

    @Test func asksOnceASecondForTheCounts() async throws {
        let bench = try await MonitorBench()
        try await bench.put(["a"])
        #expect(await bench.send(.get, "/api/overview").text.contains("\"received\":1"))
        try await bench.put(["b"])
        #expect(await bench.send(.get, "/api/overview").text.contains("\"received\":1"))
        bench.time.advance(by: .seconds(1))
        #expect(await bench.send(.get, "/api/overview").text.contains("\"received\":2"))
    }

    @Test(arguments: [
        "state=donee", "limit=0", "limit=x", "before=x", "from=yesterday", "until=1e9",
    ])
    func saysWhatIsWrongWithAQuery(query: String) async throws {
        let bench = try await MonitorBench()
        let reply = await bench.send(.get, "/api/transfers?\(query)")
        #expect(reply.response.status == .badRequest && reply.text.contains("error"))
    }
}
