import Seams
import Simulators

extension SometimesCatalog {
    /// Replies that did not arrive, or not whole.
    static let lostReplies = [
        SometimesPoint(
            "lost-save-adopted", "the reply to a Save was lost, and its document was adopted",
            "Save 的响应丢失，单据被认领", needing: [LostAfterCommit.self]
        ) { $0.survivedLoss(of: "Save") },
        SometimesPoint(
            "lost-submit-survived", "the reply to a Submit was lost, and the document was audited once",
            "Submit 的响应丢失，单据仍只审核一次", needing: [LostAfterCommit.self]
        ) { $0.survivedLoss(of: "Submit") },
        SometimesPoint(
            "lost-audit-survived", "the reply to an Audit was lost, and the document stayed the only one",
            "Audit 的响应丢失，单据仍唯一", needing: [LostAfterCommit.self]
        ) { $0.survivedLoss(of: "Audit") },
        SometimesPoint(
            "lost-comment", "the reply to a comment was lost", "评论的响应丢失", needing: [LostAfterCommit.self]
        ) { view in view.calls.contains { $0.operation == comment && $0.isReplyLost } },
        SometimesPoint(
            "lost-log-in", "the reply to a log-in or a token request was lost", "登录或令牌请求的响应丢失",
            needing: [LostAfterCommit.self]
        ) { view in view.calls.contains { logIns.contains($0.operation) && $0.isReplyLost } },
        SometimesPoint(
            "truncated-save", "a Save committed and its reply broke off", "Save 已提交而响应被截断",
            needing: [TruncatedReply.self]
        ) { view in view.calls("Save", struckBy: TruncatedReply.self).contains { $0.performed != nil } },
        SometimesPoint(
            "truncated-read", "the reply to the reading of an approval broke off", "读取审批的响应被截断",
            needing: [TruncatedReply.self]
        ) { $0.struck(reads, by: TruncatedReply.self) },
        SometimesPoint(
            "garbled-write", "a write was answered with a text that is not the platform's", "写操作收到无法解析的响应",
            needing: [GarbledReply.self]
        ) { $0.struck(writes, by: GarbledReply.self) },
        SometimesPoint(
            "slow-write", "the reply to a write dripped", "写操作的响应缓慢到达", needing: [SlowBody.self]
        ) { $0.struck(writes, by: SlowBody.self) },
        SometimesPoint(
            "cut-before-write", "the connection of a write was cut before the platform acted", "写操作在平台处理前断开",
            needing: [ConnectionCut.self]
        ) { view in view.writes.contains(where: \.isCut) },
    ]

    /// Pages of a gateway.
    static let gateways = [
        gateway("gateway-save", "a Save", "Save", ["Save"]),
        gateway("gateway-submit", "a Submit", "Submit", ["Submit"]),
        gateway("gateway-audit", "an Audit", "Audit", ["Audit"]),
        gateway("gateway-look-up", "a look-up", "查询", lookUps),
        gateway("gateway-read", "the reading of an approval", "读取审批", reads),
    ]

    private static func gateway(_ name: String, _ en: String, _ zh: String, _ operations: [String]) -> SometimesPoint {
        SometimesPoint(
            name, "a gateway's page answered \(en)", "网关页面应答了 \(zh)", needing: [GatewayOutage.self]
        ) { $0.struck(operations, by: GatewayOutage.self) }
    }

    /// Second tries, and what they meet.
    static let retries = [
        SometimesPoint(
            "late-save", "a Save committed after its client had given up", "客户端放弃后 Save 才提交",
            needing: [CommittedLate.self, Delay.self]
        ) { view in
            view.calls.contains { call in
                guard call.operation == "Save", let performed = call.performed else { return false }
                return performed.time - call.record.arrived.time > view.callTimeout
            }
        },
        SometimesPoint(
            "number-already-used", "a repeated Save was told that its number is used", "重复的 Save 得知单据编号已被使用"
        ) { $0.metUsedNumber },
        SometimesPoint(
            "two-saves-under-way", "two Saves of one number were under way at once", "同一编号的两个 Save 同时进行"
        ) { $0.hasOverlappingSaves },
        SometimesPoint("third-try", "one write reached Kingdee three times or more", "同一写操作到达金蝶三次以上") { view in
            Dictionary(grouping: view.writes.filter { $0.record.key != nil }) {
                "\($0.operation) \($0.record.key ?? "")"
            }.values.contains { $0.count >= 3 }
        },
        SometimesPoint("look-up-failed", "a look-up failed before one succeeded", "查询失败后再次成功") {
            $0.recovered(lookUps)
        },
        SometimesPoint("listing-failed", "a listing failed before one succeeded", "列表失败后再次成功") {
            $0.recovered(listings)
        },
        SometimesPoint("log-in-failed", "a log-in or token request failed before one succeeded", "登录失败后再次成功") {
            $0.recovered(logIns)
        },
    ]
}

extension SometimesView {
    fileprivate func survivedLoss(of operation: String) -> Bool {
        calls.contains { $0.operation == operation && $0.isReplyLost && isDeliveredOnce($0.instance) }
    }

    /// A Save was refused by Kingdee itself, and not by a fault, after another one had made the document.
    fileprivate var metUsedNumber: Bool {
        let makers = calls.filter { $0.operation == "Save" && $0.performed != nil }
        let first = Dictionary(makers.map { ($0.record.key ?? "", $0) }) { first, _ in first }
        return calls.contains { call in
            guard call.operation == "Save", case .answered(_, .some, _) = call.record.end, call.performed == nil,
                call.kinds.isDisjoint(with: [ErrorReply.name, RateLimit.name, GatewayOutage.name, GarbledReply.name]),
                let maker = call.record.key.flatMap({ first[$0] }), let made = maker.performed, let ended = call.ended
            else { return false }
            return maker.record.number != call.record.number && made.sequence < ended.sequence
        }
    }

    fileprivate var hasOverlappingSaves: Bool {
        var last: [String: Call] = [:]
        for call in calls where call.operation == "Save" {
            guard let key = call.record.key else { continue }
            if last[key]?.isUnderWay(at: call.record.arrived) == true { return true }
            last[key] = call
        }
        return false
    }
}
