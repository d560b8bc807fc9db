/// Where the log of a core goes in the virtual world: there is no file, and no clock to stamp its lines with.
package enum VirtualLog {
    /// Set and read by the simulation's thread alone.
    nonisolated(unsafe) static var sink: ((String) -> Void)?

    /// Takes a line; outside of a run it is dropped.
    package static func write(_ line: @autoclosure () -> String) {
        sink?(line())
    }
}
