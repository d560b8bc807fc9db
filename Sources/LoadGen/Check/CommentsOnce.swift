import Simulators

/// No comment stands twice on an approval: people are told each thing once.
package struct CommentsOnce: Checker {
    package static let name = "comments-once"
    package static let claim = BilingualText(
        "no comment of the system stands twice on an approval", "系统写回的每条评论在同一审批上只出现一次")
    package static let unit = BilingualText("comments", "条评论")

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.commentsOnce }

    package static func check(_ run: RunIndex) -> Verdict {
        var texts: [String: [String: [Int]]] = [:]
        var examined = 0
        for event in run.record.events {
            guard case .instanceCommented(let instance, let text) = event.fact else { continue }
            texts[instance, default: [:]][text, default: []].append(event.sequence)
            examined += 1
        }
        let findings = texts.sorted { $0.key < $1.key }.flatMap { instance, comments in
            comments.sorted { $0.key < $1.key }.filter { $0.value.count > 1 }.map { text, evidence in
                Finding(
                    subject: instance,
                    message: BilingualText(
                        "was told \(evidence.count) times: \(text.prefix(60))",
                        "同一条评论写了 \(evidence.count) 次：\(text.prefix(60))"), evidence: evidence)
            }
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("nothing was written back", "没有任何写回的评论"))
    }
}
