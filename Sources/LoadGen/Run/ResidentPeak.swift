import Foundation
import Simulators

/// How much memory a process has had at most: what the kernel counts as resident, in MiB.
enum ResidentPeak {
    /// What the history calls it.
    static let change = "memory"

    /// Nil where the system has no /proc, or no such process any more.
    static func mebibytes(ofProcess pid: Int) -> Int? {
        let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 / 1024 }
    }
}

extension RunIndex {
    /// The largest memory of each process under test that was measured, in MiB, and where the history says so.
    var residentPeaks: [(process: String, mebibytes: Int, sequence: Int)] {
        surroundings.compactMap { event in
            guard case .process(let name, ResidentPeak.change, _, let detail) = event.fact else { return nil }
            return Int(detail.prefix { $0.isNumber }).map { (name, $0, event.sequence) }
        }
    }

    /// The largest memory of any process under test; nil when nobody looked.
    var residentPeakMebibytes: Int? { residentPeaks.map(\.mebibytes).max() }
}
