/// What an audit log does not tell of a place's stock although what it tells later presupposes it: no platform sees what
/// the core thinks of a place, but people are told only of one that fell below, and none falls below again without having
/// recovered.
extension AuditGaps {
    private static let below = "stock below"

    static func stockFindings(_ log: AuditTrail) -> [Finding] {
        let fallen = Dictionary(grouping: log.lines.filter { $0.action == below }, by: \.subject)
        var sent: Set<String> = []
        let untold = log.lines.filter { line in
            line.kind == "effect" && line.action == "send stock alert" && line.subject.hasPrefix("SA")
                && fallen[line.subject] == nil && sent.insert(line.subject).inserted
        }.map { line in
            finding(
                line, "tells of '\(line.action)' and not of '\(below)'", "记录了“\(line.action)”，却没有“\(below)”的记录")
        }
        return untold + recoveryFindings(log)
    }

    /// Places that fell below more often than they recovered, and once more.
    private static func recoveryFindings(_ log: AuditTrail) -> [Finding] {
        let dropped = Set(log.lines.filter { $0.action == "drop stock rule" }.map(\.subject))
        let recoveries = Dictionary(grouping: log.lines.filter { $0.action == "stock recovered" }) { place(of: $0) }
        return Dictionary(grouping: log.lines.filter { $0.action == below }) { place(of: $0) }
            .sorted { $0.key < $1.key }
            .compactMap { place, falls in
                let recovered = recoveries[place]?.count ?? 0
                let isDropped = dropped.contains { place.hasPrefix("\($0),") }
                guard let last = falls.last, !isDropped, falls.count > recovered + 1 else { return nil }
                return finding(
                    last, "tells of '\(below)' \(falls.count) times for \(place), and \(recovered) times of a recovery",
                    "\(place) 有 \(falls.count) 次“\(below)”，只有 \(recovered) 次恢复的记录")
            }
    }

    /// The place that the detail begins with.
    private static func place(of line: AuditTrail.Line) -> String {
        line.detail.firstRange(of: ": ").map { String(line.detail[..<$0.lowerBound]) } ?? line.detail
    }
}
