extension Duration {
    /// Reads a duration with its unit, such as `250ms`, `2s`, `1.5s`, `10m` or `1h`; nil for anything else, also for a
    /// number without a unit or a negative one.
    package init?(unitText text: String) {
        let units: [(suffix: String, nanoseconds: Double)] = [
            ("ms", 1_000_000), ("us", 1000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
            ("d", 86_400_000_000_000),
            ("d", 86_400_000_000_000),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let value = Double(text.dropLast(unit.suffix.count).trimmingSuffix(" ")), value.isFinite, value >= 0,
            value * unit.nanoseconds < 9e18
        else { return nil }
        self = .nanoseconds(Int64((value * unit.nanoseconds).rounded()))
    }

    /// The duration with its most readable unit, such as `250ms`, `2s`, `1.5s` or `10m`.
    package var unitText: String {
        let nanoseconds = nanoseconds
        let units: [(suffix: String, nanoseconds: Int64)] = [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ]
        for unit in units where nanoseconds.magnitude >= unit.nanoseconds.magnitude {
            let whole = nanoseconds / unit.nanoseconds
            if whole * unit.nanoseconds == nanoseconds { return "\(whole)\(unit.suffix)" }
            let tenths = (Double(nanoseconds) / Double(unit.nanoseconds) * 10).rounded() / 10
            if unit.suffix != "h", unit.suffix != "m" { return "\(tenths)\(unit.suffix)" }
        }
        return nanoseconds == 0 ? "0s" : "\(nanoseconds)ns"
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest = rest.dropLast() }
        return rest
    }
}
