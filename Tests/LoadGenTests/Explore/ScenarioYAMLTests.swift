import Foundation
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct ScenarioYAMLTests {
    @Test(arguments: try ScenarioFile.load(paths: [ScenarioFilesTests.folder], world: .virtual).map(\.scenario))
    func everyScenarioReadsBackAsItWas(scenario: Scenario) throws {
        try expectSame(try read(ScenarioYAML.text(of: scenario, header: "x")), scenario)
    }

    @Test func everyDrawnPlanReadsBackAsItWas() throws {
        let scenarios = try ScenarioFile.load(paths: [ScenarioFilesTests.folder], world: .virtual).map(\.scenario)
        for (number, scenario) in scenarios.enumerated() {
            for seed in 1...20 {
                let drawn = SwarmPlan.apply(to: scenario, seed: Seed(UInt64(1000 * number + seed)))
                let back = try read(ScenarioYAML.text(of: drawn, header: "drawn"))
                try expectSame(back, drawn)
                #expect(back.explore.swarm.isEmpty)
            }
        }
    }

    @Test func writesAFileThatAPersonCanRead() throws {
        var scenario = try ScenarioFile.parse(text: ScenarioYAMLTests.handwritten, file: "x.yaml", world: .virtual)
        scenario.faults[0].until = .milliseconds(1250)
        #expect(ScenarioYAML.text(of: scenario, header: "Found by explore.\n\nSeed 7.") == ScenarioYAMLTests.written)
    }

    @Test(arguments: [
        "plain", "90018", "MsgCode 13", "it's: # [odd], {text}", "-1", "~", "null", "true", " lead", "two  spaces",
        "line\nbreak \"quoted\" \\", "差旅费", "'", "a: b", "%", "<html><body>portal</body></html>", "\u{1}",
        String(repeating: "many words ", count: 30) + "end",
    ])
    func anyTextSurvives(text: String) throws {
        var scenario = try ScenarioFile.parse(text: ScenarioYAMLTests.handwritten, file: "x.yaml", world: .virtual)
        scenario.proves = text
        scenario.system.settings = ["a.key": text]
        scenario.faults[1].source["text"] = text
        let back = try read(ScenarioYAML.text(of: scenario, header: ""))
        #expect(back.proves == text)
        #expect(back.system.settings == ["a.key": text])
        #expect((back.faults[1].fault as? GarbledReply)?.text == text)
    }

    @Test(arguments: [
        (Duration.milliseconds(1250), "1250ms"), (.seconds(90), "90s"), (.zero, "0s"), (.microseconds(15), "15us"),
        (.nanoseconds(1_234_567), "1234.567us"), (.nanoseconds(1), "0.001us"),
    ])
    func writesDurationsExactly(duration: Duration, text: String) {
        #expect(duration.exactText == text)
        #expect(Duration(unitText: duration.exactText) == duration)
    }

    private func read(_ text: String) throws -> Scenario {
        let reasons: [Platform: [String]] = [
            .dingTalk: DingTalkSimulator.refusalReasons, .kingdee: KingdeeSimulator.refusalReasons,
        ]
        return try ScenarioFile.parse(text: text, file: "back.yaml", refusalReasons: reasons, world: .virtual)
    }

    /// Everything of two scenarios, as text: values print all their members.
    private func expectSame(_ left: Scenario, _ right: Scenario) throws {
        #expect(left.faults.count == right.faults.count)
        for (left, right) in zip(left.faults, right.faults) {
            #expect("\(left.fault)" == "\(right.fault)")
            #expect((left.id, left.from, left.mustFire) == (right.id, right.from, right.mustFire))
            #expect(left.until == right.until)
            #expect(left.aim == right.aim)
        }
        #expect(left.explore == right.explore)
        #expect(left.interventions == right.interventions)
        #expect(sorted(left.system) == sorted(right.system))
        #expect("\(left.workload)" == "\(right.workload)")
        #expect("\(left.expectations)".count == "\(right.expectations)".count)
        #expect(left.expectations.content == right.expectations.content)
        #expect(left.world.formRules.keys.sorted() == right.world.formRules.keys.sorted())
        #expect((left.name, left.proves, left.seed) == (right.name, right.proves, right.seed))
        #expect((left.settleWithin, left.takes) == (right.settleWithin, right.takes))
        #expect((left.world.redelivery, left.world.tls) == (right.world.redelivery, right.world.tls))
        #expect((left.world.employees, left.world.departments) == (right.world.employees, right.world.departments))
        #expect(left.world.delivery == right.world.delivery)
        #expect(left.world.deliveryTimeout == right.world.deliveryTimeout)
    }

    private func sorted(_ system: SystemSettings) -> [String] {
        system.settings.map { "\($0) \($1)" }.sorted() + system.environment.map { "\($0) \($1)" }.sorted()
            + system.command + [system.ready, system.callback, "\(system.startWithin)"]
            + [system.kingdeeAuthentication.rawValue]
    }

    private static let handwritten = """
        scenario: example
        proves: nothing
        seed: 7
        workload: {approvals: 3, arrivals: {burst: 1s}}
        faults:
          - {fault: lost-after-commit, on: kingdee, operations: [Save, Submit], at: 1s, for: 4s, attempts: 1}
          - {fault: garbled-reply, name: portal, text: 'a: b', must-fire: false}
          - {fault: power-lost, at: 2s, unsynced: torn}
        interventions: [{replay-dead-letters: {}}, {when: 3s, replay-dead-letters: {set: {A.B: 差旅费}}}]
        expect: {latency-max: none}
        takes: 6m
        explore: {swarm: none}
        """

    private static let written = """
        # Found by explore.
        #
        # Seed 7.
        scenario: example
        proves: nothing
        seed: 7
        system:
          core: built-in
        workload:
          approvals: 3
          arrivals:
            burst: 1s
        faults:
          - fault: lost-after-commit
            name: 1-lost-after-commit
            at: 1s
            for: 250ms
            attempts: 1
            on: kingdee
            operations: 'Save,Submit'
          - fault: garbled-reply
            name: portal
            at: 0s
            text: 'a: b'
            must-fire: false
          - fault: power-lost
            name: 3-power-lost
            at: 2s
            unsynced: torn
        interventions:
          - when: quiet
            replay-dead-letters: {}
          - when: 3s
            replay-dead-letters:
              set:
                A.B: '差旅费'
        expect:
          latency-max: none
          dead-letters: 0
        settle-within: 1m
        takes: 6m
        explore:
          swarm: none

        """
}
