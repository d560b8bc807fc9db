import Crypto
import Foundation
import Seams

/// The text of a stock alert.
///
/// It ends with the alert's own number: DingTalk drops the same content to the same person on one day, so a second
/// breach with the same figures must read differently, and a repetition of one whose reply was lost must not.
enum StockText {
    /// What a template may name.
    static let names = [
        "material", "name", "warehouse", "quantity", "threshold", "organization", "time", "rule", "number",
    ]
    /// A message has 2048 bytes as JSON, escaped.
    static let templateBytesMax = 1000
    private static let nameBytesMax = 120

    static let chinese = "【库存预警】{material} {name}（{warehouse}）现有 {quantity}，低于安全库存 {threshold}。{time}"
    static let english =
        "[Stock alert] {material} {name} ({warehouse}): {quantity} in stock, below the safety stock {threshold}. {time}"

    /// The names in braces that mean nothing.
    static func unknownNames(_ template: String) -> [String] {
        template.matches(of: /\{([^{}]*)\}/).map { String($0.1) }.filter { !names.contains($0) }
    }

    /// The message of a breach.
    static func make(
        _ finding: StockFinding, number: String, at now: Timestamp, _ settings: StockAlertSettings
    ) -> String {
        let isChinese = settings.language == .chinese
        let template = settings.template ?? (isChinese ? chinese : english)
        let all = isChinese ? "全部仓库" : "all warehouses"
        let values = [
            "material": finding.key.material, "name": cut(finding.name),
            "warehouse": finding.key.warehouse.isEmpty ? all : finding.key.warehouse,
            "quantity": "\(finding.quantity)", "threshold": "\(finding.threshold)",
            "organization": finding.key.organization, "time": ShanghaiTime.text(now), "rule": finding.key.rule,
            "number": number,
        ]
        // One pass, so that braces inside a material's name mean nothing.
        let text = template.replacing(/\{([^{}]*)\}/) { match in values[String(match.1)] ?? String(match.0) }
        return template.contains("{number}") ? text : "\(text)\n\(isChinese ? "编号" : "No.") \(number)"
    }

    private static func cut(_ name: String) -> String {
        guard name.utf8.count > nameBytesMax else { return name }
        var short = name
        while short.utf8.count > nameBytesMax { short.removeLast() }
        return short + "…"
    }
}

/// The platforms' clock: UTC+8, without daylight saving.
enum ShanghaiTime {
    /// Days since 1970-01-01 in Asia/Shanghai.
    static func day(_ time: Timestamp) -> Int {
        let seconds = time.seconds + 8 * 3600
        return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    }

    /// Local midnight at the start of a day.
    static func midnight(_ day: Int) -> Timestamp {
        Timestamp(seconds: Int64(day) * 86_400 - 8 * 3600)
    }

    /// `yyyy-MM-dd HH:mm:ss`.
    static func text(_ time: Timestamp) -> String {
        let day = day(time)
        let ofDay = Int((time - midnight(day)).nanoseconds / 1_000_000_000)
        let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { CivilDate.padded($0, 2) }
        return "\(CivilDate(daysSinceEpoch: day)) \(clock.joined(separator: ":"))"
    }
}
