/// Every approval has an audited document in the end.
package struct NothingLost: Checker {
    package static let name = "nothing-lost"
    package static let claim = BilingualText(
        "each approval has an audited document at the end", "每个审批最终都有一张已审核的单据")
    package static let unit = BilingualText("approvals", "个审批")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.approvals > 0 }

    package static func check(_ run: RunIndex) -> Verdict {
        let expected = run.instances.filter(\.needsDocument)
        return Verdict(
            expected.compactMap { finding(for: $0, in: run) }, examined: expected.count, nothing: .noApproval)
    }

    private static func finding(for instance: InstanceRecord, in run: RunIndex) -> Finding? {
        let documents = run.documents(of: instance)
        guard !documents.contains(where: \.isAudited) else { return nil }
        let evidence =
            [instance.finished?.sequence, instance.deadLetter?.sequence].compactMap(\.self)
            + documents.flatMap { [$0.created.sequence, $0.deleted?.sequence].compactMap(\.self) }
        return Finding(
            subject: instance.id, message: message(instance, documents), evidence: evidence.sorted())
    }

    private static func message(_ instance: InstanceRecord, _ documents: [DocumentRecord]) -> BilingualText {
        if let document = documents.first(where: \.isLive) {
            return BilingualText(
                "its document \(document.label) was never audited; it ended with status \(document.status)",
                "其单据 \(document.label) 始终未审核，最终状态为 \(document.status)")
        }
        if let document = documents.last {
            return BilingualText(
                "its document \(document.label) was deleted", "其单据 \(document.label) 被删除")
        }
        if instance.deadLetter != nil {
            return BilingualText(
                "was approved and has no document; it lies in the dead-letter list",
                "已审批通过但没有单据，停留在死信列表中")
        }
        return BilingualText("was approved and has no document", "已审批通过但没有单据")
    }
}
