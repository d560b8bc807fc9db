/// Text that stands in JSON as it is.
enum PlainText {
    /// The first position from `position` that is a quote, a backslash or a control character, or else the end; eight bytes
    /// at a time. `isWide` becomes true when a byte before it is beyond ASCII.
    @inline(__always)
    static func end(_ bytes: UnsafeRawBufferPointer, from position: Int, _ isWide: inout Bool) -> Int {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var wide: UInt64 = 0
        var position = position
        defer { if wide != 0 { isWide = true } }
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let (quotes, slashes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
            // Within a word, the lowest byte that is marked is right; those above it may be marked by its borrow.
            let marks =
                (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
                    | ((word &- (ones &* 0x20)) & ~word)) & tops
            guard marks != 0 else {
                wide |= word & tops
                position += 8
                continue
            }
            let count = marks.trailingZeroBitCount / 8
            wide |= word & tops & ((1 << (UInt64(count) * 8)) &- 1)
            return position + count
        }
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            wide |= UInt64(byte & 0x80)
            position += 1
        }
        return position
    }

    /// Copies a piece, eight bytes at a time: up to seven bytes behind it in `target` are overwritten too, where it has them.
    @inline(__always)
    static func copy(
        _ bytes: UnsafeRawBufferPointer, _ piece: Range<Int>, to target: UnsafeMutableRawBufferPointer, at place: Int
    ) {
        var (from, to) = (piece.lowerBound, place)
        while from < piece.upperBound {
            if from + 8 <= bytes.count, to + 8 <= target.count {
                let word = bytes.loadUnaligned(fromByteOffset: from, as: UInt64.self)
                target.storeBytes(of: word, toByteOffset: to, as: UInt64.self)
                (from, to) = (from + 8, to + 8)
            } else {
                target[to] = bytes[from]
                (from, to) = (from + 1, to + 1)
            }
        }
    }
}
