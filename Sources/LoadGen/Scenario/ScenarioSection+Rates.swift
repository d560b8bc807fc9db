import Seams

extension ScenarioSection {
    /// A rate with its unit, `50/s`, `1000/m` or `20000/h`, as a number per second.
    mutating func rate(_ key: String) -> Double? {
        guard let (text, member) = scalar(key, remedy: "write for example 50/s or 1000/m") else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let seconds = ["s": 1.0, "m": 60, "h": 3600]
        guard parts.count == 2, let unit = seconds[String(parts[1])], let value = Double(parts[0]) else {
            note(member, "'\(text)' is no rate; write for example 50/s or 1000/m")
            return nil
        }
        guard value.isFinite, value > 0, value / unit <= 100_000 else {
            note(member, "'\(text)' is outside the rates above 0 and up to 100000/s")
            return nil
        }
        return value / unit
    }

    /// As `rate(_:)`, and noted when it is missing.
    mutating func requiredRate(_ key: String) -> Double? {
        requires(key, write: "10/s") ? rate(key) : nil
    }
}
