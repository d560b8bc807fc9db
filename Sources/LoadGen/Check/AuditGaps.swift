import Simulators

/// What an audit log does not tell of a document although what it tells later presupposes it.
///
/// A lost reply is told of twice, when it is lost and when its effect is found, so that leaving out either one still tells
/// of the effect; only the order of a document's life shows the gap.
enum AuditGaps {
    /// The steps of a document, in order.
    private enum Step: String, CaseIterable {
        case save, submit, audit
    }

    /// What each word of the log shows to be done.
    private static let words: [(word: String, steps: [Step])] = [
        ("adopt audited", [.save, .submit, .audit]), ("adopt submitted", [.save, .submit]), ("adopt", [.save]),
        ("find submitted", [.submit]), ("find audited", [.submit, .audit]), ("save", [.save]), ("submit", [.submit]),
        ("audit", [.audit]),
    ]

    private static let loss = "lose sight of save of "
    /// What ends it that nobody knows what became of a Save: it was found, found to have had no effect, or left to others.
    private static let outcomes = [
        "adopt ", "adopt submitted ", "adopt audited ", "resolve save of ", "give up ", "hold for a person ",
        "begin to take back ",
    ]

    /// Documents that were submitted or audited without having been saved or found before, and found without having been
    /// lost, or lost more often than anybody found out what had become of them. An approval about which a person decided is left out: where it goes on, the log need not begin.
    static func findings(_ log: AuditTrail) -> [Finding] {
        let decided = Set(log.lines.filter { $0.kind == "operation" }.map(\.instance))
        let lines = log.lines.filter { $0.kind == "effect" && !$0.instance.isEmpty && !decided.contains($0.instance) }
        return Dictionary(grouping: lines, by: \.instance).sorted { $0.key < $1.key }.flatMap { _, lines in
            Dictionary(grouping: lines) { form(of: $0) }.sorted { $0.key < $1.key }
                .flatMap { form, lines in form.isEmpty ? [] : gaps(form, lines) }
        }
    }

    private static func gaps(_ form: String, _ lines: [AuditTrail.Line]) -> [Finding] {
        // Not by their order: several workers write chains of their own.
        let told = lines.map { line in words.first { line.action == "\($0.word) \(form)" }?.steps ?? [] }
        let known = Set(told.flatMap(\.self))
        var findings: [Finding] = []
        for (line, steps) in zip(lines, told) {
            guard let first = steps.first else { continue }
            for step in Step.allCases.prefix(while: { $0 != first }) where !known.contains(step) {
                findings.append(
                    finding(
                        line, "tells of '\(line.action)' and not that the document was \(past(step)), or found so",
                        "记录了“\(line.action)”，却没有 \(step.rawValue) 的记录"))
            }
            if line.action.hasPrefix("adopt"), !lines.contains(where: { $0.action == loss + form }) {
                findings.append(
                    finding(
                        line, "tells of '\(line.action)' and not that nobody knew what had become of the Save",
                        "记录了“\(line.action)”，却没有保存结果不明的记录"))
            }
        }
        let lost = lines.filter { $0.action == loss + form }
        let found = lines.count { line in outcomes.contains { line.action == $0 + form } }
        // One that nobody found out about yet is told of by nothing that comes later.
        if let last = lost.last, lost.count > found, !known.isEmpty {
            findings.append(
                finding(
                    last,
                    "tells \(lost.count) times that nobody knew what had become of a Save and \(found) times what had",
                    "\(lost.count) 次记录保存结果不明，只有 \(found) 次记录其结果"))
        }
        return findings
    }

    /// The form that a line tells of; empty when it tells of no step of a document.
    private static func form(of line: AuditTrail.Line) -> String {
        for word in [loss] + words.map({ $0.word + " " }) + outcomes where line.action.hasPrefix(word) {
            return String(line.action.dropFirst(word.count))
        }
        return ""
    }

    private static func past(_ step: Step) -> String {
        switch step {
        case .save: "saved"
        case .submit: "submitted"
        case .audit: "audited"
        }
    }

    static func finding(_ line: AuditTrail.Line, _ english: String, _ chinese: String) -> Finding {
        Finding(
            subject: line.subject, message: BilingualText("the audit log \(english)", "审计日志\(chinese)"),
            evidence: [line.sequence])
    }
}
