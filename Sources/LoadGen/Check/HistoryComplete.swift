import Seams
import Simulators

/// The history was recorded whole: started, without a gap, on a clock that never ran backwards, to its end. Otherwise
/// no other verdict can be trusted, and the run is void.
package struct HistoryComplete: Checker {
    package static let name = "history-complete"
    package static let claim = BilingualText(
        "the history was recorded from start to end without a gap", "历史记录从头到尾完整无缺")
    package static let unit = BilingualText("events", "条记录")

    package static func applies(to scenario: Scenario) -> Bool { true }

    package static func check(_ run: RunIndex) -> Verdict {
        let events = run.record.events
        if let reason = mistake(in: events) { return .undecided(reason) }
        return .holds(examined: events.count)
    }

    private static func mistake(in events: [HistoryEvent]) -> BilingualText? {
        guard let first = events.first, case .runStarted(HistoryFile.format, _, _) = first.fact else {
            return BilingualText("the history has no beginning", "历史缺少开头")
        }
        for (index, event) in events.enumerated() where event.sequence != index {
            return BilingualText(
                "events were lost: sequence \(event.sequence) stands where \(index) must follow",
                "有记录丢失：应为序号 \(index)，实为 \(event.sequence)")
        }
        for (earlier, later) in zip(events, events.dropFirst()) where later.time < earlier.time {
            return BilingualText(
                "the clock ran backwards at sequence \(later.sequence)", "时钟在序号 \(later.sequence) 处倒退")
        }
        guard events.last?.isEnd ?? false else {
            return BilingualText(
                "the history was cut off: its last event is not the end of the run", "历史被截断：最后一条不是运行结束")
        }
        return nil
    }
}
