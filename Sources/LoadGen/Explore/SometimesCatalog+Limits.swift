import Seams
import Simulators

extension SometimesCatalog {
    /// Limits, refusals that pass, and sessions that end.
    static let limitsAndSessions = [
        SometimesPoint(
            "throttled-dingtalk", "DingTalk refused a call for its rate", "钉钉限流", needing: [RateLimit.self]
        ) { view in view.calls.contains { $0.record.platform == .dingTalk && $0.kinds.contains(RateLimit.name) } },
        SometimesPoint(
            "throttled-kingdee", "Kingdee refused a call for its rate", "金蝶限流", needing: [RateLimit.self]
        ) { view in view.calls.contains { $0.record.platform == .kingdee && $0.kinds.contains(RateLimit.name) } },
        SometimesPoint(
            "penalty-met", "a call came while the penalty for an earlier one still ran", "处罚期内再次调用",
            needing: [RateLimit.self]
        ) { $0.metPenalty },
        SometimesPoint(
            "refused-write", "Kingdee refused a write for a reason that passes, and took it later",
            "金蝶暂时拒绝写操作，之后接受", needing: [ErrorReply.self]
        ) { $0.overcame(writes, ErrorReply.self) },
        SometimesPoint(
            "refused-read", "DingTalk refused to show an approval, and showed it later", "钉钉暂时拒绝读取审批，之后允许",
            needing: [ErrorReply.self]
        ) { $0.overcame(reads, ErrorReply.self) },
        expiry("session-lost-save", "a Save", "Save", ["Save"]),
        expiry("session-lost-submit", "a Submit", "Submit", ["Submit"]),
        expiry("session-lost-audit", "an Audit", "Audit", ["Audit"]),
        expiry("session-lost-look-up", "a look-up", "查询", lookUps),
        SometimesPoint(
            "token-lost-under-load", "DingTalk's token ended while three more calls were under way", "高并发下令牌失效",
            needing: [SessionExpired.self]
        ) { $0.lostTokenUnderLoad },
        SometimesPoint(
            "log-in-again", "a core that had not died logged in again", "核心未重启而重新登录", needing: [SessionExpired.self]
        ) { $0.loggedInAgain },
    ]

    private static func expiry(_ name: String, _ en: String, _ zh: String, _ operations: [String]) -> SometimesPoint {
        SometimesPoint(name, "the session ended at \(en)", "会话在 \(zh) 时失效", needing: [SessionExpired.self]) {
            $0.struck(operations, by: SessionExpired.self)
        }
    }
}

extension SometimesView {
    fileprivate var metPenalty: Bool {
        var last: [String: Firing] = [:]
        for firing in firings where firing.kind == RateLimit.name {
            let operation = firing.call.flatMap(call)?.operation
            let key = "\(firing.rule) \(operation ?? firing.target)"
            if let before = last[key], firing.moment.time - before.moment.time <= .seconds(1) { return true }
            last[key] = firing
        }
        return false
    }

    /// Whether a call of these operations was struck, and a later one about the same thing succeeded.
    fileprivate func overcame(_ operations: [String], _ fault: any Fault.Type) -> Bool {
        var struck: Set<String> = []
        for call in calls where operations.contains(call.operation) {
            let key = "\(call.operation) \(call.record.key ?? "")"
            if call.kinds.contains(fault.name) {
                struck.insert(key)
            } else if call.record.succeeded, struck.contains(key) {
                return true
            }
        }
        return false
    }

    fileprivate var lostTokenUnderLoad: Bool {
        let dingTalk = calls.filter { $0.record.platform == .dingTalk }
        return dingTalk.contains { call in
            call.kinds.contains(SessionExpired.name)
                && dingTalk.count {
                    $0.record.number != call.record.number && $0.isUnderWay(at: call.record.arrived)
                } >= 3
        }
    }

    fileprivate var loggedInAgain: Bool {
        let logIns = calls.filter { SometimesCatalog.logIns.contains($0.operation) && $0.record.succeeded }
        return Dictionary(grouping: logIns, by: \.operation).values.contains { calls in
            zip(calls, calls.dropFirst()).contains { !died(between: $0.record.arrived, and: $1.record.arrived) }
        }
    }
}
