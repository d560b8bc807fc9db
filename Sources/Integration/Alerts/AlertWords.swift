import Seams

/// What messages say, in the language of the configuration.
struct AlertWords: Sendable {
    private let language: StockAlertSettings.Language
    private static let detailBytesMax = 300

    init(_ language: StockAlertSettings.Language) {
        self.language = language
    }

    private func either(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }

    /// A text on one line, of bounded length, without personal fields and without anything that would be markup.
    func plain(_ text: String) -> String {
        let line = PersonalText.masked(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var short = String(line.map { "*`#[]()<>|".contains($0) ? "·" : $0 })
        guard short.utf8.count > AlertWords.detailBytesMax else { return short }
        while short.utf8.count > AlertWords.detailBytesMax { short.removeLast() }
        return short + "…"
    }

    // MARK: Details

    func deadLetters(_ count: Int, above: Int) -> String {
        either("\(count) items were given up, more than \(above)", "共 \(count) 条死信，超过 \(above) 条")
    }

    func breaker(_ operations: [String]) -> String {
        let list = operations.joined(separator: ", ")
        return either("calls keep failing and are held back: \(list)", "调用持续失败，已暂停：\(list)")
    }

    func logIn(_ reason: String) -> String {
        either(
            "nothing can be done there until account and secret are right again: \(reason)",
            "在账号与密钥恢复正确之前无法处理：\(reason)")
    }

    func lag(since: Timestamp) -> String {
        let time = ShanghaiTime.text(since)
        return either("the oldest unfinished item is from \(time) (UTC+8)", "最久未完成的项始于 \(time)")
    }

    func success(_ succeeded: Int, of all: Int, _ rule: AlertRuleSettings) -> String {
        either(
            "\(succeeded) of \(all) calls in \(rule.minutes) min succeeded, less than \(rule.percent) %",
            "\(rule.minutes) 分钟内 \(all) 次调用成功 \(succeeded) 次，低于 \(rule.percent)%")
    }

    func silence(_ count: Int, since: Timestamp) -> String {
        let time = ShanghaiTime.text(since)
        return either(
            "\(count) approvals were found by listing since \(time) (UTC+8), and no event told of any: check the "
                + "callback's address, or the stream",
            "自 \(time) 起，\(count) 个审批靠补拉才发现，没有收到任何事件：请检查回调地址或 Stream 连接")
    }

    func room(_ bytes: Int, below mebibytes: Int) -> String {
        let left = bytes / 1_048_576
        return either("\(left) MiB are left, less than \(mebibytes)", "剩余 \(left) MiB，低于 \(mebibytes) MiB")
    }

    func failedLogIns(_ count: Int) -> String {
        either(
            "\(count) log-ins to the monitor failed in 10 min; the audit log tells from where",
            "10 分钟内监控页登录失败 \(count) 次，来源见审计日志")
    }

    var stream: String { either("no events come by the stream", "事件推送未连接") }

    // MARK: Messages

    /// One alert's line of a robot's message, in Markdown.
    func line(_ kind: AlertMessage.Kind, _ alert: Alert, at now: Timestamp) -> String {
        let state =
            switch kind {
            case .firing: either("ALERT", "告警")
            case .again: either("STILL", "仍在告警")
            case .over: either("OVER", "已恢复")
            }
        let subject = alert.subject.isEmpty ? "" : " \(plain(alert.subject))"
        let begun = ShanghaiTime.text(alert.since)
        let head = "- **\(state) \(alert.number) \(alert.rule.title(language))**\(subject)"
        guard kind == .over else {
            return head + either(": \(alert.detail) (since \(begun))", "：\(alert.detail)（始于 \(begun)）")
        }
        let lasted = length((alert.ended ?? now) - alert.since)
        return head + either(": lasted \(lasted)", "：持续 \(lasted)")
    }

    /// What stands above the lines, also as the message's title.
    func title(_ name: String) -> String {
        either("Integration alerts", "集成告警") + (name.isEmpty ? "" : " · \(plain(name))")
    }

    func length(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.seconds.rounded()))
        let parts = [(seconds / 86_400, "d", "天"), (seconds / 3600 % 24, "h", "小时"), (seconds / 60 % 60, "min", "分")]
        let shown = (parts + [(seconds % 60, "s", "秒")]).drop { $0.0 == 0 }.prefix(2)
        guard !shown.isEmpty else { return either("0 s", "0 秒") }
        return shown.map { "\($0.0) " + either($0.1, $0.2) }.joined(separator: " ")
    }
}
