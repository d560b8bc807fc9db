import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// What a wait knows after each look, step by step.
struct WatchTests {
    private let time = ManualTime()
    private let history: History
    private let journal = CallJournal(keepsCalls: true)

    init() {
        history = History(time: time)
    }

    private func arrive(_ number: Int) {
        let facts = CallFacts(platform: .kingdee, operation: "Save")
        let request = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/")
        journal.arrived(number, facts, HTTPCall(request: request), at: time.now)
        history.record(.callArrived(call: number, platform: .kingdee, operation: "Save", key: nil))
    }

    private func watch(_ body: JSON) throws -> Watch { Watch(try Expectation(body)) }

    @Test func aCallUnderWayIsLookedAtAgain() throws {
        var watch = try watch(["calls": ["operation": "Save", "refused": false]])
        arrive(1)
        #expect(watch.look(history, journal) == nil)
        #expect(watch.look(history, journal) == nil)
        journal.answered(1, status: 200, error: nil, reply: [])
        #expect(watch.look(history, journal) == ["calls": [1]])
        #expect(watch.look(history, journal) == ["calls": [1]], "and is counted once")
    }

    @Test func aResetForgetsWhatWasThere() throws {
        var watch = try watch(["calls": ["operation": "Save"], "atLeast": 2])
        arrive(1)
        history.record(.note(text: "more"))
        #expect(watch.look(history, journal) == nil)
        history.reset()
        journal.reset()
        arrive(2)
        #expect(watch.look(history, journal) == nil)
        arrive(3)
        #expect(watch.look(history, journal) == ["calls": [2, 3]])
    }

    @Test func aDocumentCountsAsItIsAtTheLook() throws {
        var watch = try watch(["document": ["form": "F", "number": "1", "status": "submitted"]])
        history.record(
            .documentSaved(
                call: nil, form: "F", id: "7", number: "1", created: true, status: "A", content: #"{"FNote":"x"}"#))
        #expect(watch.look(history, journal) == nil)
        for (from, to) in [("A", "B"), ("B", "C")] {
            history.record(
                .documentStatusChanged(
                    call: nil, form: "F", id: "7", number: "1", operation: "Move", from: from, to: to))
        }
        #expect(watch.look(history, journal) == nil, "it is audited by now")
        history.record(
            .documentStatusChanged(
                call: nil, form: "F", id: "7", number: "1", operation: "Move", from: "D", to: "B"))
        #expect(watch.look(history, journal)?["document"]?["status"] == "B")
    }
}
