import Seams
import Testing
import VirtualTime

@Suite struct PowerCutTests {
    static let powerCuts: [UnsyncedWrites] = [.lost, .prefix, .torn]

    /// 700 cuts in each of three ways.
    @Test(.timeLimit(.minutes(1)), arguments: powerCuts)
    func losesNoReportedCommitWithFull(_ unsynced: UnsyncedWrites) throws {
        for seed in 1...28 as ClosedRange<UInt64> {
            var trial = try PowerCutTrial(.full, unsynced, seed: seed)
            let outcome = try trial.run(cuts: 25)
            #expect(outcome.lost == [], "seed \(seed)")
            #expect(outcome.broken == [], "seed \(seed)")
            #expect(outcome.acknowledged > 25, "seed \(seed): too little happened to prove anything")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: powerCuts, [SimulatedDisk.Synchronous.normal, .off])
    func losesReportedCommitsWithoutFull(
        _ unsynced: UnsyncedWrites, _ synchronous: SimulatedDisk.Synchronous
    ) throws {
        var lost = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            var trial = try PowerCutTrial(synchronous, unsynced, seed: seed)
            let outcome = try trial.run(cuts: 25)
            lost += outcome.lost.count
            // Without FULL commits may go, but only OFF risks the database.
            if synchronous == .normal { #expect(outcome.broken == [], "seed \(seed)") }
        }
        #expect(lost > 0)
    }

    @Test func breaksADatabaseThatNeverSyncs() throws {
        var broken = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            var trial = try PowerCutTrial(.off, .torn, seed: seed)
            broken += try trial.run(cuts: 25).broken.count
        }
        #expect(broken > 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: SimulatedDisk.Synchronous.allCases)
    func losesNothingWhenOnlyTheProcessDies(_ synchronous: SimulatedDisk.Synchronous) throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            var trial = try PowerCutTrial(synchronous, .kept, seed: seed)
            let outcome = try trial.run(cuts: 25)
            #expect(outcome.lost == [], "seed \(seed)")
            #expect(outcome.broken == [], "seed \(seed)")
        }
    }

    @Test(arguments: UnsyncedWrites.allCases, SimulatedDisk.Synchronous.allCases)
    func repeatsWithItsSeed(_ unsynced: UnsyncedWrites, _ synchronous: SimulatedDisk.Synchronous) throws {
        func outcome(_ seed: UInt64) throws -> PowerCutTrial.Outcome {
            var trial = try PowerCutTrial(synchronous, unsynced, seed: seed)
            return try trial.run(cuts: 10)
        }
        #expect(try outcome(7) == outcome(7))
        #expect(try outcome(7) != outcome(8))
    }
}
