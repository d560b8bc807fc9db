import Seams

/// The clock of the system under test is set forward or back, as by an operator or a time server, and stays so until the
/// window closes. Only the virtual world gives a process a clock of its own.
package struct ClockJumped: ProcessFault {
    package static let name = "clock-jumped"
    package static let summary = "the clock of the system under test jumps / 被测系统时钟跳变"
    package static let isVirtualOnly = true
    package let strike: ProcessStrike

    private enum Direction: String, CaseIterable {
        case forward, backward
    }

    package init(_ settings: inout FaultSettings) throws(SettingError) {
        let distance = try settings.duration("by", default: .seconds(60))
        let direction = try settings.choice("direction", default: Direction.forward)
        strike = .clockJump(by: direction == .forward ? distance : .zero - distance)
    }
}
