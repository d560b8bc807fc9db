import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SeedResultTests {
    private let scenario: Scenario

    init() throws {
        scenario = try ScenarioFile.parse(
            text: "scenario: one\nproves: something\nworkload: {approvals: 1, arrivals: {burst: 1s}}\n",
            file: "one.yaml",
            world: .virtual)
    }

    @Test func callsALostApprovalInAQuietWorldAMatterOfSafety() {
        let result = SeedResult(outcome(quiet: true))
        #expect(result.verdict == .safety)
        #expect(result.violated.contains("nothing-lost"))
    }

    @Test func callsItAMatterOfLivenessWhileTheWorldIsNotQuiet() {
        #expect(SeedResult(outcome(quiet: false)).verdict == .liveness)
    }

    @Test func believesNoFindingOfAHistoryWithAGap() {
        var outcome = outcome(quiet: true)
        outcome.record.events.remove(at: 2)
        #expect(SeedResult(outcome).verdict == .unknown)
    }

    @Test func aLeakOutranksAMistakeOfTheHarnessAndThatAFinding() {
        var outcome = outcome(quiet: true)
        outcome.harnessError = "broken"
        #expect(SeedResult(outcome).verdict == .unknown)
        #expect(SeedResult(outcome).reason == "broken")
        outcome.leak = "a clock"
        #expect(SeedResult(outcome).verdict == .leak)
    }

    @Test func isBlindToACheckerThatIsSwitchedOff() {
        let result = SeedResult(outcome(quiet: true), blindSpot: "nothing-lost")
        #expect(!result.violated.contains("nothing-lost"))
    }

    @Test func anEmptyRunIsNoPass() {
        var outcome = outcome(quiet: true)
        outcome.record.events = []
        #expect(SeedResult(outcome).verdict == .unknown)
    }

    /// An approval without a document.
    private func outcome(quiet: Bool) -> VirtualOutcome {
        let due = Timestamp(milliseconds: 20)
        let facts: [HistoryFact] = [
            .runStarted(format: HistoryFile.format, scenario: "one", seed: 1), .phase(name: "workload"),
            .instanceStarted(instance: "instance-1", processCode: "P", originator: "u", claim: nil, due: due),
            .instanceFinished(instance: "instance-1", outcome: .agree, claim: nil, due: due),
            .phase(name: "settling"), .runEnded(events: 6),
        ]
        let events = facts.enumerated().map { number, fact in
            HistoryEvent(sequence: number, time: Timestamp(milliseconds: Int64(number) * 10), fact: fact)
        }
        return VirtualOutcome(
            record: RunRecord(scenario: scenario, events: events, claims: [:]), digest: 1, trace: [],
            interleaving: Interleaving(lanes: []), becameQuiet: quiet, leak: nil, harnessError: nil, ioSteps: [1],
            virtualTime: .seconds(1), jobs: 1, choices: 0)
    }
}
