import Simulators

/// Of a revoked approval's documents, the one that was made last is taken back first: a voucher before the reimbursement
/// that it names.
package struct TakenBackInOrder: Checker {
    package static let name = "taken-back-in-order"
    package static let claim = BilingualText(
        "no document of a revoked approval is opened again or deleted while a later one of another form stands",
        "被撤销审批的单据按生成的相反顺序撤回：后生成的单据尚在时，先生成的不被反审核或删除")
    package static let unit = BilingualText("steps of taking back", "次撤回操作")

    private static let undoing: Set<String> = ["UnAudit", "CancelAssign"]

    package static func applies(to scenario: Scenario) -> Bool {
        RevokedLeaveNoDocument.applies(to: scenario) && scenario.expectations.vouchers
    }

    /// Where all are revoked before they have a document, nothing is taken back.
    package static func applies(to run: RunIndex) -> Bool {
        guard applies(to: run.record.scenario) else { return false }
        return check(run) != .undecided(nothing)
    }

    private static let nothing = BilingualText("nothing was taken back", "没有撤回任何单据")

    package static func check(_ run: RunIndex) -> Verdict {
        var story = RevocationStory()
        var (findings, examined): ([Finding], Int) = ([], 0)
        for event in run.record.events {
            switch event.fact {
            case .documentStatusChanged(.some, let form, let id, _, let operation, _, _)
            where undoing.contains(operation):
                examine(form, id, story, event.sequence)
            case .documentDeleted(.some, let form, let id, _): examine(form, id, story, event.sequence)
            default: break
            }
            story.add(event)
        }
        return Verdict(findings, examined: examined, nothing: nothing)

        func examine(_ form: String, _ id: String, _ story: RevocationStory, _ sequence: Int) {
            let standing = story.documents.filter { $0.deleted == nil }
            guard let document = standing.last(where: { $0.form == form && $0.id == id }) else { return }
            examined += 1
            let later = standing.first { other in
                other.form != form && other.created > document.created
                    && !Set(other.instances).isDisjoint(with: document.instances)
            }
            guard let later, let instance = document.instances.first else { return }
            findings.append(
                Finding(
                    subject: instance,
                    message: BilingualText(
                        "\(form) \(document.number) was taken back while \(later.form) \(later.number), which was made "
                            + "after it, still stood",
                        "\(form) \(document.number) 在其后生成的 \(later.form) \(later.number) 尚在时即被撤回"),
                    evidence: [document.created, later.created, sequence]))
        }
    }
}
