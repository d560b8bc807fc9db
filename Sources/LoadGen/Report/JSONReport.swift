package import Foundation
import Seams

/// The report for programs: everything the page says except the stories, with stable names.
package struct JSONReport: Codable, Hashable, Sendable {
    /// One expectation and its verdict.
    package struct Expectation: Codable, Hashable, Sendable {
        package var checker: String
        package var claim: BilingualText
        /// The bound that the scenario sets; nil for an expectation without one.
        package var bound: String?
        /// `holds`, `violated` or `undecided`.
        package var verdict: String
        /// How many things were looked at; nil unless it holds.
        package var examined: Int?
        /// Why it could not be judged; nil unless it is undecided.
        package var reason: BilingualText?
        package var findings: [Finding]
    }

    /// One fault rule.
    package struct Fault: Codable, Hashable, Sendable {
        package var rule: String
        package var fault: String
        /// How often its window opened.
        package var armed: Int
        /// How often it struck.
        package var fired: Int
    }

    /// The version of this shape.
    package var format = 1
    package var scenario: String
    package var proves: String
    package var seed: UInt64
    package var outcome: Judgement.Outcome
    package var exitCode: Int32
    package var durationSeconds: Double
    /// The command that repeats the run.
    package var command: String?
    package var expectations: [Expectation]
    package var statistics: RunStatistics
    package var faults: [Fault]

    /// Puts the report together.
    package init(_ report: RunReport) {
        scenario = report.record.scenario.name
        proves = report.record.scenario.proves
        seed = report.record.scenario.seed.value
        outcome = report.judgement.outcome
        exitCode = report.judgement.exitCode
        durationSeconds = report.duration.seconds
        command = report.record.origin.command
        expectations = report.judgement.entries.map(Expectation.init)
        statistics = report.statistics
        faults = report.judgement.run.faults.map { fault in
            Fault(rule: fault.rule, fault: fault.fault, armed: fault.windows.count, fired: fault.firings.count)
        }
    }

    /// The report as JSON text with sorted keys.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension JSONReport.Expectation {
    init(_ entry: Judgement.Entry) {
        checker = entry.checker
        claim = entry.claim
        bound = entry.bound?.en
        findings = entry.verdict.findings
        switch entry.verdict {
        case .holds(let examined): (verdict, self.examined) = ("holds", examined)
        case .violated: verdict = "violated"
        case .undecided(let reason): (verdict, self.reason) = ("undecided", reason)
        }
    }
}
