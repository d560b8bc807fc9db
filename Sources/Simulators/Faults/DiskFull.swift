import Seams

/// The disk under the system under test has no room left until the window closes: what it wants to store fails, and the
/// process lives on. Only the virtual world has a disk of its own.
package struct DiskFull: ProcessFault {
    package static let name = "disk-full"
    package static let summary = "the disk of the system under test is full / 被测系统磁盘写满"
    package static let isVirtualOnly = true
    package let strike = ProcessStrike.fullDisk

    package init(_ settings: inout FaultSettings) throws(SettingError) {}
}
