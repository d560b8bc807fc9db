import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SwarmPlanTests {
    private static let seeds = (1...800).map { Seed($0) }
    private let base: Scenario

    init() throws {
        base = try ScenarioFile.parse(text: SwarmPlanTests.text, file: "base.yaml")
    }

    @Test func theSameSeedDrawsTheSame() {
        for seed in SwarmPlanTests.seeds.prefix(50) {
            let (first, second) = (SwarmPlan.apply(to: base, seed: seed), SwarmPlan.apply(to: base, seed: seed))
            #expect(ScenarioYAML.text(of: first, header: "") == ScenarioYAML.text(of: second, header: ""))
            #expect(first.seed == seed)
        }
    }

    @Test func whatIsDrawnIsNotDrawnAgain() {
        let drawn = SwarmPlan.apply(to: base, seed: Seed(3))
        let again = SwarmPlan.apply(to: drawn, seed: Seed(4))
        #expect(again.faults.map(\.id) == drawn.faults.map(\.id))
    }

    @Test func aboutOneSeedInEightIsCalmAndRunsTheScenarioAsItStands() {
        let calm = SwarmPlanTests.seeds.map { SwarmPlan.apply(to: base, seed: $0) }.filter { $0.faults.count == 1 }
        #expect((60...140).contains(calm.count))
        for scenario in calm {
            #expect(scenario.expectations.latencyMax == .seconds(5))
            #expect(scenario.expectations.recoveryWithin == .seconds(15))
            #expect(scenario.workload.arrivals == base.workload.arrivals)
            #expect(scenario.system.settings == base.system.settings)
            #expect(scenario.faults.map(\.mustFire) == [false])
        }
    }

    @Test func aSwarmKeepsOnlyTheBoundsThatItCannotBreak() {
        for scenario in stirred {
            let expectations = scenario.expectations
            #expect(expectations.latencyMax == nil && expectations.latencyP99 == nil)
            #expect(expectations.recoveryWithin == nil && expectations.apiSuccessRate == nil)
            #expect(expectations.attemptsMax == nil && expectations.deadLetters == 0)
            #expect(scenario.settleWithin >= .seconds(120))
            #expect(scenario.system.settings["delivery.attempts"] == "10")
            #expect(scenario.workload.approvals == 40)
            #expect(scenario.faults.first?.id == "own")
            #expect(scenario.faults.allSatisfy { !$0.mustFire })
        }
    }

    @Test func everyKindIsDrawnAndEveryFaultHasAKind() {
        let drawn = Set(stirred.flatMap(\.faults).map { type(of: $0.fault).name })
        #expect(SwarmKind.all.map(\.name) == FaultCatalog.all.map { $0.name })
        #expect(Set(SwarmKind.all.map(\.name)).subtracting(drawn) == [])
    }

    @Test func everyPlanIsAScenarioThatCanBeReadWithoutAMistake() throws {
        for scenario in stirred {
            let text = ScenarioYAML.text(of: scenario, header: "")
            _ = try ScenarioFile.parse(text: text, file: "drawn.yaml", refusalReasons: reasons, world: .virtual)
        }
    }

    @Test func seedsDifferInKindAndNotOnlyInAmount() {
        let kinds = stirred.map { Set($0.faults.map { type(of: $0.fault).name }).sorted().joined(separator: " ") }
        #expect(Set(kinds).count > kinds.count * 9 / 10)
    }

    @Test func onlyPermittedKindsAreDrawn() {
        var scenario = base
        scenario.explore.swarm = ["event-lost", "process-killed"]
        let drawn = SwarmPlanTests.seeds.prefix(200).flatMap { SwarmPlan.apply(to: scenario, seed: $0).faults }
            .filter { $0.id.hasPrefix("swarm-") }.map { type(of: $0.fault).name }
        #expect(Set(drawn) == ["event-lost", "process-killed"])
    }

    @Test func forbiddingOneKindLeavesTheOthersAsTheyWere() {
        var without = base
        without.explore.swarm.removeAll { $0 == "event-lost" }
        for seed in SwarmPlanTests.seeds.prefix(100) {
            let all = SwarmPlan.apply(to: base, seed: seed).faults.filter { !($0.fault is EventLost) }
            let rest = SwarmPlan.apply(to: without, seed: seed).faults
            #expect(all.map(\.from) == rest.map(\.from))
        }
    }

    @Test func aCoreWithAllThePatienceItCanHaveIsNotWornOut() {
        for scenario in stirred {
            let lossy = scenario.faults.filter { $0.id.hasPrefix("swarm-") && $0.fault is any CallFault }
                .filter { !($0.fault is RateLimit || $0.fault is SessionExpired || $0.fault is Delay) }
            let attempts = lossy.reduce(0) { $0 + ($1.aim.attempts ?? 1000) }
            let deaths = scenario.faults.count { $0.fault is ProcessKilled || $0.fault is PowerLost }
            let cuts = scenario.faults.count { $0.fault is any LinkFault && $0.aim.link == "kingdee" }
            #expect(attempts + deaths + cuts <= 6)
            for delay in scenario.faults.compactMap({ $0.fault as? Delay }) { #expect(delay.most <= .seconds(8)) }
        }
    }

    @Test func everyWindowEndsAndLinkCutsAreShort() {
        for rule in stirred.flatMap(\.faults) {
            let until = rule.until ?? .seconds(1_000_000)
            #expect(until - rule.from <= (rule.fault is any LinkFault ? .seconds(15) : .seconds(30)))
        }
    }

    /// Where only waiting makes a look-up conclusive, nothing may be later than the wait, nor may the clock leap over it.
    @Test func aNumberThatIsNotGuardedGetsNoJumpsAndNothingTooLate() {
        var scenario = base
        scenario.system.settings["delivery.numberEnforced"] = "false"
        let faults = SwarmPlanTests.seeds.flatMap { SwarmPlan.apply(to: scenario, seed: $0).faults }
        #expect(!faults.contains { $0.fault is ClockJumped })
        #expect(faults.compactMap { $0.fault as? CommittedLate }.allSatisfy { $0.after <= .seconds(4) })
        #expect(faults.compactMap { $0.fault as? Delay }.allSatisfy { $0.most <= .seconds(1) })
    }

    @Test func theClockIsAwaitedAndNeverOutrunsTheListings() {
        for scenario in stirred {
            let jumps = scenario.faults.compactMap { rule -> Duration? in
                guard case .clockJump(let by)? = (rule.fault as? any ProcessFault)?.strike else { return nil }
                return by < .zero ? .zero - by : by
            }
            #expect(jumps.count <= 1)
            for jump in jumps { #expect(jump <= .seconds(90) && scenario.settleWithin >= .seconds(120) + jump) }
        }
    }

    @Test func whatAScenarioSetsItselfIsNoKnob() {
        var scenario = base
        scenario.system.settings = ["catchUp.every": "2s", "delivery.workers": "3"]
        for seed in SwarmPlanTests.seeds.prefix(50) {
            let settings = SwarmPlan.apply(to: scenario, seed: seed).system.settings
            #expect(settings["catchUp.every"] == "2s" && settings["delivery.workers"] == "3")
        }
    }

    private var stirred: [Scenario] {
        SwarmPlanTests.seeds.map { SwarmPlan.apply(to: base, seed: $0) }.filter { $0.faults.count > 1 }
    }

    private let reasons: [Platform: [String]] = [
        .dingTalk: DingTalkSimulator.refusalReasons, .kingdee: KingdeeSimulator.refusalReasons,
    ]

    private static let text = """
        scenario: base
        proves: that a seed can draw
        workload: {approvals: 40, arrivals: {constant: 10/s}}
        faults: [{fault: delay, name: own, on: kingdee.Save, at: 0s, for: 1s}]
        expect: {recovery-within: 15s, attempts-max: 3, api-success-rate: 0.9, latency-p99: 4s}
        """
}
