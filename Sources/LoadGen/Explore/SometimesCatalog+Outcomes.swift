import Seams
import Simulators

extension SometimesCatalog {
    /// How approvals end, and how they arrive.
    static let outcomes = [
        SometimesPoint(
            "refused-no-document", "a refused approval made no document", "被拒绝的审批没有单据",
            within: { $0.workload.refused > 0 },
            isReached: { view in view.run.instances.contains { $0.outcome == .refuse && $0.documents.isEmpty } }),
        SometimesPoint(
            "withdrawn-no-document", "a withdrawn approval made no document", "被撤回的审批没有单据",
            within: { $0.workload.terminated > 0 },
            isReached: { view in view.run.instances.contains { $0.outcome == .terminate && $0.documents.isEmpty } }),
        SometimesPoint(
            "read-before-over", "an approval was read while it was still running", "审批尚未结束就被读取"
        ) { view in
            view.stories.contains { story in
                guard let read = story.readEnded, let finished = story.instance.finished else { return false }
                return read.sequence < finished.sequence
            }
        },
        SometimesPoint("comment-written", "a result was written back as a comment", "结果以评论写回") { view in
            view.stories.contains { $0.commented != nil }
        },
        SometimesPoint(
            "later-than-5-s", "an approval took longer than 5 s, and was delivered", "审批超过五秒才送达"
        ) { view in
            view.stories.contains { story in
                guard let due = story.instance.approvalDue, let audited = story.audited else { return false }
                return audited.time - due > .seconds(5)
            }
        },
        SometimesPoint("backlog-of-ten", "ten approvals waited when something healed", "故障恢复时积压十个审批") { view in
            view.run.recoveries.contains { $0.backlog >= 10 }
        },
        SometimesPoint(
            "replayed", "a person mended a dead letter, and it was delivered", "人工修正死信并送达",
            within: { $0.workload.poisoned > 0 && !$0.interventions.isEmpty },
            isReached: { view in view.stories.contains { $0.instance.isReplayed && $0.audited != nil } }),
        SometimesPoint(
            "delivered-after-the-storm", "a document was audited after all faults had ended", "故障全部结束后才完成"
        ) { view in
            guard let end = view.run.phases.first(where: { $0.name == "settling" })?.moment else { return false }
            return view.stories.contains { ($0.audited?.sequence ?? 0) > end.sequence }
        },
        SometimesPoint("two-kinds-of-fault", "two kinds of fault struck one approval", "两种故障命中同一审批") { view in
            view.stories.contains { $0.kinds.count >= 2 && $0.audited != nil }
        },
        SometimesPoint("three-kinds-of-fault", "three kinds of fault struck one approval", "三种故障命中同一审批") { view in
            view.stories.contains { $0.kinds.count >= 3 && $0.audited != nil }
        },
    ]

    /// Links that are cut while something hangs on them.
    static let links = [
        SometimesPoint(
            "approved-in-black-hole", "an approval ended during a black hole, and was delivered", "网络黑洞期间审批结束并送达",
            needing: [LinkBlackHole.self]
        ) { view in
            view.stories.contains { story in
                guard story.audited != nil, let finished = story.instance.finished else { return false }
                return !view.openRules([LinkBlackHole.self], at: finished).isEmpty
            }
        },
        SometimesPoint(
            "answered-into-a-cut", "Kingdee answered a write into a link that was cut", "金蝶对写操作的应答遇到断网",
            needing: cuts
        ) { view in
            view.writes.contains { call in
                guard call.performed != nil, let ended = call.ended else { return false }
                return view.openRules(cuts, at: ended).contains { view.link(of: $0) == "kingdee" }
            }
        },
        SometimesPoint("death-during-cut", "the core died while a link was cut", "断网期间核心死亡", needing: cuts) { view in
            view.deaths.contains { !view.openRules(cuts, at: $0).isEmpty }
        },
        SometimesPoint("two-links-cut", "two links were cut at once", "两条链路同时中断", needing: cuts) { view in
            view.run.faults.flatMap(\.windows).contains { window in
                Set(view.openRules(cuts, at: window.from).compactMap(view.link)).count >= 2
            }
        },
        SometimesPoint(
            "stream-reopened", "the core opened its event stream again", "事件流重新建立",
            within: { $0.world.delivery == .stream },
            isReached: { view in view.calls.count { $0.operation == streamOpening && $0.record.succeeded } >= 2 }),
    ]
}
