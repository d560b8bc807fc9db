import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct CallCheckersTests {
    // MARK: Success rate

    private static func calls(failed: Int, cut: Int) -> RunRecord {
        var history = HistoryBuilder { $0.expectations.apiSuccessRate = 0.9 }
        for index in 0..<20 {
            history.call(
                "Save", "K-\(index)", at: index, error: index < failed ? "MsgCode 11" : nil,
                cut: index >= 20 - cut ? false : nil)
        }
        return history.record()
    }

    @Test func passesASufficientRate() {
        #expect(APISuccessRate.check(CallCheckersTests.calls(failed: 1, cut: 1)) == .holds(examined: 20))
    }

    @Test func findsALowRate() {
        let verdict = APISuccessRate.check(CallCheckersTests.calls(failed: 2, cut: 1))
        #expect(verdict.subjects == ["all calls", "kingdee Save"])
        #expect(verdict.messages.contains("17 of 20 calls were answered without an error: 85.00%, required are 90.00%"))
    }

    @Test func refusesARateOfNoCalls() {
        #expect(APISuccessRate.check(HistoryBuilder.empty { $0.expectations.apiSuccessRate = 0.9 }).isUndecided)
    }

    // MARK: Attempts

    @Test func countsOnlyAttemptsThatReachedKingdee() {
        var history = HistoryBuilder { $0.expectations.attemptsMax = 2 }
        history.call("Save", "K-1", at: 10, error: "MsgCode 9")
        history.call("Save", "K-1", at: 20, cut: true)
        history.call("Save", "K-1", at: 30, cut: false)
        history.call("View", "K-1", at: 40)
        #expect(AttemptsMax.check(history.record()) == .holds(examined: 1))
        history.call("Save", "K-1", at: 50)
        let verdict = AttemptsMax.check(history.record())
        #expect(verdict.subjects == ["K-1"])
        #expect(verdict.messages.contains("Save reached Kingdee 3 times; allowed are 2"))
    }

    @Test func refusesAttemptsWithoutAWrite() {
        var history = HistoryBuilder { $0.expectations.attemptsMax = 2 }
        history.call("View", "K-1", at: 40)
        #expect(AttemptsMax.check(history.record()).isUndecided)
        #expect(AttemptsMax.check(HistoryBuilder.empty { $0.expectations.attemptsMax = 2 }).isUndecided)
    }

    // MARK: Dead letters

    private static func withLetter(of instance: String, expected: Int?) -> RunRecord {
        var history = HistoryBuilder.healthy { $0.expectations.deadLetters = expected }
        history.approve("P-1", at: 400, isPoisoned: true)
        // Reported before and after the replay: still one letter.
        for time in [2000, 3000] {
            history.add(.deadLetter(key: "k-\(instance)", instance: instance, reason: "no mapping"), at: time)
        }
        return history.record()
    }

    @Test func passesTheExpectedDeadLetter() {
        #expect(DeadLetters.check(CallCheckersTests.withLetter(of: "P-1", expected: 1)) == .holds(examined: 3))
        #expect(DeadLetters.check(HistoryBuilder.healthy().record()) == .holds(examined: 2))
    }

    @Test func findsAnUnexpectedDeadLetter() {
        let verdict = DeadLetters.check(CallCheckersTests.withLetter(of: "A-1", expected: 1))
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("although it can be mapped: no mapping"))
    }

    @Test func findsADeadLetterOfNoKnownInstance() {
        let verdict = DeadLetters.check(CallCheckersTests.withLetter(of: "elsewhere", expected: 1))
        #expect(verdict.subjects == ["elsewhere"])
    }

    @Test(arguments: [0, 2])
    func findsAWrongNumberOfDeadLetters(expected: Int) {
        let verdict = DeadLetters.check(CallCheckersTests.withLetter(of: "P-1", expected: expected))
        #expect(verdict.messages == "there were 1 instead of \(expected)")
    }

    @Test func refusesDeadLettersWithoutAnApproval() {
        #expect(DeadLetters.check(HistoryBuilder.empty()).isUndecided)
    }

    @Test func doesNotAskOtherPeoplesCoresForNoDeadLetters() {
        var scenario = HistoryBuilder().scenario
        #expect(DeadLetters.applies(to: scenario))
        scenario.system.command = ["their-core"]
        #expect(!DeadLetters.applies(to: scenario))
        scenario.expectations.deadLetters = 1
        #expect(DeadLetters.applies(to: scenario))
        scenario.expectations.deadLetters = nil
        #expect(!DeadLetters.applies(to: scenario))
    }

    // MARK: Faults

    private static func withFault(_ plant: (inout HistoryBuilder) -> Void) throws -> RunRecord {
        let fault = try FaultCatalog.make("gateway-outage", [:])
        var history = HistoryBuilder.healthy { $0.faults = [FaultRule(id: "outage", fault: fault)] }
        plant(&history)
        return history.record()
    }

    @Test func passesAFaultThatStruck() throws {
        let record = try CallCheckersTests.withFault { $0.fault("outage", from: 100, until: 200) }
        #expect(FaultsFired.check(record) == .holds(examined: 1))
    }

    @Test func findsAFaultThatNeverStruck() throws {
        let record = try CallCheckersTests.withFault { $0.fault("outage", from: 100, until: 200, strikes: 0) }
        #expect(FaultsFired.check(record).subjects == ["outage"])
        #expect(FaultsFired.check(record).messages.contains("armed and never struck"))
    }

    @Test func findsAFaultThatWasNeverArmed() throws {
        let record = try CallCheckersTests.withFault { _ in }
        #expect(FaultsFired.check(record).messages.contains("never armed"))
    }

    @Test func refusesFaultsOfARunThatNeverBegan() throws {
        let fault = try FaultCatalog.make("gateway-outage", [:])
        let record = HistoryBuilder.empty { $0.faults = [FaultRule(id: "outage", fault: fault)] }
        #expect(FaultsFired.check(record).isUndecided)
        #expect(!FaultsFired.applies(to: HistoryBuilder().scenario))
    }
}
