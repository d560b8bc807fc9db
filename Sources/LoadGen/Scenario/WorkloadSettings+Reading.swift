import Seams

extension WorkloadSettings {
    /// Reads `workload:`; nil when it is missing or lacks the number of approvals or their arrivals.
    init?(in root: inout ScenarioSection) {
        guard root.requires("workload", write: "{approvals: 100, arrivals: {burst: 1s}}"),
            var section = root.section("workload")
        else { return nil }
        let approvals = section.approvals()
        let arrivals = section.arrivals()
        self.init(approvals: approvals ?? 1, arrivals: arrivals ?? .burst(within: .seconds(1)))
        refused = section.share("refused") ?? refused
        terminated = section.share("terminated") ?? terminated
        running = section.share("running") ?? running
        rows = section.rows() ?? rows
        kind = section.choice("kind", of: ClaimKind.self) ?? kind
        readSuite(&section)
        personalData = section.boolean("personal-data") ?? personalData
        files = FileSettings(in: &section)
        let poisonedIsKnown = readPoisoned(&section, isChecked: approvals != nil)
        section.finish()
        noteSharesOverOne(section)
        guard approvals != nil, arrivals != nil, poisonedIsKnown else { return nil }
    }

    /// How long the workload takes by plan; nil for closed arrivals.
    package var length: Duration? { arrivals.length(of: approvals) }

    private mutating func readSuite(_ section: inout ScenarioSection) {
        let member = section.peek("suite")
        suite = section.boolean("suite") ?? suite
        guard suite, !kind.yidaForms.isEmpty, let member else { return }
        section.note(member, "suites are no part of Yida forms; write it with kind: expense or kind: purchase")
    }

    private mutating func readPoisoned(_ section: inout ScenarioSection, isChecked: Bool) -> Bool {
        let member = section.peek("poisoned")
        guard let count = section.integer("poisoned", in: 0...1_000_000), let member else { return member == nil }
        poisoned = count
        let approved = outcomeCounts.approved
        guard isChecked, refused + terminated + running <= 1, count > approved else { return true }
        section.note(
            member, "'\(count)' is more than the \(approved) that are approved, and only those reach the mapping")
        return false
    }

    private func noteSharesOverOne(_ section: ScenarioSection) {
        let sum = refused + terminated + running
        guard sum > 1 + 1e-9 else { return }
        let percent = (sum * 1000).rounded() / 1000
        section.notes.note(
            line: section.line,
            "workload: refused, terminated and running are \(percent) together; write shares that sum to at most 1")
    }
}

extension ScenarioSection {
    fileprivate mutating func approvals() -> Int? {
        requires("approvals", write: "100") ? integer("approvals", in: 1...1_000_000) : nil
    }

    /// `rows: 3` or `rows: 1-4`.
    fileprivate mutating func rows() -> ClosedRange<Int>? {
        let remedy = "write for example 3 or 1-4, within 1 to 500"
        guard let (text, member) = scalar("rows", remedy: remedy) else { return nil }
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard bounds.count <= 2, let first = bounds.first, let lower = first, let last = bounds.last, let upper = last,
            lower >= 1, upper <= 500, lower <= upper
        else {
            note(member, "'\(text)' is no range of rows; \(remedy)")
            return nil
        }
        return lower...upper
    }

    mutating func arrivals() -> Arrivals? {
        let example = "{burst: 1s}"
        guard requires("arrivals", write: example), var section = section("arrivals") else { return nil }
        let read = ArrivalCatalog.all.compactMap { process in
            section.has(process.name) ? (found: true, arrivals: process.read(&section)) : nil
        }
        for process in ArrivalCatalog.all { _ = section.take(process.name) }
        let isUnknown = !section.remaining.isEmpty
        section.finish()
        if read.count != 1, !isUnknown {
            let names = ArrivalCatalog.all.map { $0.name }.joined(separator: ", ")
            notes.note(
                line: section.line,
                "\(name.isEmpty ? "arrivals" : "\(name).arrivals"): write exactly one of \(names), such as \(example)")
        }
        return read.count == 1 ? read.first?.arrivals : nil
    }
}
