package import Seams
import Simulators

/// The swarm: each seed draws a world of its own, so that runs differ in kind and not only in amount.
///
/// The idea is FoundationDB's: each kind of fault is either on or off for the whole of a seed's run, and only then does
/// it strike with a probability of its own. All draws come from the seed's stream "swarm", one branch for each kind, so
/// that forbidding one kind leaves the others as they were.
package enum SwarmPlan {
    /// One in so many seeds has no fault of the swarm, and runs the scenario exactly as it stands.
    private static let calmEvery = 8
    /// How likely a permitted kind is on.
    private static let kindProbability = 0.3
    /// How long the world gets to become quiet: after the longest window the core's back-off, its clock and DingTalk's
    /// schedule must all have come round. Virtual time is free.
    private static let settleWithin = Duration.seconds(120)
    /// How long a core whose drawn settings give it one worker may take for each approval, over a slow network.
    private static let settlePerApproval = Duration.milliseconds(400)

    /// The scenario with this seed, and with the faults, arrivals and settings that the seed draws.
    ///
    /// Everything drawn is survived by a correct core without loss, duplicates or dead letters. Bounds of time and of
    /// attempts are dropped, since they are not what a swarm explores; rules, the scenario's own included, may miss.
    package static func apply(to scenario: Scenario, seed: Seed) -> Scenario {
        var calm = scenario
        calm.seed = seed
        calm.explore.swarm = []  // what comes out stands as it is: nothing is drawn for it again
        // One seed may miss what another hits: whether a rule strikes is asked of all seeds together.
        for index in calm.faults.indices { calm.faults[index].mustFire = false }
        let streams = seed.derived("swarm")
        var dice = SwarmDice(streams.stream("scenario"))
        guard !scenario.explore.swarm.isEmpty, dice.integer(in: 1...calmEvery) > 1 else { return calm }
        var stirred = calm
        if scenario.workload.length != nil { stirred.workload.arrivals = dice.arrivals(like: scenario.workload) }
        let rules = rules(for: stirred, of: Set(scenario.explore.swarm), streams)
        guard !rules.isEmpty else { return calm }
        stirred.world.redelivery = dice.redelivery(like: scenario.world.redelivery)
        if scenario.system.isBuiltIn { dice.turnKnobs(of: &stirred) }
        stirred.faults += rules.map { rule in
            var rule = rule
            rule.mustFire = false
            return rule
        }
        stirred.loosen(
            to: settleWithin + settlePerApproval * scenario.workload.approvals
                + stirred.clockJumps)
        return stirred
    }

    private static func rules(for scenario: Scenario, of kinds: Set<String>, _ streams: Seed) -> [FaultRule] {
        var draw = SwarmDraw(scenario, dice: SwarmDice(streams.stream("")))
        var rules: [FaultRule] = []
        for kind in SwarmKind.all where kinds.contains(kind.name) {
            draw.dice = SwarmDice(streams.stream(kind.name))
            guard draw.dice.chance(kindProbability) else { continue }
            for _ in 0..<draw.dice.integer(in: 1...kind.rulesMax) {
                guard let members = kind.draw(&draw) else { break }
                rules.append(rule(members, of: kind, number: rules.count + 1))
            }
        }
        return rules
    }

    private static func rule(_ members: SwarmDraw.Members, of kind: SwarmKind, number: Int) -> FaultRule {
        let own = ["fault": kind.name, "name": "swarm-\(number)-\(kind.name)"]
        do {
            var rule = try FaultRule(members.merging(own) { $1 }, index: number)
            rule.closeAfterOutage()
            return rule
        } catch {
            preconditionFailure("the swarm's draw for \(kind.name) is no rule: \(error)")
        }
    }
}

extension Scenario {
    /// How far faults set the core's clock in all, forward or back.
    var clockJumps: Duration {
        faults.reduce(.zero) { sum, rule in
            guard case .clockJump(let distance)? = (rule.fault as? any ProcessFault)?.strike else { return sum }
            return sum + (distance < .zero ? .zero - distance : distance)
        }
    }

    /// Drops the bounds that hold only while nothing unplanned happens.
    fileprivate mutating func loosen(to settle: Duration) {
        expectations.latencyMax = nil
        expectations.inTime = false
        expectations.latencyP99 = nil
        expectations.recoveryWithin = nil
        expectations.apiSuccessRate = nil
        expectations.attemptsMax = nil
        expectations.callsPerApprovalMax = nil
        expectations.logInsMax = nil
        expectations.burstMax = nil
        // A comment whose outcome is unknown may be given up; what the others say is checked all the same.
        if expectations.writeBack == true { expectations.writeBack = nil }
        // What the scenario itself plans must still happen before the end, however short the drawn arrivals are.
        let planned = faults.map { $0.until ?? $0.from } + interventions.compactMap(\.at)
        let rest = (planned.max() ?? .zero) - (workload.length ?? .zero)
        let recovery = activities.map(\.activity.recovery).max() ?? .zero
        settleWithin = min(max(settleWithin, settle, rest + .seconds(10)) + recovery, .seconds(3600))
    }
}
