import Seams

extension Verdict {
    /// The word that starts a verdict's line in all reports.
    var word: String {
        switch self {
        case .holds: "PASS"
        case .violated: "FAIL"
        case .undecided: "VOID"
        }
    }

    /// The same for the page, which speaks Chinese as well.
    var badge: BilingualText {
        switch self {
        case .holds: BilingualText(word, "通过")
        case .violated: BilingualText(word, "未通过")
        case .undecided: BilingualText(word, "无效")
        }
    }

    /// What the verdict rests on, such as `100 approvals examined` or `3 findings`.
    func basis(unit: BilingualText) -> BilingualText {
        switch self {
        case .holds(let examined):
            BilingualText("\(examined) \(unit.en) examined", "已检查 \(examined) \(unit.zh)")
        case .violated(let findings):
            BilingualText(
                "\(findings.count) \(findings.count == 1 ? "finding" : "findings")", "发现 \(findings.count) 个问题")
        case .undecided(let reason): reason
        }
    }
}

extension Judgement.Outcome {
    /// The word for the whole run.
    var word: BilingualText {
        switch self {
        case .passed: BilingualText("PASSED", "通过")
        case .failed: BilingualText("FAILED", "未通过")
        case .void: BilingualText("VOID", "无效")
        }
    }
}

extension Judgement {
    /// Up to `count` findings: the first of each checker, then the second of each, and so on, so that many of one kind
    /// do not hide the others.
    func leadingFindings(_ count: Int) -> [(checker: String, finding: Finding)] {
        let numbered = entries.flatMap { entry in
            entry.verdict.findings.prefix(count).enumerated().map { (turn: $0.offset, entry.checker, $0.element) }
        }
        let turns = (0..<count).flatMap { turn in numbered.filter { $0.turn == turn } }
        return turns.prefix(count).map { ($0.1, $0.2) }
    }

    /// The verdict on the whole run in one sentence.
    var sentence: BilingualText {
        let held = entries.count(where: \.verdict.isHeld)
        switch outcome {
        case .passed:
            return BilingualText("All \(held) expectations held.", "全部 \(held) 项期望均满足。")
        case .failed:
            let found = "\(findingCount) \(findingCount == 1 ? "finding" : "findings")"
            return BilingualText(
                "\(entries.count - held) of \(entries.count) expectations did not hold: \(found).",
                "\(entries.count) 项期望中有 \(entries.count - held) 项未满足，共 \(findingCount) 个问题。")
        case .void:
            return BilingualText(
                "The run proves nothing: \(voidReason.en).", "本次运行不能证明任何结论：\(voidReason.zh)。")
        }
    }

    private var voidReason: BilingualText {
        let first = entries.filter { CheckerCatalog.voiding.contains($0.checker) } + entries
        for case .undecided(let reason) in first.map(\.verdict) { return reason }
        return BilingualText("no approval was granted, or nothing was checked", "没有审批通过，或没有检查任何内容")
    }
}
