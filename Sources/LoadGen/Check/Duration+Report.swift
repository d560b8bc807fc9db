import Seams

extension Duration {
    /// A time in milliseconds as `reportText`; a question mark when it is no number.
    static func readable(milliseconds: Double) -> String {
        guard milliseconds.isFinite, abs(milliseconds) < 9e12 else { return "?" }
        return Duration.microseconds(Int64((milliseconds * 1000).rounded())).reportText
    }

    /// For reports: to the millisecond, with a space before the unit, such as `87 ms`, `5.02 s` or `3 min 20 s`.
    var reportText: String {
        let milliseconds = milliseconds
        switch abs(milliseconds) {
        case 0: return "0 ms"
        case ..<10: return "\((milliseconds * 10).rounded() / 10) ms"
        case ..<999.5: return "\(Int(milliseconds.rounded())) ms"
        case ..<60_000: return "\(Duration.thousandths(Int(milliseconds.rounded()))) s"
        default:
            let seconds = Int(abs(milliseconds) / 1000)
            return "\(milliseconds < 0 ? "-" : "")\(seconds / 60) min \(seconds % 60) s"
        }
    }

    /// A number of thousandths without trailing zeros: 5020 is `5.02`.
    private static func thousandths(_ value: Int) -> String {
        let digits = String(value.magnitude % 1000)
        var fraction = String(repeating: "0", count: 3 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return "\(value < 0 ? "-" : "")\(value.magnitude / 1000)\(fraction.isEmpty ? "" : "." + fraction)"
    }
}
