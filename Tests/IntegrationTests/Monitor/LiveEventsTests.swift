import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

/// The live events, on a clock that is turned by hand.
@Suite(.timeLimit(.minutes(1))) struct LiveEventsTests {
    private func follow(
        _ bench: MonitorBench, _ headers: [String: String] = [:], _ body: (StreamTrap) async throws -> Void
    ) async throws {
        let outcome = await bench.outcome(.get, "/api/events", "", headers)
        guard case .stream(let response, let stream) = outcome else {
            Issue.record("no stream")
            return
        }
        #expect(response.headerFields[.contentType] == "text/event-stream; charset=utf-8")
        let trap = StreamTrap()
        let task = Task { await stream(trap.writer) }
        try await body(trap)
        task.cancel()
        await task.value
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Waits until the stream waits for its next second: other waits, such as a write's time-out, are longer.
    private func untilItRests(_ bench: MonitorBench) async throws {
        try await until { (bench.time.nextDeadline ?? .init(nanoseconds: .max)) - bench.time.now <= .seconds(1) }
    }

    @Test func tellsTheStateNewStepsAndThatItIsStillThere() async throws {
        let bench = try await MonitorBench()
        try await bench.put(["INST-1"], state: .done)
        try await follow(bench) { trap in
            try await untilItRests(bench)
            #expect(trap.collected.contains("event: state\n"))
            #expect(!trap.collected.contains("event: steps"))  // what was before is not news
            try await bench.put(["INST-2"], state: .done)
            bench.time.advance(by: .seconds(1))
            try await untilItRests(bench)
            #expect(trap.collected.contains("id: 2\nevent: steps\n"))
            #expect(trap.collected.contains("\"instance\":\"INST-2\""))
            let said = trap.collected
            for _ in 0..<15 {
                bench.time.advance(by: .seconds(1))
                try await untilItRests(bench)
            }
            #expect(trap.collected == said + ": still here\n\n")  // nothing new, nothing else said
        }
    }

    @Test func resumesWhereTheClientWasAndSaysWhatItLeavesOut() async throws {
        let bench = try await MonitorBench()
        try await bench.put((1...3).map { "INST-\($0)" })
        try await follow(bench, ["Last-Event-ID": "1"]) { trap in
            try await until { trap.collected.contains("id: 3\n") }
            #expect(!trap.collected.contains("INST-1\"") && trap.collected.contains("INST-2\""))
        }
        try await bench.put((4...303).map { "INST-\($0)" })
        try await follow(bench, ["Last-Event-ID": "3"]) { trap in
            try await until { trap.collected.contains("id: 303\n") }
            #expect(trap.collected.contains("event: gap\ndata: {\"missed\":100}\n"))
        }
        // A number that is not ours, or from another database.
        try await follow(bench, ["Last-Event-ID": "999999999"]) { trap in
            try await until { trap.collected.contains("event: state") }
        }
    }

    @Test func dropsAClientThatTakesNothing() async throws {
        let bench = try await MonitorBench()
        guard case .stream(_, let stream) = await bench.outcome(.get, "/api/events") else {
            Issue.record("no stream")
            return
        }
        let stuck = HTTPBodyWriter { _ in
            // As the system's server: cancelling the write ends it.
            (try? await bench.time.sleep(for: .seconds(100_000))) != nil
        }
        let task = Task { await stream(stuck) }
        try await until { bench.time.sleepers == 2 }
        bench.time.advance(by: .seconds(10))
        await task.value
        #expect(await bench.send(.get, "/metrics").text.contains("rehearsal_monitor_streams 0\n"))
    }

    @Test func endsWithTheSession() async throws {
        let bench = try await MonitorBench(users: try MonitorBench.users(("lin", .viewer)))
        #expect(await bench.send(.get, "/api/events").response.status == .unauthorized)
        let headers = try await bench.headers("lin")
        try await follow(bench, headers) { trap in
            try await untilItRests(bench)
            _ = await bench.send(.delete, "/api/session", "", headers)
            bench.time.advance(by: .seconds(1))
            try await until { trap.collected.hasSuffix("event: end\ndata: {}\n\n") }
        }
    }
}
