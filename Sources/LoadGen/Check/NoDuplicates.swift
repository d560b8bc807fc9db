/// No approval has two documents, not even for a while.
package struct NoDuplicates: Checker {
    package static let name = "no-duplicates"
    package static let claim = BilingualText(
        "each approval has at most one document at any time", "每个审批在任何时刻至多只有一张单据")
    package static let unit = BilingualText("approvals", "个审批")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.approvals > 0 }

    package static func check(_ run: RunIndex) -> Verdict {
        let findings = run.instances.compactMap { finding(for: $0, in: run) }
        return Verdict(findings, examined: run.approvedCount, nothing: .noApproval)
    }

    private static func finding(for instance: InstanceRecord, in run: RunIndex) -> Finding? {
        let documents = run.documents(of: instance)
        guard documents.count > 1 else { return nil }
        let live = documents.filter(\.isLive)
        let numbers = documents.map(\.label).joined(separator: ", ")
        let evidence = documents.map(\.created.sequence) + documents.compactMap(\.deleted?.sequence)
        if live.count > 1 {
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "has \(live.count) documents: \(live.map(\.label).joined(separator: ", "))",
                    "有 \(live.count) 张单据：\(live.map(\.label).joined(separator: "、"))"),
                evidence: evidence.sorted())
        }
        guard overlap(documents) else { return nil }
        return Finding(
            subject: instance.id,
            message: BilingualText(
                "had \(documents.count) documents at one time, of which some were deleted later: \(numbers)",
                "曾同时有 \(documents.count) 张单据，后来被删除：\(numbers)"),
            evidence: evidence.sorted())
    }

    /// Whether one document was created while another existed. They stand in order of creation.
    private static func overlap(_ documents: [DocumentRecord]) -> Bool {
        documents.indices.dropFirst().contains { later in
            documents[..<later].contains { $0.deleted.map { $0.sequence > documents[later].created.sequence } ?? true }
        }
    }
}
