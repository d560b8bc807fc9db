/// What somebody changed in Kingdee stays until a person decides, and then becomes what was decided.
package struct ConflictsHeld: Checker {
    package static let name = "conflicts-held"
    package static let claim = BilingualText(
        "a change made in Kingdee is held for a person, never overwritten silently, and then decided as the person wants",
        "金蝶侧的改动会挂起待人工确认，绝不静默覆盖，并按人工决定处理")
    package static let unit = BilingualText("changes made in Kingdee", "处金蝶侧改动")

    package static func applies(to scenario: Scenario) -> Bool {
        (scenario.organisation?.edits ?? 0) > 0
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let records = run.activities(of: OrganisationActivity.self)
        let history = OrganisationHistory(run)
        let edits = records.filter { $0.action == "edit" }
        var findings: [Finding] = []
        for edit in edits {
            let later = records.filter {
                $0.subject == edit.subject && $0.moment.sequence > edit.moment.sequence
            }
            let saves = history.saves(of: edit.subject).filter { $0.moment.sequence > edit.moment.sequence }
            let (field, value) = (edit.detail["field"] ?? "", edit.detail["value"] ?? "")
            func find(_ text: BilingualText, _ evidence: Int?) {
                findings.append(
                    Finding(
                        subject: edit.subject, message: text,
                        evidence: [edit.moment.sequence] + [evidence].compactMap(\.self)))
            }
            let decision = later.first { $0.action == "confirm" || $0.action == "reject" }
            let limit = decision?.action == "confirm" ? decision?.moment.sequence ?? .max : .max
            if let overwritten = saves.first(where: {
                $0.isFromCall && $0.shown(field) != value && $0.moment.sequence < limit
            }) {
                find(BilingualText("was overwritten without being asked", "未经确认即被覆盖"), overwritten.moment.sequence)
                continue
            }
            guard later.contains(where: { $0.action == "held" }) else {
                find(BilingualText("was never held for a person", "从未挂起待人工确认"), nil)
                continue
            }
            guard let decision else { continue }
            let wanted = decision.action == "confirm" ? edit.detail["before"] ?? "" : value
            if let last = saves.last, last.shown(field) == wanted { continue }
            if decision.action == "reject", saves.isEmpty { continue }
            find(
                BilingualText("is not as decided (\(decision.action))", "与人工决定不符（\(decision.action)）"),
                decision.moment.sequence)
        }
        findings += records.filter { $0.action == "asked-again" }.map { record in
            Finding(
                subject: record.subject,
                message: BilingualText(
                    "was decided, and asked again although nothing had changed", "已有人工决定，未有变化却再次询问"),
                evidence: [record.moment.sequence])
        }
        let erased = records.filter { $0.action == "erase" }
        findings += erased.compactMap { erasure($0, records, history) }
        return Verdict(
            findings, examined: edits.count + erased.count,
            nothing: BilingualText("nobody changed anything in Kingdee", "金蝶侧没有任何改动"))
    }

    /// A record that somebody deleted is made again once, when a person wants it, and otherwise not.
    private static func erasure(
        _ erased: ActivityRecord, _ records: [ActivityRecord], _ history: OrganisationHistory
    ) -> Finding? {
        let start = erased.moment.sequence
        let later = records.filter { $0.subject == erased.subject && $0.moment.sequence > start }
        let saves = history.saves(of: erased.subject).filter { $0.moment.sequence > start }
        let decision = later.first { $0.action == "confirm" || $0.action == "reject" }
        func finding(_ english: String, _ chinese: String, _ evidence: Int? = nil) -> Finding {
            Finding(
                subject: erased.subject, message: BilingualText(english, chinese),
                evidence: [start] + [evidence].compactMap(\.self))
        }
        let limit = decision?.action == "confirm" ? decision?.moment.sequence ?? .max : .max
        if let unasked = saves.first(where: { $0.moment.sequence < limit }) {
            return finding(
                "was deleted in Kingdee, and made again without being asked", "在金蝶被删除后，未经确认即重新创建",
                unasked.moment.sequence)
        }
        guard later.contains(where: { $0.action == "held" }) else {
            return finding("was deleted in Kingdee, and never held for a person", "在金蝶被删除，从未挂起待人工确认")
        }
        guard let decision, decision.action == "confirm" else { return nil }
        let made = Set(saves.map(\.id)).count
        guard made != 1 else { return nil }
        return finding(
            "was deleted in Kingdee and is to be there again, and was made \(made) times",
            "在金蝶被删除后已确认恢复，却被创建了 \(made) 次", decision.moment.sequence)
    }
}
