/// What operators are told of. The raw value is the name in the configuration, the API, metrics and messages.
package enum AlertRule: String, CaseIterable, Sendable {
    /// One item was given up, such as for a mapping error: each is told of with its reason.
    case deadLetter = "dead-letter"
    /// So many items were given up that single messages help nobody.
    case deadLetters = "dead-letters"
    /// An item that only a person can decide: what it did in Kingdee is not clear.
    case decisionNeeded = "decision-needed"
    /// Calls of a platform are held back because they kept failing.
    case breakerOpen = "breaker-open"
    /// A platform refuses the log-in: nothing can be done there.
    case logInRefused = "log-in-refused"
    /// The oldest unfinished item is too old.
    case deliveryLag = "delivery-lag"
    /// Too many calls of a platform fail.
    case apiSuccess = "api-success"
    /// A change made in Kingdee waits for a person.
    case conflictHeld = "conflict-held"
    /// The stream of events is not connected.
    case streamDown = "stream-down"
    /// A loop of the core fails again and again: catching up, comparing the organisation, looking at stock.
    case loopFailing = "loop-failing"
    /// The audit log is not what was written.
    case auditBroken = "audit-broken"
    /// Approvals keep turning up in listings, and no event tells of any.
    case eventsSilent = "events-silent"
    /// The store takes nothing. It is the one rule that is told from memory.
    case storeFailing = "store-failing"
    /// The store's disk has little room left.
    case diskLow = "disk-low"
    /// Somebody tries names and passwords, or tokens.
    case logInFailures = "log-in-failures"
}

/// How one rule is set. Each rule reads only what means something to it.
package struct AlertRuleSettings: Hashable, Sendable {
    package var isOn = true
    /// How long the condition must have held before anybody is told, 0s ... 24h.
    package var holdFor = Duration.zero
    /// `dead-letters`: more than so many. `events-silent`: at least so many approvals. `log-in-failures`: more than so many
    /// in ten minutes.
    package var count = 20
    /// `delivery-lag`: older than this.
    package var age = Duration.seconds(600)
    /// `api-success`: less than this share, in percent.
    package var percent = 95
    /// `api-success`: over so many minutes, 1 ... 60.
    package var minutes = 5
    /// `api-success`: nothing is said of fewer calls.
    package var callsMin = 20
    /// `disk-low`: less than so many MiB.
    package var mebibytes = 1024
    /// `audit-broken`: from one look at the whole log to the next.
    package var every = Duration.seconds(3600)

    package init(holdFor: Duration = .zero, count: Int = 20) {
        self.holdFor = holdFor
        self.count = count
    }
}

extension AlertRule {
    /// What a rule is set to where the configuration says nothing.
    var defaults: AlertRuleSettings {
        switch self {
        case .deadLetter, .deadLetters, .decisionNeeded, .deliveryLag, .conflictHeld, .auditBroken: .init()
        // One person who has forgotten a password does not get so far: each failure doubles the pause.
        case .logInFailures: .init(count: 10)
        case .breakerOpen: .init(holdFor: .seconds(30))
        case .logInRefused: .init(holdFor: .seconds(10))
        case .apiSuccess: .init(holdFor: .seconds(60))
        case .streamDown: .init(holdFor: .seconds(120))
        case .loopFailing: .init(holdFor: .seconds(300))
        case .eventsSilent: .init(holdFor: .seconds(600), count: 3)
        case .storeFailing: .init(holdFor: .seconds(30))
        case .diskLow: .init(holdFor: .seconds(60))
        }
    }

    /// The rule in a few words.
    func title(_ language: StockAlertSettings.Language) -> String {
        let (english, chinese) =
            switch self {
            case .deadLetter: ("dead letter", "死信")
            case .deadLetters: ("many dead letters", "死信过多")
            case .decisionNeeded: ("a person must decide", "待人工裁决")
            case .breakerOpen: ("calls held back", "接口熔断")
            case .logInRefused: ("log-in refused", "平台拒绝登录")
            case .deliveryLag: ("delivery is late", "处理滞后")
            case .apiSuccess: ("calls fail", "接口成功率低")
            case .conflictHeld: ("conflict to confirm", "冲突待确认")
            case .streamDown: ("event stream is down", "事件推送中断")
            case .loopFailing: ("a task keeps failing", "后台任务失败")
            case .auditBroken: ("audit log was changed", "审计日志异常")
            case .eventsSilent: ("no events come", "收不到事件")
            case .storeFailing: ("store cannot be written", "存储不可写")
            case .diskLow: ("disk is nearly full", "磁盘空间不足")
            case .logInFailures: ("log-ins fail", "登录失败过多")
            }
        return language == .chinese ? chinese : english
    }
}
