import Seams

/// What a swim-lane chart says, in both languages.
enum SwimLaneWords {
    /// The name above a lane.
    static func lane(_ lane: String) -> BilingualText {
        switch lane {
        case "people": BilingualText("people", "人员")
        case "dingtalk": BilingualText("DingTalk", "钉钉")
        case "core": BilingualText("core", "集成核心")
        case "disk": BilingualText("disk", "磁盘")
        case "kingdee": BilingualText("Kingdee", "金蝶")
        default: BilingualText(lane, lane)
        }
    }

    /// What a message says. Paths and codes of the platforms are the same in both languages.
    static func message(_ message: Interleaving.Message) -> BilingualText {
        let label = message.label.singleLine
        let deeds = ["submits": "提交", "approves": "同意", "refuses": "拒绝", "withdraws": "撤销"]
        if message.from == "people", let chinese = deeds[label] { return BilingualText(label, chinese) }
        let refusal = ", refused"
        guard label.hasSuffix(refusal) else { return BilingualText(label) }
        return BilingualText(label, label.dropLast(refusal.count) + "，被拒绝")
    }

    /// What a mark says: its kind, and what its label adds to that.
    static func mark(_ mark: Interleaving.Mark, others: Int) -> BilingualText {
        let word = kind(mark.kind)
        let label = mark.label.singleLine
        let rest = mark.kind == .fault ? label : addition(label, to: [word.en, mark.kind.rawValue])
        if mark.kind == .synced, others > 0 {
            return BilingualText("\(word.en), \(others + 1) times", "\(word.zh) \(others + 1) 次")
        }
        let isPlain = mark.kind == .fault && !rest.isEmpty
        let more =
            others > 0 ? BilingualText(", and \(others) more here", "，此处另有 \(others) 次") : BilingualText("", "")
        return BilingualText(
            isPlain ? rest + more.en : [word.en, rest].filter { !$0.isEmpty }.joined(separator: ": ") + more.en,
            isPlain ? rest + more.zh : [word.zh, rest].filter { !$0.isEmpty }.joined(separator: "：") + more.zh)
    }

    /// What `label` says beyond one of `words` that it begins with.
    private static func addition(_ label: String, to words: [String]) -> String {
        let separators = " ,:;"
        for word in words where label.lowercased().hasPrefix(word) {
            let rest = label.dropFirst(word.count)
            if rest.first.map(separators.contains) ?? true { return String(rest.drop(while: separators.contains)) }
        }
        return label
    }

    /// What a gap says: how long nothing happened, or that rows are missing.
    static func gap(_ gap: SwimLaneLayout.Gap, leftOut: Int) -> BilingualText {
        let silence = gap.silence.reportText
        guard gap.isCut else { return BilingualText("… \(silence)", "… \(silence)") }
        return BilingualText("… \(silence), \(leftOut) events left out", "… \(silence)，省略 \(leftOut) 条")
    }

    /// Says that a chart does not show all.
    static func leftOut(_ story: SwimLaneStory) -> BilingualText? {
        guard story.leftOut > 0 else { return nil }
        return story.findings.isEmpty
            ? BilingualText(
                "\(story.leftOut) later events are left out; trace.txt in the run's folder has all.",
                "省略了之后的 \(story.leftOut) 条，完整记录见运行目录中的 trace.txt。")
            : BilingualText(
                "\(story.leftOut) events in the middle are left out; trace.txt in the run's folder has all.",
                "省略了中间的 \(story.leftOut) 条，完整记录见运行目录中的 trace.txt。")
    }

    private static func kind(_ kind: Interleaving.Mark.Kind) -> BilingualText {
        switch kind {
        case .killed: BilingualText("killed", "被杀死")
        case .powerLost: BilingualText("power lost", "断电")
        case .started: BilingualText("started", "启动")
        case .stopped: BilingualText("stopped", "停止")
        case .paused: BilingualText("paused", "暂停")
        case .resumed: BilingualText("resumed", "恢复运行")
        case .synced: BilingualText("synced", "已落盘")
        case .fault: BilingualText("fault", "故障")
        }
    }
}
