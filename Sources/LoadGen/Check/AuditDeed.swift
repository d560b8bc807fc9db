import Seams
import Simulators

/// Something that the platforms, or the harness, saw the core do, and which words of the audit log tell of it.
struct AuditDeed {
    /// What was done, as the log's plainest word for it, such as `save ER_ExpReimbursement`.
    var action: String
    /// What it was done to: a bill number, or an instance.
    var subject: String
    /// The words that tell of it; the others tell that the core did not see its outcome.
    var words: [String]
    /// The history's line.
    var sequence: Int

    /// All deeds before the log was read, in order.
    static func all(of run: RunIndex, until end: Int) -> [AuditDeed] {
        run.record.events.prefix { $0.sequence < end }.compactMap { AuditDeed($0) }
    }

    private init?(_ event: HistoryEvent) {
        sequence = event.sequence
        switch event.fact {
        case .documentSaved(.some, let form, _, let number, _, _, _):
            (action, subject) = ("save \(form)", number)
            words =
                ["save", "adopt", "adopt submitted", "adopt audited", "lose sight of save of"].map { "\($0) \(form)" }
        case .documentStatusChanged(.some, let form, _, let number, "Submit", _, _):
            (action, subject) = ("submit \(form)", number)
            words =
                ["submit", "find submitted", "adopt submitted", "adopt audited", "lose sight of submit of"]
                .map { "\($0) \(form)" }
        case .documentStatusChanged(.some, let form, _, let number, "Audit", _, _):
            (action, subject) = ("audit \(form)", number)
            words = ["audit", "find audited", "adopt audited", "lose sight of audit of"].map { "\($0) \(form)" }
        case .documentDeleted(.some, let form, _, let number):
            (action, subject) = ("delete \(form)", number)
            words = ["delete", "find deleted", "lose sight of delete of"].map { "\($0) \(form)" }
        case .documentStatusChanged(.some, let form, _, let number, "UnAudit", _, _):
            (action, subject) = ("unaudit \(form)", number)
            words = ["unaudit", "lose sight of unaudit of"].map { "\($0) \(form)" }
        case .documentStatusChanged(.some, let form, _, let number, "CancelAssign", _, _):
            (action, subject) = ("unsubmit \(form)", number)
            words = ["unsubmit", "lose sight of unsubmit of"].map { "\($0) \(form)" }
        case .attachmentHung(.some, let form, _, let number, _, _, _, _):
            (action, subject) = ("attach file to \(form)", number)
            words = ["attach file to", "find file on", "lose sight of file to"].map { "\($0) \(form)" }
        case .instanceCommented(let instance, _):
            (action, subject) = ("comment", instance)
            words = ["comment", "lose sight of comment", "give up comment"]
        case .process(_, "ready", _, _):
            (action, subject) = ("start", "core")
            words = ["start"]
        case .intervention("replay-dead-letter", let instance, _):
            (action, subject) = ("replay", instance)
            words = ["replayed "]
        default: return nil
        }
    }

    /// Whether a line of the log tells of it; a word that ends with a space is the beginning of one.
    private func isTold(by line: AuditTrail.Line) -> Bool {
        words.contains { $0.hasSuffix(" ") ? line.action.hasPrefix($0) : line.action == $0 }
    }

    /// Deeds of which the log tells less often than they were done.
    static func untold(_ deeds: [AuditDeed], _ log: AuditTrail) -> [Finding] {
        var told = Dictionary(grouping: log.lines) { $0.subject }
        // A decision is about a document, and tells of the instance behind it.
        for line in log.lines where line.kind == "operation" { told[line.instance, default: []].append(line) }
        return Dictionary(grouping: deeds) { "\($0.action)\n\($0.subject)" }.sorted { $0.key < $1.key }
            .compactMap { _, deeds in
                guard let first = deeds.first else { return nil }
                let count = (told[first.subject] ?? []).count { first.isTold(by: $0) }
                guard count < deeds.count else { return nil }
                return Finding(
                    subject: first.subject,
                    message: BilingualText(
                        "\(first.action): done \(deeds.count) times, told of \(count) times in the audit log",
                        "\(first.action)：执行了 \(deeds.count) 次，审计日志只记录了 \(count) 次"),
                    evidence: deeds.map(\.sequence))
            }
    }

    /// What the log tells of, and nobody saw.
    static func untrue(_ deeds: [AuditDeed], _ log: AuditTrail) -> [Finding] {
        let done = Set(deeds.map { "\($0.action)\n\($0.subject)" })
        let verbs = ["save ", "submit ", "audit ", "delete ", "unaudit ", "unsubmit ", "attach file to "]
        return log.lines.compactMap { line in
            guard line.kind == "effect", line.action == "comment" || verbs.contains(where: line.action.hasPrefix),
                !done.contains("\(line.action)\n\(line.subject)")
            else { return nil }
            return Finding(
                subject: line.subject,
                message: BilingualText(
                    "the audit log tells of '\(line.action)', which no platform saw",
                    "审计日志记录了“\(line.action)”，但平台上没有发生"),
                evidence: [line.sequence])
        }
    }
}
