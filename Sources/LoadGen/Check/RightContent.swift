import Simulators

/// Each document says what its claim says: date, employee, department, amounts, rows.
package struct RightContent: Checker {
    package static let name = "right-content"
    package static let claim = BilingualText(
        "each document says what its approval says: date, employee, department, amounts, rows",
        "每张单据的日期、员工、部门、金额、明细行与审批一致")
    package static let unit = BilingualText("documents", "张单据")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.approvals > 0 }

    package static func check(_ run: RunIndex) -> Verdict {
        let content = run.record.scenario.expectations.content
        var facts = content.isEmpty ? standard(run) : [:]
        for (path, name) in content.sorted(by: { $0.key < $1.key }) {
            guard let fact = ContentFact(rawValue: name) else { return .undecided(unknown(name, path)) }
            facts[path] = fact
        }
        var findings: [Finding] = []
        var examined = 0
        for document in run.documents where document.isLive {
            guard let instance = document.instance.map({ run.instances[$0] }), let claim = run.claim(of: instance)
            else { continue }
            examined += 1
            let fields = ExpectedDocument.fields(
                of: mended(claim, instance, in: run), instance: instance.id, content: facts)
            if let finding = finding(for: document, instance, fields) { findings.append(finding) }
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("there was no document of a known claim to compare", "没有可供比对的单据"))
    }

    private static func standard(_ run: RunIndex) -> [String: ContentFact] {
        run.record.scenario.workload.kind == .expense ? ExpectedDocument.standard : ExpectedDocument.requisition
    }

    private static func finding(
        for document: DocumentRecord, _ instance: InstanceRecord, _ fields: [ExpectedField]
    ) -> Finding? {
        var seen: Set<BilingualText> = []
        let differences = ExpectedDocument.differences(fields, in: document.content ?? .null)
            .filter { seen.insert($0).inserted }
        guard !differences.isEmpty else { return nil }
        return Finding(
            subject: instance.id,
            message: BilingualText(
                "document \(document.label): " + differences.map(\.en).joined(separator: "; "),
                "单据 \(document.label)：" + differences.map(\.zh).joined(separator: "；")),
            evidence: [document.created.sequence])
    }

    /// The claim as a person mended it: an expense item set for all rows replaces the one that no mapping knew.
    private static func mended(_ claim: Claim, _ instance: InstanceRecord, in run: RunIndex) -> Claim {
        guard instance.isPoisoned, instance.isReplayed else { return claim }
        var labels: [String] = []
        for case .replayDeadLetters(let set) in run.record.scenario.interventions.map(\.action) {
            labels += set.sorted { $0.key < $1.key }.filter { $0.key.contains(".") }.map(\.value)
        }
        let items = labels.compactMap { label in Company.standardExpenseItems.first { $0.label == label } }
        guard let item = items.last else { return claim }
        var mended = claim
        for index in mended.rows.indices { mended.rows[index].item = item }
        return mended
    }

    private static func unknown(_ name: String, _ path: String) -> BilingualText {
        let known = ContentFact.allCases.map(\.rawValue).joined(separator: ", ")
        return BilingualText(
            "the scenario expects the unknown fact '\(name)' in \(path); known: \(known)",
            "场景期望 \(path) 为未知的内容 '\(name)'；可用：\(known)")
    }
}
