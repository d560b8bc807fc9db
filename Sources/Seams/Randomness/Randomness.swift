/// The seam for randomness. Each caller names its stream; a seeded half gives each stream its own sequence.
package protocol Randomness: Sendable {
    /// The next 64 random bits of the stream `name`.
    func next(_ name: String) -> UInt64
}

extension Randomness {
    /// `count` random bytes of the stream `name`.
    package func bytes(_ count: Int, _ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            withUnsafeBytes(of: next(name).bigEndian) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
        }
        return bytes
    }

    /// A uniform number in 0 ..< 1 of the stream `name`.
    package func fraction(_ name: String) -> Double {
        Double(next(name) >> 11) * 0x1p-53
    }

    /// A uniform duration in zero ..< `limit` of the stream `name`: "full jitter".
    package func duration(upTo limit: Duration, _ name: String) -> Duration {
        .nanoseconds(Int64(Double(limit.nanoseconds) * fraction(name)))
    }

    /// A random UUID (version 4) in lower case, such as `f81d4fae-7dec-41d0-a765-00a0c91e6bf6`.
    package func uuid(_ name: String) -> String {
        var bytes = bytes(16, name)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for (index, byte) in bytes.enumerated() {
                if [4, 6, 8, 10].contains(index) {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                text[place] = hexadecimalDigit(byte >> 4)
                text[place + 1] = hexadecimalDigit(byte & 15)
                place += 2
            }
            return place
        }
    }

    /// `count` characters drawn from `alphabet` (ASCII, not empty) in the stream `name`.
    package func text(_ count: Int, from alphabet: String, _ name: String) -> String {
        let characters = Array(alphabet.utf8)
        return String(unsafeUninitializedCapacity: count) { text in
            for place in 0..<count { text[place] = characters[Int(next(name) % UInt64(characters.count))] }
            return count
        }
    }
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
