import Foundation
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
    /// What it left behind; a repetition that left the same need not be told of. Nil where each time counts.
    var trace: String?
    /// What a document that was saved says: who does not hear of its number can only tell whose it is.
    var content: String?

    /// All deeds before the log was read, in order.
    static func all(of run: RunIndex, until end: Int) -> [AuditDeed] {
        run.record.events.prefix { $0.sequence < end }.flatMap { event in
            AuditDeed(event).map { [$0] } ?? alerts(event)
        }
    }

    /// What operators were told by a message: a robot tells of several alerts at once, and a web hook's receiver knows a
    /// repetition by its id.
    private static func alerts(_ event: HistoryEvent) -> [AuditDeed] {
        switch event.fact {
        case .robotMessageSent(_, let text):
            let moment = Moment(time: event.time, sequence: event.sequence)
            return OperationsStory.lines(of: text, moment).map { message in
                AuditDeed("send alert to robot", message.alert, event.sequence)
            }
        case .activity(OperationsActivity.key, OperationsActivity.hook, _, let detail, _):
            guard let alert = detail["alert"], detail["signature"] == "genuine" else { return [] }
            return [AuditDeed("send alert to hook", alert, event.sequence, trace: detail["id"])]
        default: return []
        }
    }

    /// A deed with one word for it.
    private init(_ action: String, _ subject: String, _ sequence: Int, trace: String? = nil) {
        (self.action, self.subject, self.sequence, self.trace) = (action, subject, sequence, trace)
        words = [action]
    }

    private init?(_ event: HistoryEvent) {
        sequence = event.sequence
        switch event.fact {
        case .documentSaved(.some, AttendanceActivity.form, _, let number, _, _, let content):
            (action, subject, trace) = ("save attendance", number, content)
            words = ["save attendance", "lose sight of attendance"]
        case .documentSaved(.some, let form, _, let number, _, _, let content)
        where AuditDeed.directoryForms.contains(form):
            (action, subject, trace) = ("write \(form)", number, content)
            let verbs = AuditDeed.directoryVerbs
            words = (["find"] + verbs + verbs.map { "lose sight of \($0) of" }).map { "\($0) \(form)" }
        case .documentStatusChanged(.some, let form, _, let number, let operation, _, _)
        where AuditDeed.directoryForms.contains(form) && ["Submit", "Audit"].contains(operation):
            let verb = operation.lowercased()
            (action, subject, trace) = ("\(verb) \(form)", number, "")
            // One call makes, submits and audits.
            words = ["create", verb, "find", "lose sight of create of", "lose sight of \(verb) of"]
                .map { "\($0) \(form)" }
        case .notificationSent(_, let text) where StockText.isAlert(text):
            (action, subject, trace) = ("send stock alert", StockText.number(in: text), "")
            words = ["send stock alert"]
        case .activity(SignOns.key, "entered", _, let detail, _), .activity(SignOns.key, "attacked", _, let detail, _):
            guard let signOn = AuditDeed.signOn(detail) else { return nil }
            (action, subject) = signOn
            words = ["sign-on "]
        case .activity(OrganisationActivity.key, let decision, let number, let detail, _)
        where ["confirm", "reject"].contains(decision):
            // Many that one decision covers: the decision itself is the deed.
            (action, subject) = (decision, detail["leaves"].map { "leaves \($0)" } ?? number)
            (words, trace) = (["\(decision) "], detail["leaves"])
        case .documentSaved(.some, let form, _, let number, _, _, let content)
        where content.contains(#""FCancelStatus":"B""#):
            (action, subject, trace) = ("cancel \(form)", number, content)
            words = ["cancel", "find cancelled", "lose sight of cancel of"].map { "\($0) \(form)" }
        case .documentSaved(.some, let form, _, let number, _, _, let content):
            (action, subject, self.content) = ("save \(form)", number, content)
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
            words = ["comment", "find comment", "lose sight of comment", "give up comment"]
        case .callAnswered(_, .dingTalk, let operation, let form?, 200, nil, _) where AuditDeed.isWriteBack(operation),
            .callCut(_, .dingTalk, let operation, let form?, true, _) where AuditDeed.isWriteBack(operation):
            (action, subject, trace) = ("write back", form, "")
            words = ["write back", "lose sight of write back", "give up write back"]
        case .deadLetter(_, let instance, _):
            (action, subject, trace) = ("give up, or hold for a person", AuditDeed.letter(instance), "")
            words = AuditDeed.givingUp
        case .process(_, "ready", _, _):
            (action, subject) = ("start", "core")
            words = ["start"]
        case .intervention("replay-dead-letter", let instance, _):
            (action, subject) = ("replay", instance)
            words = ["replayed "]
        default: return nil
        }
    }

    private static let givingUp = ["give up ", "hold for a person "]

    /// An approval's dead letter, which the log tells of by the number that its document has or would have had.
    private static func letter(_ instance: String) -> String { "dead letter \(instance)" }

    /// Whether a call sets a Yida form's fields.
    private static func isWriteBack(_ operation: String) -> Bool {
        operation.hasSuffix("yida/forms/instances/update") || operation.hasSuffix("yida/processes/instances/update")
    }

    private static let directoryForms = [OrganisationHistory.employees, OrganisationHistory.departments]
    private static let directoryVerbs = ["create", "change", "enable", "disable"]

    /// A sign-on that ended at Kingdee's home page, by its account, or one that was refused, by the reference on the
    /// page; nil for what ended elsewhere.
    private static func signOn(_ detail: [String: String]) -> (action: String, subject: String)? {
        switch detail["ended"] {
        case "home": detail["account"].map { ("sign on", $0) }
        case "refused": detail["reference"].map { ("refuse sign-on", "reference \($0)") }
        default: nil
        }
    }

    /// How often the log must tell of these, which are one deed on one subject: a repetition that left the same as
    /// before may be told of once.
    private static func count(_ deeds: [AuditDeed]) -> Int {
        var (count, before) = (0, String?.none)
        for deed in deeds {
            if deed.trace == nil || deed.trace != before { count += 1 }
            before = deed.trace
        }
        return count
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
        for line in log.lines where line.kind == "effect" && givingUp.contains(where: line.action.hasPrefix) {
            if !line.instance.isEmpty { told[letter(line.instance), default: []].append(line) }
        }
        // Where Kingdee allots the number, a Save without an answer is told of by the approval alone.
        for line in log.lines where line.action.hasPrefix("lose sight of save of ") && !line.instance.isEmpty {
            let action = String(line.action.dropFirst("lose sight of ".count)).replacing("save of ", with: "save ")
            let saved = deeds.last { $0.action == action && $0.content?.contains(line.instance) ?? false }
            if let saved, saved.subject != line.subject { told[saved.subject, default: []].append(line) }
        }
        // Somebody who was refused may have no account: the page and the log share a reference.
        for line in log.lines where line.kind == "sign-on" {
            guard let place = line.detail.range(of: "reference ", options: .backwards) else { continue }
            told[String(line.detail[place.lowerBound...]), default: []].append(line)
        }
        return Dictionary(grouping: deeds) { "\($0.action)\n\($0.subject)" }.sorted { $0.key < $1.key }
            .compactMap { _, deeds in
                guard let first = deeds.first else { return nil }
                let count = (told[first.subject] ?? []).count { first.isTold(by: $0) }
                let wanted = AuditDeed.count(deeds)
                guard count < wanted else { return nil }
                return Finding(
                    subject: first.subject,
                    message: BilingualText(
                        "\(first.action): done \(wanted) times, told of \(count) times in the audit log",
                        "\(first.action)：执行了 \(wanted) 次，审计日志只记录了 \(count) 次"),
                    evidence: deeds.map(\.sequence))
            }
    }

    /// What the log tells of more often than it was done, of documents: each line of these stands for one call's success.
    static func overtold(_ deeds: [AuditDeed], _ log: AuditTrail) -> [Finding] {
        let verbs = ["save ", "submit ", "audit ", "delete ", "unaudit ", "unsubmit "]
        let others = directoryForms + ["attendance"]
        let done = Dictionary(grouping: deeds) { "\($0.action)\n\($0.subject)" }.mapValues(\.count)
        let lines = log.lines.filter { line in
            line.kind == "effect" && verbs.contains(where: line.action.hasPrefix)
                && !others.contains(where: line.action.hasSuffix)
        }
        return Dictionary(grouping: lines) { "\($0.action)\n\($0.subject)" }.sorted { $0.key < $1.key }
            .compactMap { key, lines in
                guard let line = lines.first, let count = done[key], lines.count > count else { return nil }
                return Finding(
                    subject: line.subject,
                    message: BilingualText(
                        "\(line.action): done \(count) times, told of \(lines.count) times in the audit log",
                        "\(line.action)：执行了 \(count) 次，审计日志记录了 \(lines.count) 次"),
                    evidence: lines.map(\.sequence))
            }
    }

    /// Documents that the log tells to have been saved, or found after a Save of which nobody heard, more often than they
    /// were saved: two workers who both took a Save for their own. An approval about which a person decided is left out,
    /// since a document is looked for anew then.
    static func overfound(_ deeds: [AuditDeed], _ log: AuditTrail) -> [Finding] {
        let decided = Set(log.lines.filter { $0.kind == "operation" }.map(\.instance))
        let saved = Dictionary(grouping: deeds.filter { $0.content != nil }) { "\($0.action)\n\($0.subject)" }
        return saved.sorted { $0.key < $1.key }.compactMap { _, deeds in
            guard let deed = deeds.first else { return nil }
            let form = deed.action.dropFirst("save ".count)
            let words = ["save", "adopt", "adopt submitted", "adopt audited"].map { "\($0) \(form)" }
            let lines = log.lines.filter { line in
                line.kind == "effect" && line.subject == deed.subject && words.contains(line.action)
                    && !decided.contains(line.instance)
            }
            // What is told of twice in the same words is another finding.
            guard lines.count > deeds.count, Set(lines.map(\.action)).count > 1 else { return nil }
            return Finding(
                subject: deed.subject,
                message: BilingualText(
                    "saved \(deeds.count) times, and told of as saved or found \(lines.count) times in the audit log",
                    "保存了 \(deeds.count) 次，审计日志却有 \(lines.count) 次保存或认领的记录"),
                evidence: lines.map(\.sequence))
        }
    }

    /// What the log tells of, and nobody saw.
    static func untrue(_ deeds: [AuditDeed], _ log: AuditTrail) -> [Finding] {
        let done = Set(deeds.map { "\($0.action)\n\($0.subject)" })
        let verbs = [
            "save ", "submit ", "audit ", "delete ", "unaudit ", "unsubmit ", "attach file to ", "send stock alert",
            "send alert to ",
        ]
        let written = directoryForms.flatMap { form in directoryVerbs.map { ("\($0) \(form)", "write \(form)") } }
        let plain = Dictionary(written) { first, _ in first }
        return log.lines.compactMap { line in
            let isJudged =
                line.action == "comment" || plain[line.action] != nil || verbs.contains(where: line.action.hasPrefix)
            guard line.kind == "effect", isJudged,
                !done.contains("\(plain[line.action] ?? line.action)\n\(line.subject)")
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

/// The messages of stock alerts, as receivers see them.
private enum StockText {
    /// Whether a message is a stock alert, whatever its words: it ends with an alert's number, `SA` and ten characters.
    static func isAlert(_ text: String) -> Bool { number(in: text).wholeMatch(of: /SA[0-9A-Z]{10}/) != nil }

    /// The alert's number: the last word.
    static func number(in text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
    }
}
