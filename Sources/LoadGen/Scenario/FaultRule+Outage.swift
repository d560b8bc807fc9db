import Seams
import Simulators

extension FaultRule {
    /// Closes the window of a rule that strikes a process once, when its process is back, so that recovery counts from
    /// there. A rule that has an end keeps it; one that is aimed at an I/O step waits for that step.
    mutating func closeAfterOutage() {
        guard until == nil, let strike = (fault as? any ProcessFault)?.strike, strike.ioStep == 0 else { return }
        let outage: Duration? =
            switch strike {
            case .kill(let restartAfter, _): restartAfter
            case .pause(let duration): duration
            case .powerCut(_, _, let restartAfter): restartAfter
            case .clockJump, .fullDisk: nil
            }
        // At least a second, so that the window is seen to open.
        if let outage { until = from + max(outage, .seconds(1)) }
    }
}
