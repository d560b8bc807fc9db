import Foundation

/// Where this program lies: the built-in core is this program with another verb.
enum ProgramPath {
    /// The absolute path of the running executable.
    static var current: String {
        // On Linux the kernel says it; elsewhere the way it was called has to do.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL.path
    }
}
