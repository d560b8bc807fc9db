import Seams
import Testing
import VirtualTime

@Suite
struct ValueTests {
    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("2s", .seconds(2)), ("1.5s", .milliseconds(1500)),
        ("10m", .seconds(600)),
        ("1h", .seconds(3600)), ("0s", .zero),
    ])
    func readsDurationsWithTheirUnit(text: String, expected: Duration) {
        #expect(Duration(unitText: text) == expected)
        #expect(Duration(unitText: expected.unitText) == expected)
    }

    @Test(arguments: ["2", "", "s", "-1s", "1 day", "1e400s", "nans"])
    func refusesDurationsWithoutAUnit(text: String) {
        #expect(Duration(unitText: text) == nil)
    }

    @Test
    func derivesTheSameDrawFromTheSameParts() {
        #expect(Seed(42).fraction(["a", "b"]) == Seed(42).fraction(["a", "b"]))
        #expect(Seed(42).fraction(["ab", "c"]) != Seed(42).fraction(["a", "bc"]))
        #expect(Seed(42).fraction(["a"]) != Seed(43).fraction(["a"]))
    }

    @Test
    func drawsEvenly() {
        let draws = (0..<20_000).map { Seed(7).fraction(["rule", "DT\($0)", "1"]) }
        let share = Double(draws.count { $0 < 0.3 }) / 20_000
        #expect(abs(share - 0.3) < 0.01)
    }

    @Test
    func givesEachStreamItsOwnSequence() {
        let one = SeededRandomness(seed: Seed(1))
        let two = SeededRandomness(seed: Seed(1))
        _ = two.next("other")
        #expect((0..<5).map { _ in one.next("a") } == (0..<5).map { _ in two.next("a") })
    }

    @Test
    func makesUUIDsOfVersionFour() {
        let uuid = SeededRandomness(seed: Seed(1)).uuid("ids")
        #expect(uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }

    @Test(arguments: [("lost-aftr-commit", "lost-after-commit"), ("delai", "delay"), ("zebra", nil)])
    func findsTheNearName(written: String, meant: String?) {
        #expect(Spelling.nearest(to: written, among: ["delay", "lost-after-commit", "rate-limit"]) == meant)
    }

    @Test
    func roundsTimestampsDownAlsoBeforeTheEpoch() {
        #expect(Timestamp(nanoseconds: -1).milliseconds == -1)
        #expect(Timestamp(nanoseconds: 1_999_999).milliseconds == 1)
        #expect(Timestamp(milliseconds: .max) == Timestamp(nanoseconds: .max))
    }

    @Test(.timeLimit(.minutes(1)))
    func wakesManualSleepersInOrderAndOnCancellation() async throws {
        let time = ManualTime()
        let task = Task { try await time.sleep(for: .seconds(3)) }
        while time.sleepers == 0 { await Task.yield() }
        time.advance(by: .seconds(2))
        #expect(time.sleepers == 1)
        time.advance(by: .seconds(1))
        try await task.value
        let cancelled = Task { try await time.sleep(for: .seconds(3)) }
        while time.sleepers == 0 { await Task.yield() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
