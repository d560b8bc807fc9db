import Seams
import Simulators
import Testing

@testable import LoadGen

/// Rules that only the virtual world can carry out, and the `explore:` section.
@Suite struct VirtualOnlyRulesTests {
    @Test(arguments: [
        (
            "faults:\n  - {fault: power-lost, at: 1s}",
            "x.yaml:5: fault 1: fault: 'power-lost': only 'rehearsal explore' can do that"
        ),
        (
            "faults:\n  - fault: clock-jumped\n    by: 1m\n    for: 2s",
            "x.yaml:5: fault 1: fault: 'clock-jumped': only 'rehearsal explore' can do that"
        ),
        (
            "faults:\n  - fault: process-killed\n    io-step: 3",
            """
            x.yaml:6: fault 1: io-step: only 'rehearsal explore' can do that; remove io-step to strike by time, at 'at'
            """
        ),
    ])
    func theWireWorldRefuses(text: String, message: String) throws {
        #expect(mistakes(text) == message)
        #expect(try virtual(text).faults.count == 1)
    }

    @Test func aKillByTimeIsForBothWorlds() {
        #expect(mistakes("faults: [{fault: process-killed, io-step: 0}]") == "")
    }

    @Test func aRuleThatStrikesByTimeStillHasNoLength() {
        #expect(throws: ScenarioError.self) { try virtual("faults: [{fault: power-lost, for: 3s}]") }
    }

    @Test(arguments: [
        ("{fault: power-lost, at: 2s, restart-after: 3s}", Duration.seconds(5)),
        ("{fault: process-killed, at: 2s, restart-after: 10ms}", .seconds(3)),
        ("{fault: power-lost, at: 2s, io-step: 9, for: 4s}", .seconds(6)),
        ("{fault: power-lost, at: 2s, io-step: 9}", nil),
        ("{fault: clock-jumped, at: 2s, for: 7s}", .seconds(9)),
        ("{fault: clock-jumped, at: 2s}", nil),
    ])
    func closesTheWindowWhenTheProcessIsBack(rule: String, until: Duration?) throws {
        #expect(try virtual("faults: [\(rule)]").faults.first?.until == until)
    }

    @Test(arguments: [
        ("", ExploreSettings.everyKind), ("explore: {swarm: all}", ExploreSettings.everyKind),
        ("explore: {swarm: none}", []), ("explore: {swarm: []}", []),
        ("explore: {swarm: [event-lost, power-lost]}", ["event-lost", "power-lost"]),
    ])
    func readsWhatASeedMayAdd(text: String, kinds: [String]) throws {
        #expect(try scenario(text).explore.swarm == kinds)
    }

    @Test func readsNetworkAndCanary() throws {
        let explore = try scenario("explore: {network: wan, must-fail: no-duplicates}").explore
        #expect(explore.network == .wan)
        #expect(explore.mustFail == "no-duplicates")
        #expect(try scenario().explore == ExploreSettings())
    }

    @Test(arguments: [
        ("swarm: [event-lots]", "explore.swarm: unknown fault 'event-lots'; did you mean 'event-lost'?"),
        (
            "swarm: some",
            """
            explore.swarm: 'some' is neither a list nor all nor none; write for example \
            swarm: [event-lost, process-killed], or all, or none
            """
        ),
        ("network: wlan", "explore.network: 'wlan' is unknown; did you mean 'lan'?"),
        ("must-fail: no-duplicate", "explore.must-fail: unknown checker 'no-duplicate'; did you mean 'no-duplicates'?"),
        ("kinds: all", "explore: unknown key 'kinds'; known: must-fail, network, swarm"),
    ])
    func saysWhatIsWrong(line: String, message: String) {
        #expect(mistakes("explore:\n  \(line)") == "x.yaml:5: \(message)")
    }

    private func virtual(_ rest: String) throws -> Scenario {
        try ScenarioFile.parse(text: scenarioHead + rest, file: "x.yaml", world: .virtual)
    }
}
