import Seams

extension Expectations {
    /// Reads `expect:`; without it the standard bounds hold. A workload with poisoned claims expects one dead letter
    /// for each, unless `dead-letters` says otherwise.
    init(in root: inout ScenarioSection, workload: WorkloadSettings?, hasFaults: Bool) {
        self.init()
        deadLetters = workload?.poisoned ?? 0
        form = (workload?.kind ?? .expense).form
        sourceField = (workload?.kind ?? .expense).sourceField
        guard var section = root.section("expect") else { return }
        form = section.text("form", example: form) ?? form
        sourceField = section.text("source-field", example: sourceField) ?? sourceField
        latencyMax = section.bound("latency-max", default: latencyMax)
        inTime = section.boolean("in-time") ?? inTime
        readLatencyP99(&section)
        readRecovery(&section, hasFaults: hasFaults)
        apiSuccessRate = section.share("api-success-rate")
        attemptsMax = section.integer("attempts-max", in: 1...1000)
        readRequestBudget(&section, hasFaults: hasFaults)
        writeBack = section.boolean("write-back")
        vouchers = section.boolean("vouchers") ?? vouchers
        commentsOnce = section.boolean("comments-once") ?? commentsOnce
        inOrder = section.bound("in-order", default: nil)
        penaltyKept = section.boolean("penalty-kept") ?? penaltyKept
        operationSuccessRate = section.share("operation-success-rate")
        memoryMax = section.integer("memory-max", in: 1...1_000_000)
        deadLetters = section.deadLetters(default: deadLetters)
        readContent(&section)
        section.finish()
    }

    private mutating func readLatencyP99(_ section: inout ScenarioSection) {
        let member = section.peek("latency-p99")
        latencyP99 = section.bound("latency-p99", default: nil)
        guard let member, let p99 = latencyP99, let max = latencyMax, p99 > max else { return }
        section.note(member, "'\(p99.unitText)' can never be exceeded, since latency-max is \(max.unitText)")
    }

    private mutating func readRecovery(_ section: inout ScenarioSection, hasFaults: Bool) {
        let member = section.peek("recovery-within")
        recoveryWithin = section.bound("recovery-within", default: nil)
        guard let member, recoveryWithin != nil, !hasFaults else { return }
        section.note(member, "there is no fault to recover from; remove it, or declare faults")
    }

    private mutating func readRequestBudget(_ section: inout ScenarioSection, hasFaults: Bool) {
        callsPerApprovalMax = section.ratio("calls-per-approval-max")
        logInsMax = section.integer("log-ins-max", in: 0...1_000_000)
        let member = section.peek("burst-max")
        burstMax = section.integer("burst-max", in: 1...1_000_000)
        guard let member, burstMax != nil, !hasFaults else { return }
        section.note(member, "there is no fault that could make calls come in bursts; remove it, or declare faults")
    }

    private mutating func readContent(_ section: inout ScenarioSection) {
        let entries = section.textsByName("content")
        content = entries.byName
        let facts = ContentFact.allCases.map(\.rawValue)
        for entry in entries where !facts.contains(entry.text) {
            let near = Spelling.nearest(to: entry.text, among: facts).map { "; did you mean '\($0)'?" }
            section.notes.note(
                line: entry.line,
                "expect.content.\(entry.name): unknown fact '\(entry.text)'"
                    + (near ?? "; known: \(facts.joined(separator: ", "))"))
        }
    }
}

extension ScenarioSection {
    /// A time bound, or `none` to leave it unchecked.
    fileprivate mutating func bound(_ key: String, default fallback: Duration?) -> Duration? {
        guard let (text, member) = scalar(key, remedy: "write for example 5s, or none") else { return fallback }
        return text == "none" ? nil : duration(text, of: member, in: .milliseconds(1) ... .seconds(3600)) ?? fallback
    }

    /// A number above 0.
    fileprivate mutating func ratio(_ key: String) -> Double? {
        let kind = "number above 0 and up to 100000"
        guard let (text, member) = scalar(key, remedy: "write a \(kind)") else { return nil }
        guard let value = Double(text), value > 0, value <= 100_000 else {
            note(member, "'\(text)' is no \(kind)")
            return nil
        }
        return value
    }

    /// A count, or `any` to leave it unchecked.
    fileprivate mutating func deadLetters(default fallback: Int?) -> Int? {
        guard peek("dead-letters")?.text == "any" else {
            return integer("dead-letters", in: 0...1_000_000) ?? fallback
        }
        return take("dead-letters").flatMap { _ in nil }
    }
}
