import Seams
import Simulators

/// No document without an approval: refused, withdrawn and running instances have none, and each names an instance.
package struct NoPhantoms: Checker {
    package static let name = "no-phantoms"
    package static let claim = BilingualText(
        "each document stands for an instance that had been approved before", "每张单据都对应一个此前已通过的审批")
    package static let unit = BilingualText("documents and refused instances", "张单据与未通过的审批")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.approvals > 0 }

    package static func check(_ run: RunIndex) -> Verdict {
        let documents = run.documents.filter(\.isFromCall)
        let empty = run.instances.count { !$0.isApproved && $0.documents.isEmpty }
        return Verdict(
            documents.compactMap { finding(for: $0, in: run) }, examined: documents.count + empty,
            nothing: BilingualText(
                "there was no document and no refused instance to look at", "没有单据，也没有未通过的审批可供检查"))
    }

    private static func finding(for document: DocumentRecord, in run: RunIndex) -> Finding? {
        guard let position = document.instance else { return sourceless(document, in: run) }
        let instance = run.instances[position]
        let evidence = [document.created.sequence] + [instance.finished?.sequence].compactMap(\.self)
        switch instance.outcome {
        case .refuse, .terminate, nil:
            let (en, zh) = words(instance.outcome)
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "\(en) and still has document \(document.label)", "\(zh)，却有单据 \(document.label)"),
                evidence: evidence.sorted())
        case .agree where instance.isRevocation:
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "only revokes another approval and has document \(document.label)",
                    "只是撤销另一个审批，却有单据 \(document.label)"),
                evidence: evidence.sorted())
        case .agree:
            guard let finished = instance.finished, document.created.sequence < finished.sequence else { return nil }
            let early = (finished.time - document.created.time).reportText
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "document \(document.label) was created \(early) before the approval",
                    "单据 \(document.label) 在审批通过前 \(early) 就已创建"),
                evidence: evidence.sorted())
        }
    }

    private static func sourceless(_ document: DocumentRecord, in run: RunIndex) -> Finding {
        let field = run.record.scenario.expectations.sourceField
        return Finding(
            subject: document.label,
            message: BilingualText(
                "names no approval instance of this run in \(field)", "\(field) 中没有写明本次运行的任何审批实例"),
            evidence: [document.created.sequence])
    }

    private static func words(_ outcome: InstanceOutcome?) -> (en: String, zh: String) {
        switch outcome {
        case .refuse: ("was refused", "已被拒绝")
        case .terminate: ("was withdrawn", "已被撤销")
        case .agree: ("was approved", "已通过")
        case nil: ("is still running", "仍在审批中")
        }
    }
}
