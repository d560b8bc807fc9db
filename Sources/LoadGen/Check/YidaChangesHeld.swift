import Simulators

/// A form that was changed after its document was made waits for a person, and its document stays as it was.
package struct YidaChangesHeld: Checker {
    package static let name = "yida-changes-held"
    package static let claim = BilingualText(
        "each form changed after its document was made is held for a person, and no other is; the document stays",
        "单据生成后被改动的表单都等待人工处理，其余不受影响；单据保持不变")
    package static let unit = BilingualText("changed forms", "张被改动的表单")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { ($0.activity as? YidaActivity).map { $0.changes > 0 } ?? false }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let facts = run.activities.filter { $0.name == YidaActivity.key }
        let changed = facts.filter { $0.action == "changed" }
        let held = facts.filter { $0.action == "held" }
        var findings = changed.compactMap { change -> Finding? in
            guard held.contains(where: { $0.subject == change.subject }) else {
                return Finding(
                    subject: change.subject,
                    message: BilingualText("was changed, and nobody is asked about it", "已被改动，却无人被告知"),
                    evidence: [change.moment.sequence])
            }
            let writes = run.record.events.filter { event in
                guard event.sequence > change.moment.sequence,
                    case .documentSaved(_, _, _, let number, _, _, _) = event.fact
                else { return false }
                return run.instance(change.subject).map { run.documents(of: $0).contains { $0.number == number } }
                    ?? false
            }
            guard !writes.isEmpty else { return nil }
            return Finding(
                subject: change.subject,
                message: BilingualText("its document was saved again after the change", "改动后其单据被再次保存"),
                evidence: [change.moment.sequence] + writes.map(\.sequence))
        }
        // Why a deleted form waits is another checker's question.
        let known = Set((changed + facts.filter { $0.action == "deleted" }).map(\.subject))
        findings += held.filter { !known.contains($0.subject) && !(run.instance($0.subject)?.isPoisoned ?? false) }.map
        {
            Finding(
                subject: $0.subject,
                message: BilingualText(
                    "waits for a person although nobody changed it: \($0.detail["reason"] ?? "")",
                    "无人改动，却等待人工处理：\($0.detail["reason"] ?? "")"),
                evidence: [$0.moment.sequence])
        }
        return Verdict(
            findings, examined: changed.count,
            nothing: BilingualText("nobody changed a form", "没有任何表单被改动"))
    }
}
