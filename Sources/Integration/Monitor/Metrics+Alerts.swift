import Seams

/// The figures of operators' alerts.
extension Metrics {
    /// How many alerts of each rule fire; all of them 0 in a process that does not look.
    func alertsFiring(_ alerts: [AlertRule]) {
        for rule in AlertRule.allCases {
            set("rehearsal_alert_firing", "rule=\"\(rule.rawValue)\"", to: alerts.count { $0 == rule })
        }
    }

    /// An attempt to send messages ended.
    func alertSent(_ receiver: String, _ outcome: String, messages: Int) {
        count(
            "rehearsal_alert_messages_total", "receiver=\"\(receiver)\",outcome=\"\(outcome)\"", by: messages)
    }
}
