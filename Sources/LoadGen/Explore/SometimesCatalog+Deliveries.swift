import Seams
import Simulators

extension SometimesCatalog {
    /// Events that come late, twice, in another order, or never.
    static let deliveries = [
        SometimesPoint("redelivered", "an event that was refused was taken at the next attempt", "事件被拒后重推成功") { view in
            view.deliveries.contains { $0.attempt >= 2 && $0.acknowledged != nil }
        },
        SometimesPoint("third-attempt", "an event was taken at the third attempt", "事件第三次投递才成功") { view in
            view.deliveries.contains { $0.attempt >= 3 && $0.acknowledged != nil }
        },
        SometimesPoint(
            "given-up-yet-delivered", "DingTalk gave an event up, and its approval was delivered all the same",
            "钉钉放弃推送，审批仍送达"
        ) { view in view.stories.contains { $0.audited != nil && view.givenUp.contains($0.instance.id) } },
        SometimesPoint(
            "duplicate-same-id", "an event was taken twice under one id", "同一编号的事件被接收两次",
            needing: [EventDuplicated.self]
        ) { view in view.tookCopy { created, copy in created.contains(copy.event) } },
        SometimesPoint(
            "duplicate-new-id", "an event was taken again under another id, and made no second document",
            "换了编号的重复事件未产生第二张单据", needing: [EventDuplicated.self]
        ) { view in
            view.tookCopy { created, copy in
                !created.contains(copy.event)
                    && copy.instance.flatMap(view.run.instance).map { $0.documents.count <= 1 } ?? false
            }
        },
        SometimesPoint(
            "overtaken", "an event overtook an older one of the same approval", "同一审批的后发事件先到达"
        ) { view in view.run.instances.contains { isOvertaken($0.events) } },
        SometimesPoint(
            "found-by-listing", "no event told of an approval's end, and it was delivered all the same",
            "没有任何结束事件，仍由列表发现并送达", needing: [EventLost.self]
        ) { view in view.stories.contains { $0.audited != nil && isUntold($0) } },
        SometimesPoint(
            "signature-refused", "an event with a wrong signature was refused", "签名错误的事件被拒绝",
            needing: [EventSignatureWrong.self]
        ) { $0.refusedForgery },
        SometimesPoint("event-late", "an event was taken more than 5 s after it was made", "事件产生五秒后才被接收") { view in
            view.run.instances.contains { instance in
                instance.events.contains { event in
                    event.acknowledged.map { $0.time - event.created.time > .seconds(5) } ?? false
                }
            }
        },
        SometimesPoint(
            "event-after-document", "an event was taken after the document that it asks for", "单据完成后事件才被接收"
        ) { view in
            view.stories.contains { story in
                guard let audited = story.audited else { return false }
                return story.instance.events.contains { ($0.acknowledged?.sequence ?? 0) > audited.sequence }
            }
        },
    ]

    /// Whether an event was taken before an older one, whenever that was taken, if ever.
    private static func isOvertaken(_ events: [EventRecord]) -> Bool {
        zip(events, events.dropFirst()).contains { older, newer in
            guard let taken = newer.acknowledged?.sequence else { return false }
            return older.acknowledged.map { $0.sequence > taken } ?? false
        }
    }

    /// Whether no event that was made after the approval's end was taken before its document was audited.
    private static func isUntold(_ story: SometimesView.Story) -> Bool {
        guard let finished = story.instance.finished, let audited = story.audited else { return false }
        return !story.instance.events.contains { event in
            event.created.sequence > finished.sequence
                && event.acknowledged.map { $0.sequence < audited.sequence } ?? false
        }
    }
}

extension SometimesView {
    fileprivate func tookCopy(_ isWanted: (_ created: Set<String>, _ copy: Delivery) -> Bool) -> Bool {
        let originals = Set(deliveries.filter { !$0.isCopy }.map(\.event))
        return deliveries.contains { $0.isCopy && $0.acknowledged != nil && isWanted(originals, $0) }
    }

    fileprivate var refusedForgery: Bool {
        let forged = firings.filter { $0.kind == EventSignatureWrong.name }
        guard !forged.isEmpty else { return false }
        return deliveries.contains { delivery in
            guard let instance = delivery.instance, let refused = delivery.refused else { return false }
            return forged.contains { $0.target.hasSuffix(" \(instance)") && $0.moment.sequence < refused.sequence }
        }
    }
}
