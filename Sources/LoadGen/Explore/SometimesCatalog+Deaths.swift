import Seams
import Simulators

extension SometimesCatalog {
    /// The core dies at an awkward moment.
    static let deaths = [
        SometimesPoint("two-deaths", "the core died twice", "核心两次死亡", needing: deadly) { $0.deaths.count >= 2 },
        SometimesPoint(
            "death-after-restart", "the core died within a second of being started again", "核心重启后一秒内再次死亡",
            needing: deadly
        ) { $0.diedSoonAfterRestart },
        SometimesPoint(
            "death-before-ready", "the core died again before it was ready", "核心尚未就绪又死亡", needing: deadly
        ) { $0.diedBeforeReady },
        SometimesPoint(
            "death-during-save", "the core died while a Save was under way", "核心在 Save 进行中死亡", needing: deadly
        ) { view in view.anyUnderWay(view.calls.filter { $0.operation == "Save" }, at: view.deaths) },
        SometimesPoint(
            "death-during-two-writes", "the core died while two writes were under way", "核心在两个写操作进行中死亡",
            needing: deadly
        ) { view in
            view.deaths.contains { death in view.writes.count { $0.isUnderWay(at: death) } >= 2 }
        },
        SometimesPoint(
            "death-during-delivery", "the core died with an event in its hands", "核心在接收事件时死亡", needing: deadly
        ) { view in
            view.deliveries.contains { view.died(between: $0.sent, and: $0.acknowledged ?? $0.refused) }
        },
        SometimesPoint(
            "power-lost", "the power failed, and the core went on afterwards", "断电后核心恢复工作",
            needing: [PowerLost.self]
        ) { view in
            guard let cut = view.changes.first(where: { $0.change == "power-lost" })?.moment else { return false }
            return view.stories.contains { ($0.audited?.sequence ?? 0) > cut.sequence }
        },
        SometimesPoint(
            "power-lost-during-write", "the power failed while a write was under way", "写操作进行中断电",
            needing: [PowerLost.self]
        ) { view in
            view.anyUnderWay(view.writes, at: view.changes.filter { $0.change == "power-lost" }.map(\.moment))
        },
        SometimesPoint(
            "approved-while-down", "an approval ended while the core was down, and was delivered", "核心停机时审批结束并最终送达",
            needing: deadly
        ) { view in
            view.stories.contains { $0.audited != nil && view.isWithin(view.downtimes, $0.instance.finished) }
        },
        SometimesPoint(
            "event-refused-while-down", "an event met no core", "事件到达时核心不在", needing: deadly
        ) { view in view.deliveries.contains { view.isWithin(view.downtimes, $0.refused) } },
        SometimesPoint(
            "lost-reply-then-death", "the core died before it could look up a Save whose reply was lost",
            "Save 响应丢失后核心在查询前死亡", needing: deadly
        ) { view in
            view.calls.contains { call in
                guard call.operation == "Save", call.isReplyLost, let id = call.instance else { return false }
                let story = view.stories.first { $0.instance.id == id }
                return view.died(between: call.ended, and: story?.submitted)
            }
        },
    ]

    /// The core dies between two steps of an approval.
    static let deathsBetweenSteps = [
        SometimesPoint(
            "death-before-read", "the core died between an event's acknowledgement and the reading of its approval",
            "确认事件后、读取审批前死亡", needing: deadly
        ) { $0.someDied(between: \.acknowledged, and: \.readStarted) },
        SometimesPoint(
            "death-before-save", "the core died between the reading of an approval and its Save", "读取审批后、Save 前死亡",
            needing: deadly
        ) { $0.someDied(between: \.readEnded, and: \.saveStarted) },
        SometimesPoint(
            "death-before-submit", "the core died between Save and Submit", "Save 后、Submit 前死亡", needing: deadly
        ) { $0.someDied(between: \.saved, and: \.submitted) },
        SometimesPoint(
            "death-before-audit", "the core died between Submit and Audit", "Submit 后、Audit 前死亡", needing: deadly
        ) { $0.someDied(between: \.submitted, and: \.audited) },
        SometimesPoint(
            "death-before-comment", "the core died between Audit and the comment about it", "Audit 后、评论前死亡",
            needing: deadly
        ) { $0.someDied(between: \.audited, and: \.commented) },
    ]

    /// The core stands still, or its clock does not.
    static let pausesAndClocks = [
        SometimesPoint(
            "paused-during-write", "the core froze while a write was under way", "写操作进行中核心冻结",
            needing: [ProcessPaused.self]
        ) { view in view.anyUnderWay(view.writes, at: view.pauses.map(\.from)) },
        SometimesPoint(
            "event-refused-while-paused", "an event met a frozen core", "事件到达时核心冻结",
            needing: [ProcessPaused.self]
        ) { view in view.deliveries.contains { view.isWithin(view.pauses, $0.refused) } },
        SometimesPoint(
            "clock-forward", "the core's clock leapt forward", "核心时钟前跳", needing: [ClockJumped.self]
        ) { $0.clockJumps.contains { $0 > .zero } },
        SometimesPoint(
            "clock-backward", "the core's clock leapt back", "核心时钟回跳", needing: [ClockJumped.self]
        ) { $0.clockJumps.contains { $0 < .zero } },
        SometimesPoint(
            "disk-full", "an approval was delivered after the core's disk had been full", "磁盘写满后恢复并送达",
            needing: [DiskFull.self]
        ) { view in
            guard let full = view.changes.first(where: { $0.change == "disk-full" })?.moment else { return false }
            return view.stories.contains { ($0.audited?.sequence ?? 0) > full.sequence }
        },
        SometimesPoint(
            "event-refused-disk-full", "an event could not be stored, as the disk was full", "磁盘写满时事件未能落盘",
            needing: [DiskFull.self]
        ) { view in view.deliveries.contains { view.isWithin(view.fullDisks, $0.refused) } },
    ]
}

extension SometimesView {
    fileprivate var diedSoonAfterRestart: Bool {
        changes.indices.dropFirst().contains { position in
            guard SometimesView.isDeath(changes[position].change),
                let start = changes[..<position].last(where: { $0.change == "started" }),
                changes[..<position].contains(where: {
                    SometimesView.isDeath($0.change) && $0.moment.sequence < start.moment.sequence
                })
            else { return false }
            return changes[position].moment.time - start.moment.time <= .seconds(1)
        }
    }

    fileprivate var diedBeforeReady: Bool {
        changes.indices.dropFirst().contains { position in
            SometimesView.isDeath(changes[position].change) && changes[position - 1].change == "started"
                && changes[..<position].contains { SometimesView.isDeath($0.change) }
        }
    }

    /// By how much the clock was set, by the rules that struck.
    fileprivate var clockJumps: [Duration] {
        let struck = Set(firings.map(\.rule))
        return run.record.scenario.faults.filter { struck.contains($0.id) }.compactMap { rule in
            guard case .clockJump(let distance)? = (rule.fault as? any ProcessFault)?.strike else { return nil }
            return distance
        }
    }

    fileprivate func isWithin(_ spans: [(from: Moment, until: Moment)], _ moment: Moment?) -> Bool {
        guard let moment else { return false }
        return spans.contains { $0.from.sequence < moment.sequence && moment.sequence < $0.until.sequence }
    }
}
