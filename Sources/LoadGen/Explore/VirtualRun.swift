import Seams
import Simulators
import VirtualTime

/// Runs one scenario in the virtual world: the counterpart of `WireRun`, with the same simulators, workload, timeline of
/// faults, history and checkers, on one thread and in virtual time.
///
/// The same scenario and seed give the same run, byte for byte. Must be called on a thread that no Swift task owns, in a
/// process that runs nothing else (`SimulationExecutors`).
package struct VirtualRun {
    static let corePort = 9000
    static let dingTalkPort = 8001
    static let kingdeePort = 8002
    static let hookPort = 8003

    private var scenario: Scenario
    private let core: VirtualCore
    private let options: VirtualOptions

    /// Prepares a run of `scenario` as it stands: `SwarmPlan` has added what its seed draws.
    package init(scenario: Scenario, core: VirtualCore, options: VirtualOptions = VirtualOptions()) {
        self.scenario = scenario
        self.scenario.expectations.memoryMax = nil
        self.core = core
        self.options = options
    }

    /// Runs the scenario to its end.
    package func run() -> VirtualOutcome {
        let simulation = Simulation(seed: scenario.seed, start: start)
        let network = SimulatedNetwork(simulation, profile: profile)
        let stage = VirtualStage(
            scenario: scenario, core: core, options: options, simulation: simulation, network: network)
        simulation.spawn(on: simulation.world) { await stage.perform() }
        let isOver = simulation.run(until: start + .seconds(7 * 86_400)) { stage.isOver }
        let standstill = isOver || simulation.leaks.description != nil ? nil : "the run came to a standstill"
        return VirtualOutcome(
            record: RunRecord(scenario: scenario, events: stage.history.events(), claims: stage.claims),
            digest: simulation.digest.value, trace: stage.recorder.trace, interleaving: stage.recorder.interleaving,
            becameQuiet: stage.becameQuiet, leak: simulation.leaks.description,
            harnessError: simulation.harnessError ?? stage.failure ?? standstill, ioSteps: stage.ioSteps,
            virtualTime: simulation.now - start, jobs: simulation.jobs, choices: simulation.choices)
    }

    /// Times of day matter to whoever computes dates: the seed begins by day, around midnight in Shanghai (16:00 UTC)
    /// and at the turn of a year.
    private var start: Timestamp {
        let starts: [Int64] = [1_768_440_600, 1_769_874_990, 1_767_196_780, 1_772_294_380]
        return Timestamp(seconds: starts[Int(scenario.seed.derived("start").value % UInt64(starts.count))])
    }

    private var profile: NetworkProfile {
        switch scenario.explore.network {
        case .lan: .lan
        case .wan: .wan
        case .mixed: [.lan, .wan, .coarse][Int(scenario.seed.derived("network-profile").value % 3)]
        }
    }
}
