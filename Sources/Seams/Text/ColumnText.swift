extension Character {
    /// How many columns of a terminal it takes: two for Chinese characters and their like.
    fileprivate var columns: Int {
        guard let value = unicodeScalars.first?.value else { return 0 }
        let isWide = Character.wide.contains { $0.contains(value) }
        return isWide ? 2 : 1
    }

    /// What Unicode's East Asian Width calls wide or full-width, and pictures.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
    ]
}

extension String {
    /// How many columns of a terminal it takes.
    package var columns: Int { reduce(0) { $0 + $1.columns } }

    /// As much of its beginning as fits into `count` columns; what was cut shows as `…`.
    package func cut(toColumns count: Int) -> String {
        guard columns > count else { return self }
        guard count > 0 else { return "" }
        var (kept, used) = ("", 0)
        for character in self {
            used += character.columns
            guard used < count else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
