import Seams
import Simulators

/// What went wrong in a run, and what operators were told of it: from the history alone.
struct OperationsStory {
    /// Whom something was told.
    enum Receiver: String, CaseIterable, Hashable {
        case robot, hook
    }

    /// One thing that somebody was told.
    struct Message: Hashable {
        var receiver: Receiver
        /// The alert's number, such as `A12`.
        var alert: String
        var rule: String
        var subject: String
        /// `firing`, `again` or `over`.
        var kind: String
        var moment: Moment
    }

    /// Something that went wrong.
    struct Trouble: Hashable {
        var rule: String
        /// What the subject of an alert about it begins with.
        var subject: String
        var began: Moment
        /// When it was over; nil while it is not.
        var ended: Moment?
        /// How long it must last before it is told.
        var patience: Duration
    }

    private(set) var troubles: [Trouble] = []
    private(set) var messages: [Message] = []
    /// Requests to the web hook whose signature or time was wrong.
    private(set) var forged: [Moment] = []
    /// What the core says at the end: alerts that are not over.
    private(set) var open: [ActivityRecord] = []
    private let settings: OperationsActivity
    private let isHurried: Bool
    let end: Timestamp

    init(_ run: RunIndex, _ settings: OperationsActivity) {
        self.settings = settings
        isHurried = run.record.scenario.isHurried
        end = run.end
        for instance in run.instances where instance.isPoisoned && instance.isApproved {
            guard let began = instance.finished else { continue }
            troubles.append(
                Trouble(
                    rule: "dead-letter", subject: instance.id, began: began, ended: run.audited(instance),
                    patience: .zero))
        }
        for trouble in settings.troubles {
            for fault in run.faults where trouble.faults.contains(fault.rule) {
                troubles += fault.windows.map { window in
                    Trouble(
                        rule: trouble.rule, subject: "", began: window.from, ended: window.until,
                        patience: settings.outageFor)
                }
            }
        }
        let outages = settings.troubles.isEmpty ? run.record.scenario.faults.filter(\.isOutageOfKingdee) : []
        for rule in outages {
            for window in run.faults.first(where: { $0.rule == rule.id })?.windows ?? [] {
                troubles.append(
                    Trouble(
                        rule: "breaker-open", subject: "kingdee", began: window.from, ended: window.until,
                        patience: settings.outageFor))
            }
        }
        var ids: Set<String> = []
        for event in run.record.events {
            let moment = Moment(time: event.time, sequence: event.sequence)
            switch event.fact {
            case .robotMessageSent(_, let text): messages += OperationsStory.lines(of: text, moment)
            case .activity(OperationsActivity.key, OperationsActivity.hook, let subject, let detail, _):
                if detail["signature"] != "genuine" { forged.append(moment) }
                // A receiver tells repetitions by their id.
                guard ids.insert(detail["id"] ?? "").inserted else { continue }
                messages.append(
                    Message(
                        receiver: .hook, alert: detail["alert"] ?? "", rule: detail["rule"] ?? "", subject: subject,
                        kind: detail["state"] ?? "", moment: moment))
            default: break
            }
        }
        open = run.activities(of: OperationsActivity.self).filter {
            $0.action == OperationsActivity.listed && $0.detail["state"] != "over"
        }
    }

    /// Whether operators must have been told of it by `now`: it lasts for long enough, or did.
    func mustBeTold(_ trouble: Trouble, at now: Timestamp) -> Bool {
        guard isHurried || trouble.ended == nil else { return false }
        return (trouble.ended?.time ?? now) - trouble.began.time >= trouble.patience + settings.within
    }

    /// By when it must have been told.
    func deadline(_ trouble: Trouble) -> Timestamp { trouble.began.time + trouble.patience + settings.within }

    /// By when it must have been told to be over.
    func lastCall(_ trouble: Trouble) -> Timestamp? {
        trouble.ended.map { $0.time + settings.clear + settings.within }
    }

    /// The messages about something of one kind to one receiver.
    func messages(about trouble: Trouble, _ kind: String, to receiver: Receiver) -> [Message] {
        messages.filter { message in
            message.receiver == receiver && message.kind == kind && matches(message, trouble)
        }
    }

    /// Whether it is about that, as far as subject and time go.
    func matches(_ message: Message, _ trouble: Trouble) -> Bool {
        message.rule == trouble.rule && message.subject.hasPrefix(trouble.subject)
            && message.moment.time >= trouble.began.time
            && message.moment.time <= (lastCall(trouble) ?? .init(nanoseconds: .max)) + .seconds(60)
    }

    /// Whether everybody knows what is to be known by now.
    var isComplete: Bool {
        Receiver.allCases.allSatisfy { receiver in
            troubles.allSatisfy { trouble in
                let told = messages(about: trouble, "firing", to: receiver)
                // What is not over is waited for until it is told.
                let isTold = !told.isEmpty || trouble.ended != nil && !mustBeTold(trouble, at: end)
                // What was told must be told to be over.
                let over = messages(about: trouble, "over", to: receiver)
                return isTold && (trouble.ended == nil || over.count >= told.count)
            }
        }
    }

    // MARK: The robot

    /// Rules by what the robot calls them.
    private static let rules = [
        "死信": "dead-letter", "死信过多": "dead-letters", "待人工裁决": "decision-needed", "接口熔断": "breaker-open",
        "平台拒绝登录": "log-in-refused",
        "处理滞后": "delivery-lag", "接口成功率低": "api-success", "冲突待确认": "conflict-held", "事件推送中断": "stream-down",
        "后台任务失败": "loop-failing", "审计日志异常": "audit-broken", "收不到事件": "events-silent",
        "存储不可写": "store-failing", "磁盘空间不足": "disk-low", "登录失败过多": "log-in-failures",
    ]
    private static let kinds = ["告警": "firing", "仍在告警": "again", "已恢复": "over"]

    /// The alerts that a robot's message tells of, each a line such as `- **告警 A12 死信** INST-1 form：reason`.
    static func lines(of text: String, _ moment: Moment) -> [Message] {
        text.matches(of: /- \*\*(\S+) (A[0-9]+) ([^*]+)\*\*([^：\n]*)：/).map { match in
            Message(
                receiver: .robot, alert: String(match.2), rule: rules[String(match.3)] ?? String(match.3),
                subject: String(match.4.drop { $0 == " " }), kind: kinds[String(match.1)] ?? String(match.1),
                moment: moment)
        }
    }
}

extension FaultRule {
    /// Whether Kingdee is away as long as it lasts.
    fileprivate var isOutageOfKingdee: Bool {
        if aim.link == "kingdee" { return true }
        return type(of: fault).name == "gateway-outage" && aim.platform == .kingdee && aim.operations.isEmpty
    }
}
