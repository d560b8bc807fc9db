import Seams

/// The system under test is stopped and continued: a long garbage collection, a suspended machine.
package struct ProcessPaused: ProcessFault {
    package static let name = "process-paused"
    package static let summary = "the system under test freezes for a while / 被测进程冻结一段时间"
    package let strike: ProcessStrike
    package let worker: Int

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        worker = try settings.integer("worker", default: 1, in: 1...ProcessStrike.workersMax)
        strike = .pause(duration: try settings.duration("hold", default: .seconds(3)))
    }
}
