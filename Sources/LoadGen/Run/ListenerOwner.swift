import Foundation

/// Finds out which processes listen on a TCP port: the proof that load goes to the process that was started, and not to
/// a stranger that holds its port.
package enum ListenerOwner {
    /// The ids of the processes that listen on loopback or any address of `port`; nil where the system has no /proc.
    package static func pids(ofPort port: Int) -> Set<Int>? {
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        guard !tables.isEmpty else { return nil }
        let inodes = Set(tables.flatMap { listeningInodes(in: $0, port: port) })
        return Set(allPIDs().filter { pid in socketInodes(of: pid).contains { inodes.contains($0) } })
    }

    /// Whether `pid` is `ancestor` or was started by it, directly or through others (a shell, a wrapper).
    package static func isProcess(_ pid: Int, startedBy ancestor: Int) -> Bool {
        var current = pid
        for _ in 0..<64 {
            if current == ancestor { return true }
            guard let parent = parent(of: current), parent > 1 else { return false }
            current = parent
        }
        return false
    }

    private static func listeningInodes(in table: String, port: Int) -> [String] {
        let suffix = ":" + String(port, radix: 16, uppercase: true).leftPadded(to: 4)
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: " ", omittingEmptySubsequences: true)
            guard columns.count > 9, columns[1].hasSuffix(suffix), columns[3] == "0A" else { return nil }
            return String(columns[9])
        }
    }

    private static func allPIDs() -> [Int] {
        // Without /proc there are no inodes either, and nothing to look for.
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
    }

    private static func socketInodes(of pid: Int) -> [String] {
        let folder = "/proc/\(pid)/fd"
        // Another user's process shows no descriptors, and is not ours.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"),
                target.hasPrefix("socket:[")
            else { return nil }
            return String(target.dropFirst(8).dropLast())
        }
    }

    private static func parent(of pid: Int) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = status.lastIndex(of: ")")
        else { return nil }
        // "pid (name) state parent …": the name may hold spaces and parentheses.
        let rest = status[status.index(after: end)...].split(separator: " ")
        return rest.count > 1 ? Int(rest[1]) : nil
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
