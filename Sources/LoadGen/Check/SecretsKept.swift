import Simulators

/// No secret of the run stands in what the system under test logs.
package struct SecretsKept: Checker {
    package static let name = "secrets-kept"
    package static let claim = BilingualText("no secret of the run stands in the system's log", "被测系统的日志中不出现任何密钥")
    package static let unit = BilingualText("lines of log", "行日志")

    package static func applies(to scenario: Scenario) -> Bool { true }

    /// Histories from before logs were searched, and systems that log nothing, have nothing to judge.
    package static func applies(to run: RunIndex) -> Bool {
        run.record.events.contains { event in
            switch event.fact {
            case .secretShown: true
            case .logSearched(_, let lines): lines > 0
            default: false
            }
        }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        var lines = 0
        var shown: [(place: String, secret: String, line: String, sequence: Int)] = []
        for event in run.record.events {
            switch event.fact {
            case .logSearched(_, let count): lines = lines.addingReportingOverflow(max(0, count)).partialValue
            case .secretShown(let place, let secret, let line): shown.append((place, secret, line, event.sequence))
            default: break
            }
        }
        let bySecret = Dictionary(grouping: shown) { "\($0.secret)\n\($0.place)" }.sorted { $0.key < $1.key }
        let findings = bySecret.compactMap { _, occurrences in
            occurrences.first.map { first in
                Finding(
                    subject: first.secret,
                    message: BilingualText(
                        "stands in \(first.place): \(first.line)", "出现在 \(first.place) 中：\(first.line)"),
                    evidence: occurrences.map(\.sequence))
            }
        }
        return Verdict(
            findings, examined: lines,
            nothing: BilingualText("no line of the system's log was searched for secrets", "没有在被测系统的任何日志行中查找密钥"))
    }
}
