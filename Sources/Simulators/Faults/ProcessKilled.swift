import Seams

/// The system under test gets SIGKILL and is started again, or never. What it had written stays, since the operating system lives
/// on.
package struct ProcessKilled: ProcessFault {
    package static let name = "process-killed"
    package static let summary = "kill -9 of the system under test, then a restart / 强杀被测进程后重启"
    package let strike: ProcessStrike
    package let worker: Int

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        worker = try settings.integer("worker", default: 1, in: 1...ProcessStrike.workersMax)
        strike = .kill(
            restartAfter: try settings.duration(orNever: "restart-after", default: .seconds(1)),
            ioStep: try settings.integer("io-step", default: 0, in: 0...ProcessStrike.ioStepMax))
    }
}
