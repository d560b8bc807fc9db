import Seams
import Simulators

/// Each time stock falls below its safety stock, each person who is to know is told exactly once, in time, with the right
/// figures; nobody is told anything else.
package struct StockAlertsOnce: Checker {
    package static let name = "stock-alerts-once"
    package static let claim = BilingualText(
        "each fall of stock below its safety stock is told once to each of the right people, and nothing else is",
        "库存每次低于安全库存，相关人员各收到且只收到一次数据正确的通知，别无其他通知")
    package static let unit = BilingualText("breaches", "次库存预警")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.isHurried ? scenario.stock.map { BilingualText($0.within.unitText) } : nil
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.stock != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        var story = StockStory()
        for event in run.record.events { story.add(event) }
        var (findings, examined): ([Finding], Int) = ([], 0)
        for place in story.places {
            findings += place.wrong.map { message in
                Finding(
                    subject: place.material,
                    message: BilingualText("was told with figures that it never had", "通知中的数量从未出现过"),
                    evidence: [message.moment.sequence])
            }
            for dip in place.dips {
                let isHurried = run.record.scenario.isHurried
                let isDue = dip.mustBeTold(within: place.within, at: run.end, isHurried: isHurried)
                if isDue { examined += 1 }
                findings += faults(of: dip, at: place, in: story, isDue: isDue, isHurried: isHurried)
            }
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("no stock was below for long enough", "没有持续足够久的库存不足"))
    }

    private static func faults(
        of dip: StockStory.Dip, at place: StockStory.Place, in story: StockStory, isDue: Bool, isHurried: Bool
    ) -> [Finding] {
        let evidence = [dip.began.sequence] + dip.messages.map(\.moment.sequence)
        func finding(_ en: String, _ zh: String) -> Finding {
            Finding(subject: place.material, message: BilingualText(en, zh), evidence: evidence)
        }
        guard let first = dip.messages.first else {
            return isDue ? [finding("fell below its safety stock, and nobody was told", "低于安全库存，却无人收到通知")] : []
        }
        let counted = dip.messages.indices.filter { index in
            !dip.messages[..<index].contains { isRepetition(dip.messages[index], of: $0, in: story) }
        }
        let told = counted.flatMap { dip.messages[$0].users }
        let twice = Set(told.filter { user in told.count { $0 == user } > 1 }).sorted()
        let missing = place.users.filter { !told.contains($0) && !story.moved.contains($0) }
        let strangers = Set(told.filter { !place.users.contains($0) && !story.moved.contains($0) }).sorted()
        var findings: [Finding] = []
        if !twice.isEmpty {
            let list = twice.joined(separator: ", ")
            findings.append(finding("\(list) were told twice of one breach", "同一次预警，\(list) 收到多次通知"))
        }
        if !missing.isEmpty {
            let list = missing.joined(separator: ", ")
            findings.append(finding("\(list) were not told", "\(list) 没有收到通知"))
        }
        if !strangers.isEmpty {
            let list = strangers.joined(separator: ", ")
            findings.append(finding("\(list) were told, whom it does not concern", "无关人员 \(list) 收到了通知"))
        }
        let took = first.moment.time - dip.began.time
        if isDue, isHurried, took > place.within {
            findings.append(
                finding(
                    "was told after \(took.reportText), more than \(place.within.unitText)",
                    "\(took.reportText) 后才通知，超过 \(place.within.unitText)"))
        }
        return findings
    }

    /// Whether a message is the same as one of the day before that nobody answered: DingTalk drops a repetition on the
    /// same day only, and cannot be asked about a message whose reply was lost.
    private static func isRepetition(
        _ message: StockStory.Message, of earlier: StockStory.Message, in story: StockStory
    ) -> Bool {
        let days = [earlier, message].map { ShanghaiCalendar.dayNumber(of: $0.moment.time) }
        return message.text == earlier.text && days[0] < days[1]
            && story.unanswered.contains { earlier.moment.time <= $0 && $0 <= message.moment.time }
    }
}

extension Scenario {
    /// Whether bounds of time hold that activities set.
    var isHurried: Bool { expectations.inTime }

    /// The stock that moves in the scenario.
    var stock: StockActivity? { activities.lazy.compactMap { $0.activity as? StockActivity }.first }
}
