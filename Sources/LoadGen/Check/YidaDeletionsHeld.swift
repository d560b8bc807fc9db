import Simulators

/// A form that was deleted has no document, or its document waits for a person; no deleted form gets a document later.
/// Where documents are to be taken back, none waits.
package struct YidaDeletionsHeld: Checker {
    package static let name = "yida-deletions-held"
    package static let claim = BilingualText(
        "each deleted form's document waits for a person or is gone, and none is made twice or after a look at the form",
        "被删除表单的单据都等待人工处理或已撤回，没有重复生成")
    package static let unit = BilingualText("deleted forms", "张被删除的表单")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains {
            ($0.activity as? YidaActivity).map { $0.deletions + $0.earlyDeletions > 0 } ?? false
        }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let facts = run.activities.filter { $0.name == YidaActivity.key }
        let deleted = facts.filter { $0.action == "deleted" }
        let takesBack = run.record.scenario.activities.contains { ($0.activity as? YidaActivity)?.takesBack ?? false }
        let held = Dictionary(grouping: facts.filter { $0.action == "held" }, by: \.subject)
        let findings = deleted.compactMap { deletion -> Finding? in
            let documents = run.instance(deletion.subject).map(run.documents) ?? []
            let live = documents.filter(\.isLive)
            func finding(_ english: String, _ chinese: String) -> Finding {
                Finding(
                    subject: deletion.subject, message: BilingualText(english, chinese),
                    evidence: ([deletion.moment.sequence] + live.map(\.created.sequence)).sorted())
            }
            guard live.count <= 1 else {
                return finding("was deleted and has \(live.count) documents", "已被删除，却有 \(live.count) 张单据")
            }
            let reasons = held[deletion.subject]?.compactMap { $0.detail["reason"] } ?? []
            guard let document = live.first else {
                guard reasons.isEmpty else {
                    return finding("has no document, and a person is asked about it", "没有单据，却等待人工处理")
                }
                return nil
            }
            guard !takesBack else {
                return finding(
                    "was deleted, and its document \(document.label) was not taken back",
                    "已被删除，单据 \(document.label) 未被撤回")
            }
            guard reasons.contains(where: { $0.contains("deleted") }) else {
                return finding(
                    "was deleted, its document \(document.label) stands, and nobody is asked about it",
                    "已被删除，单据 \(document.label) 仍在，却无人被告知")
            }
            return nil
        }
        return Verdict(
            findings, examined: deleted.count,
            nothing: BilingualText("nobody deleted a form", "没有任何表单被删除"))
    }
}
