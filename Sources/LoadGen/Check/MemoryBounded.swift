import Simulators

/// No process of the system under test ever has more memory resident than allowed: what it holds does not grow with what
/// it moves.
package struct MemoryBounded: Checker {
    package static let name = "memory-bounded"
    package static let claim = BilingualText(
        "no process of the system under test takes more memory than allowed", "被测系统的任何进程占用的内存不超过上限")
    package static let unit = BilingualText("processes", "个进程")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.memoryMax.map { BilingualText("\($0) MiB") }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.memoryMax != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let peaks = run.residentPeaks
        guard let bound = run.record.scenario.expectations.memoryMax, !peaks.isEmpty else {
            return .undecided(
                BilingualText("nobody measured the memory of a process", "没有测得任何进程的内存"))
        }
        let findings = peaks.filter { $0.mebibytes > bound }.map { peak in
            Finding(
                subject: peak.process,
                message: BilingualText(
                    "had \(peak.mebibytes) MiB resident; allowed are \(bound) MiB",
                    "常驻内存达 \(peak.mebibytes) MiB；上限 \(bound) MiB"),
                evidence: [peak.sequence])
        }
        return Verdict(findings, examined: peaks.count, nothing: BilingualText("no process was measured", "没有进程被测量"))
    }
}
