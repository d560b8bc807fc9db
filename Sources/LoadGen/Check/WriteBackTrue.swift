import Simulators

/// Each comment on an approval that names a bill number names a document of that approval.
///
/// Judges what any core says. A core that says nothing is not judged, unless the scenario demands it by `write-back`:
/// then each audited document must be named by a comment, and none is said twice in the same words. The built-in core
/// promises more unasked: it looks at the comments before it says the same again.
package struct WriteBackTrue: Checker {
    package static let name = "write-back-true"
    package static let claim = BilingualText(
        "each comment that names a bill number names a document of its own approval", "评论中写明的单据编号都是该审批自己的单据")
    package static let unit = BilingualText("comments with a bill number", "条写明单据编号的评论")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.writeBack == true
            ? BilingualText("one for each audited document", "每张已审核单据都须写回") : nil
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.writeBack != false }

    /// Without a demand, a run in which nothing was said is left out: there is nothing to call true.
    package static func applies(to run: RunIndex) -> Bool {
        switch run.record.scenario.expectations.writeBack {
        case true?: true
        case false?: false
        case nil: !run.writeBacks.isEmpty
        }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let writeBacks = run.writeBacks
        let isDemanded = run.record.scenario.expectations.writeBack == true
        return Verdict(
            writeBacks.flatMap { findings(for: $0, in: run) }
                + (isDemanded ? missing(writeBacks, in: run) + doubled(writeBacks) : blindly(writeBacks, in: run)),
            examined: writeBacks.count,
            nothing: BilingualText("no comment on an approval names a bill number", "没有任何审批评论写明单据编号"))
    }

    private static func findings(for writeBack: WriteBack, in run: RunIndex) -> [Finding] {
        // What was made of a revoked approval may have been told of before it was taken back.
        let isRevoked = run.instance(writeBack.instance)?.revoked != nil
        return writeBack.mentions.compactMap { mention in
            guard let message = message(mention, besideTrueOne: writeBack.isTrue || isRevoked) else { return nil }
            return Finding(
                subject: writeBack.instance, message: message,
                evidence: [writeBack.evidence, mention.evidence].compactMap(\.self).sorted())
        }
    }

    /// Nil when the mention is right. An earlier document that was deleted may be named beside the one that stands now.
    private static func message(_ mention: WriteBack.Mention, besideTrueOne isTrue: Bool) -> BilingualText? {
        let number = mention.number
        switch mention.meaning {
        case .own: return nil
        case .gone where isTrue: return nil
        case .gone:
            return BilingualText(
                "a comment names document \(number), which was not there when it was written, nor at the end",
                "评论写明单据 \(number)，但写入时及运行结束时该单据均不存在")
        case .foreign(let owner):
            return BilingualText(
                "a comment names document \(number), which belongs to \(owner)", "评论写明单据 \(number)，而该单据属于 \(owner)")
        case .stray:
            return BilingualText(
                "a comment names document \(number), which stands for no approval of this run",
                "评论写明单据 \(number)，而该单据不对应本次运行的任何审批")
        case .nothing:
            return BilingualText(
                "a comment names document \(number), which never existed in Kingdee", "评论写明单据 \(number)，而金蝶中从未有过该单据")
        }
    }

    private static func doubled(_ writeBacks: [WriteBack]) -> [Finding] {
        Dictionary(grouping: writeBacks) { "\($0.instance)\n\($0.text)" }.sorted { $0.key < $1.key }
            .compactMap { _, same in
                guard same.count > 1, let first = same.first else { return nil }
                return Finding(
                    subject: first.instance,
                    message: BilingualText(
                        "the same comment was written \(same.count) times", "同一条评论写了 \(same.count) 次"),
                    evidence: same.map(\.evidence))
            }
    }

    /// Comments of the built-in core that were said again although a look would have shown them. One that is carried out
    /// only after it was looked for is nobody's fault; after a dead letter the same may be to say again.
    private static func blindly(_ writeBacks: [WriteBack], in run: RunIndex) -> [Finding] {
        guard run.record.scenario.system.isBuiltIn else { return [] }
        let told = Dictionary(grouping: writeBacks.filter(\.isTrue)) { "\($0.instance)\n\($0.text)" }
            .filter { $0.value.count > 1 }
        guard !told.isEmpty else { return [] }
        let calls = Dictionary(grouping: run.calls.filter { $0.platform == .dingTalk }) { $0.key ?? "" }
        return told.sorted { $0.key < $1.key }.compactMap { _, same in
            guard let first = same.first, run.instance(first.instance)?.deadLetter == nil else { return nil }
            let own = calls[first.instance] ?? []
            let sent = own.filter { $0.operation == commenting }.map(\.arrived.sequence)
            let looks = own.filter { $0.operation == looking && $0.succeeded }.map(\.arrived.sequence)
            let isBlind = zip(same, same.dropFirst()).contains { earlier, later in
                guard let begun = sent.last(where: { $0 < earlier.evidence }),
                    sent.contains(where: { earlier.evidence < $0 && $0 < later.evidence })
                else { return false }
                return !looks.contains { begun < $0 && $0 < earlier.evidence }
            }
            guard isBlind else { return nil }
            return Finding(
                subject: first.instance,
                message: BilingualText(
                    "the same comment was written \(same.count) times: a reply was lost, and nobody looked whether the "
                        + "comment stood there already",
                    "同一条评论写了 \(same.count) 次：应答丢失后未查看评论是否已存在"),
                evidence: same.map(\.evidence))
        }
    }

    private static let commenting = "workflow/processInstances/comments"
    private static let looking = "workflow/processInstances/get"

    private static func missing(_ writeBacks: [WriteBack], in run: RunIndex) -> [Finding] {
        let named = Set(writeBacks.filter(\.isTrue).map(\.instance))
        return run.instances.compactMap { instance in
            guard !named.contains(instance.id), let audited = run.audited(instance),
                let document = run.documents(of: instance).first(where: \.isAudited)
            else { return nil }
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "has the audited document \(document.label), and no comment names it",
                    "已有审核单据 \(document.label)，却没有评论写明"),
                evidence: [audited.sequence])
        }
    }
}
