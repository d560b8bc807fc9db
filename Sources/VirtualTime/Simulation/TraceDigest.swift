/// A running hash of what happened: equal digests mean equal runs. Not cryptographic, and the same on every machine.
package struct TraceDigest: Hashable, Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// Mixes in a number.
    @inline(__always)
    package mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }

    /// Mixes in bytes, with their count.
    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    /// Mixes in a text.
    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    private mutating func add(_ buffer: UnsafeRawBufferPointer) {
        add(UInt64(buffer.count))
        var offset = 0
        while offset + 8 <= buffer.count {
            add(buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < buffer.count {
            rest = rest << 8 | UInt64(buffer[offset])
            offset += 1
        }
        add(rest)
    }
}
