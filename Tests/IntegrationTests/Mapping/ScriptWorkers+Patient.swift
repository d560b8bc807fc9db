import Seams

@testable import Integration

extension ScriptWorkers {
    /// Workers in real time; on a loaded machine a reply may take seconds.
    static func patient(
        _ host: any ProcessHost = SystemProcesses(), call: Duration = .seconds(60)
    ) -> ScriptWorkers {
        var limits = ScriptWorkers.Limits()
        (limits.call, limits.start) = (call, .seconds(60))
        return ScriptWorkers(processes: host, limits: limits, time: SystemTime(), logger: .silent)
    }
}
