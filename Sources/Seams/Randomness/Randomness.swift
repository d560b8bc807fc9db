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
        let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let ends = [4, 6, 8, 10, 16]
        return zip([0] + ends, ends).map { hex[$0..<$1].joined() }.joined(separator: "-")
    }

    /// `count` characters drawn from `alphabet` (not empty) in the stream `name`.
    package func text(_ count: Int, from alphabet: String, _ name: String) -> String {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int(next(name) % UInt64(characters.count))] })
    }
}
