import Foundation

/// What the system says of a process.
package struct ProcessFigures: Hashable, Sendable {
    /// Processor time in seconds, user and system.
    package var cpuSeconds: Double
    package var residentBytes: Int
    package var openFiles: Int
    package var filesMax: Int
    /// When it started, in seconds since 1970.
    package var started: Double

    package init(cpuSeconds: Double, residentBytes: Int, openFiles: Int, filesMax: Int, started: Double) {
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
        self.openFiles = openFiles
        self.filesMax = filesMax
        self.started = started
    }

    /// This process, as Linux tells by `/proc` (proc(5)); nil on other systems.
    package static func current() -> ProcessFigures? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let boot = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let limits = try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8),
            let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        else { return nil }
        // The second field is the program's name in parentheses, which may hold anything.
        let fields = stat.split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let start = Double(fields[19]), let pages = Int(fields[21])
        else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let booted = boot.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
        let filesMax = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
            .flatMap { $0.split(separator: " ").dropFirst(3).first }.flatMap { Int($0) }
        return ProcessFigures(
            cpuSeconds: (user + system) / ticks, residentBytes: pages * Int(sysconf(Int32(_SC_PAGESIZE))),
            openFiles: files.count, filesMax: filesMax ?? 0, started: (booted ?? 0) + start / ticks)
    }
}
