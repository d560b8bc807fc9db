extension PersonalText {
    /// How digits are grouped: people write numbers of each kind in few ways, and other numbers beside each other in any.
    struct Shape {
        /// Ways to write a mobile number, without the country's.
        private static let mobiles: Set<[Int]> = [
            [3, 4, 4], [3, 8], [7, 4], [4, 3, 4], [3, 3, 5], [4, 4, 3], [11],
        ]

        private let lengths: [Int]
        private let gaps: [DigitGroup.Gap]
        /// Whether more of the same number stands beside it: `RH-138-1234-5678`, `138-1234-5678-01`.
        private let isGlued: Bool

        init(groups: [DigitGroup], _ range: Range<Int>) {
            let window = groups[range]
            lengths = window.map(\.digits.count)
            gaps = window.dropLast().map(\.after)
            let (first, last) = (window.first, window.last)
            let joins = Set(gaps).subtracting([.space])
            isGlued =
                (first.map { $0.continuesBefore && joins.contains($0.before) } ?? false)
                || (last.map { $0.continuesAfter && joins.contains($0.after) } ?? false)
        }

        /// In a few groups of whatever length: the check digit and the birthday speak for themselves.
        var canBeIdentity: Bool { lengths.count <= 7 && !gaps.contains(.dot) }

        /// In groups of four and less with a right check digit; or by four and beginning with 62, as UnionPay's do: some of
        /// those have another check digit, and whoever writes them so means a card.
        func canBeCard(_ digits: [UInt8]) -> Bool {
            guard !gaps.contains(.dot), digits.allSatisfy({ $0 < 10 }) else { return false }
            let isUnionPay = digits.starts(with: [6, 2])
            let isByFour = lengths.dropLast().allSatisfy { $0 == 4 } && lengths[lengths.count - 1] <= 4
            if isByFour, isUnionPay, !isGlued { return true }
            let isShort = lengths[0] == 4 && lengths.allSatisfy { $0 <= 4 } && Set(gaps).count == 1
            return (isShort || isUnionPay && lengths.allSatisfy { $0 >= 2 }) && PersonalText.passesLuhn(digits)
        }

        /// Behind 86 or 0086, which may be a group of its own, in any of the ways; with dots only as 138.1234.5678.
        func canBeMobile(_ digits: [UInt8]) -> Bool {
            guard !isGlued else { return false }
            let country =
                [[8, 6], [0, 0, 8, 6]].first { digits.count == 11 + $0.count && digits.starts(with: $0) } ?? []
            guard PersonalText.isMobile(digits[country.count...]) else { return false }
            var lengths = lengths
            lengths[0] -= country.count
            guard lengths[0] >= 0 else { return false }
            if lengths[0] == 0 { lengths.removeFirst() }
            guard Shape.mobiles.contains(lengths) else { return false }
            if gaps.contains(.dot), lengths != [3, 4, 4] { return false }
            return lengths != [3, 8] || !country.isEmpty || !Shape.isDay(digits[3...])
        }

        /// Whether eight digits are a day of these times, as 20260115 beside an amount.
        private static func isDay(_ digits: ArraySlice<UInt8>) -> Bool {
            let number = digits.reduce(0) { $0 * 10 + Int($1) }
            return (1950...2099).contains(number / 10_000) && (1...12).contains(number / 100 % 100)
                && (1...31).contains(number % 100)
        }
    }
}
