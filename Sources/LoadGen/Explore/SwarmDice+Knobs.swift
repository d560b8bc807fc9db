import Seams

/// What a seed draws besides faults.
extension SwarmDice {
    /// Other arrivals of the same number of approvals, over half to twice the time. `closed` ones stay as they are, since
    /// their pace is the core's.
    mutating func arrivals(like workload: WorkloadSettings) -> Arrivals {
        guard workload.approvals > 0, let planned = workload.length else { return workload.arrivals }
        let length = duration(max(.milliseconds(500), planned / 2), max(.seconds(2), planned * 2))
        let perSecond = max(0.01, (Double(workload.approvals) / length.seconds * 100).rounded() / 100)
        switch integer(in: 0...3) {
        case 0: return .burst(within: length)
        case 1: return .constant(perSecond: perSecond)
        case 2: return .poisson(perSecond: perSecond)
        default: return workload.arrivals
        }
    }

    /// DingTalk's schedule: the scenario's, its real one, or a shorter one.
    mutating func redelivery(like planned: [Duration]) -> [Duration] {
        pick([
            planned, [.seconds(10), .seconds(30)], [.seconds(1), .seconds(3)],
            [.milliseconds(200), .seconds(2), .seconds(10)], [],
        ])
    }

    /// Settings of the core which it must be right with, unless the scenario has set them itself. Attempts are the most
    /// it can have: how often it tries is not what a swarm explores.
    mutating func turnKnobs(of scenario: inout Scenario) {
        let knobs = [
            "delivery.workers": pick(["1", "2", "4", "16", "64"]),
            "catchUp.every": pick(["1s", "3s", "5s", "10s"]),
            "delivery.backoffBase": pick(["20ms", "200ms", "1s"]),
        ]
        scenario.system.settings.merge(knobs) { own, _ in own }
        scenario.system.settings["delivery.attempts"] = "10"
    }
}
