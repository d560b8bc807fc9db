/// Dates in forms: local text, `yyyy-MM-dd` or `yyyy-MM-dd HH:mm`, whichever the template shows.
enum FormDate {
    /// The date as the component's format shows it.
    static func shown(_ text: String, of component: FormComponent) throws(FormMistake) -> String {
        guard let parts = parts(text) else {
            throw .malformed(component: component.id, expected: "a date such as 2026-08-17 or 2026-08-17 10:00")
        }
        switch component.format {
        case "yyyy-MM-dd": return parts.day
        case "yyyy-MM-dd HH:mm": return "\(parts.day) \(parts.clock ?? "00:00")"
        default: return text
        }
    }

    /// Two dates as JSON text; what stands behind them (duration, unit) stays.
    static func range(_ text: String, of component: FormComponent) throws(FormMistake) -> String {
        guard let elements = (try? JSON(parsing: text))?.array, elements.count >= 2 else {
            throw .malformed(
                component: component.id, expected: "a JSON array such as [\"2026-02-19\",\"2026-02-25\"]")
        }
        var shown: [JSON] = []
        for (index, element) in elements.enumerated() {
            guard index < 2 else {
                shown.append(element)
                continue
            }
            shown.append(.string(try FormDate.shown(element.scalarText ?? "", of: component)))
        }
        return component.format.isEmpty ? text : JSON.array(shown).text
    }

    private static func parts(_ text: String) -> (day: String, clock: String?)? {
        let halves = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2,
            let day = numbers(first, "-", [4, 2, 2]), (1...12).contains(day[1]), (1...31).contains(day[2])
        else { return nil }
        guard halves.count == 2 else { return (String(first), nil) }
        let clock = numbers(halves[1], ":", [2, 2]) ?? numbers(halves[1], ":", [2, 2, 2])
        guard let clock, clock[0] < 24, clock[1] < 60 else { return nil }
        return (String(first), String(halves[1].prefix(5)))
    }

    /// The numbers between separators, each with its number of digits.
    private static func numbers(_ text: Substring, _ separator: Character, _ digits: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == digits else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        return numbers.count == digits.count ? numbers : nil
    }
}
