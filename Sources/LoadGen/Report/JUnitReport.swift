package import Foundation
import Seams
import XMLCoder

/// The report for CI servers: JUnit XML with one test case an expectation.
///
/// A violated expectation is a failure, an undecided one an error, so that no CI server counts either as passed. When
/// the whole run is void although each expectation held, a test case `run` says so.
package struct JUnitReport: Sendable {
    private let suites: Suites

    /// Puts the report together.
    package init(_ report: RunReport) {
        var cases = report.judgement.entries.map { Case($0, scenario: report.record.scenario.name) }
        if report.judgement.outcome == .void, !cases.contains(where: { $0.error != nil }) {
            cases.append(
                Case(
                    classname: JUnitReport.clean(report.record.scenario.name), name: "run",
                    error: Trouble(message: "the run proves nothing: no approval was granted, or nothing was checked")))
        }
        let suite = Suite(
            name: JUnitReport.clean(report.record.scenario.name), tests: cases.count,
            failures: cases.count { $0.failure != nil }, errors: cases.count { $0.error != nil },
            time: report.duration.seconds, properties: Properties(property: JUnitReport.properties(report)),
            testcase: cases)
        suites = Suites(testsuite: [suite])
    }

    /// The report as an XML document.
    package func encoded() throws -> Data {
        let encoder = XMLEncoder()
        encoder.outputFormatting = [.prettyPrinted]
        return try encoder.encode(suites, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
    }

    private static func properties(_ report: RunReport) -> [Property] {
        var properties = [
            Property(name: "seed", value: String(report.record.scenario.seed.value)),
            Property(name: "outcome", value: report.judgement.outcome.rawValue),
        ]
        if let command = report.record.origin.command {
            properties.append(Property(name: "command", value: clean(command)))
        }
        return properties
    }

    /// Leaves out the characters that XML 1.0 cannot hold, not even escaped.
    fileprivate static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    (scalar.value >= 0x20 && scalar.value & 0xFFFE != 0xFFFE)
                        || "\t\n\r".unicodeScalars.contains(scalar)
                }))
    }
}

// The shape of the file; names are the format's own.

private struct Suites: Encodable, Sendable {
    var testsuite: [Suite]
}

private struct Suite: Encodable, DynamicNodeEncoding {
    var name: String
    var tests: Int
    var failures: Int
    var errors: Int
    var time: Double
    var properties: Properties
    var testcase: [Case]

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
        ["properties", "testcase"].contains(key.stringValue) ? .element : .attribute
    }
}

private struct Properties: Encodable, Sendable {
    var property: [Property]
}

private struct Property: Encodable, DynamicNodeEncoding {
    var name: String
    var value: String

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding { .attribute }
}

private struct Case: Encodable, DynamicNodeEncoding {
    var classname: String
    var name: String
    var failure: Trouble?
    var error: Trouble?

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
        ["failure", "error"].contains(key.stringValue) ? .element : .attribute
    }
}

extension Case {
    init(_ entry: Judgement.Entry, scenario: String) {
        classname = JUnitReport.clean(scenario)
        name = entry.checker
        switch entry.verdict {
        case .holds: break
        case .violated(let findings):
            let lines = findings.map { JUnitReport.clean("\($0.subject): \($0.message.en)") }
            failure = Trouble(
                message: "\(entry.verdict.basis(unit: entry.unit).en); not so: \(entry.claim.en)",
                text: lines.joined(separator: "\n"))
        case .undecided(let reason):
            // What a core that did not start wrote last follows in lines of its own.
            let lines = JUnitReport.clean(reason.en).split(separator: "\n", maxSplits: 1).map(String.init)
            error = Trouble(message: lines.first ?? "", text: lines.count > 1 ? lines[1] : "")
        }
    }
}

private struct Trouble: Encodable, DynamicNodeEncoding {
    var message: String
    var text = ""

    enum CodingKeys: String, CodingKey {
        case message
        case text = ""
    }

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
        key.stringValue == "message" ? .attribute : .element
    }
}
