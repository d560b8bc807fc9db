import Simulators

/// A revoked approval has no document of any form in the end, but for cancelled ones (作废); one that was not revoked has exactly one of each form that
/// the others have.
package struct RevokedLeaveNoDocument: Checker {
    package static let name = "revoked-leave-no-document"
    package static let claim = BilingualText(
        "each revoked approval has no document left in force, and each other one has exactly one",
        "每个被撤销的审批都没有遗留有效单据，其余审批各有且仅有一张")
    package static let unit = BilingualText("approvals", "个审批")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.key == RevocationActivity.key }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let activities = run.record.scenario.activities.lazy.compactMap { $0.activity as? RevocationActivity }
        var story = RevocationStory(missesDeleted: activities.first?.findsDeleted ?? false)
        for event in run.record.events { story.add(event) }
        guard !story.revoked.isEmpty else {
            return .undecided(BilingualText("no approval was revoked", "没有审批被撤销"))
        }
        guard story.revoked.contains(where: { !story.documents(of: $0.instance).isEmpty }) else {
            return .undecided(
                BilingualText(
                    "no revoked approval ever had a document: nothing had to be taken back",
                    "被撤销的审批从未有过单据，没有需要撤回的内容"))
        }
        let kept = run.instances.filter(\.needsDocument)
        let told = story.revoked.filter { !story.untold.contains($0.instance) }
        return Verdict(
            told.compactMap { left($0, story) } + kept.compactMap { lacking($0, story, run) },
            examined: told.count + kept.count,
            nothing: BilingualText("no approval was revoked", "没有审批被撤销"))
    }

    private static func left(_ revoked: (instance: String, sequence: Int), _ story: RevocationStory) -> Finding? {
        let left = story.documents(of: revoked.instance).filter(\.isInForce)
        guard !left.isEmpty else { return nil }
        let names = left.map { "\($0.form) \($0.number)" }
        return Finding(
            subject: revoked.instance,
            message: BilingualText(
                "was revoked and still has \(names.joined(separator: ", "))",
                "已被撤销，仍有单据 \(names.joined(separator: "、"))"),
            evidence: ([revoked.sequence] + left.map(\.created)).sorted())
    }

    private static func lacking(_ instance: InstanceRecord, _ story: RevocationStory, _ run: RunIndex) -> Finding? {
        let form = run.record.scenario.expectations.form.lowercased()
        let all = story.documents(of: instance.id).filter { $0.form.lowercased() == form }
        let count = all.count(where: \.isInForce)
        guard count != 1 else { return nil }
        return Finding(
            subject: instance.id,
            message: BilingualText(
                "was not revoked and has \(count) documents instead of one", "未被撤销，有 \(count) 张单据，应为 1 张"),
            evidence: ([instance.finished?.sequence].compactMap(\.self) + all.map(\.created)).sorted())
    }
}
