import Seams

/// The machine under the system under test loses power and comes back: the process is gone, and with it what it had
/// written and not synced. Only the virtual world has a disk that can forget.
package struct PowerLost: ProcessFault {
    package static let name = "power-lost"
    package static let summary = "power is lost with un-synced writes, then a restart / 断电，未落盘数据丢失后重启"
    package static let isVirtualOnly = true
    package let strike: ProcessStrike

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        strike = .powerCut(
            unsynced: try settings.choice("unsynced", default: .lost),
            ioStep: try settings.integer("io-step", default: 0, in: 0...ProcessStrike.ioStepMax),
            restartAfter: try settings.duration("restart-after", default: .seconds(1)))
    }
}
