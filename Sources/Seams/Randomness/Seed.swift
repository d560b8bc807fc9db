/// The number a run is repeated from. Each part of a run derives its own seed by name, so that one more draw in one
/// place does not move the draws of another.
package struct Seed: Hashable, Codable, Sendable {
    /// The number printed at the start of a run and accepted by `--seed`.
    package var value: UInt64

    /// Makes a seed from the number a person gave or a system drew.
    package init(_ value: UInt64) {
        self.value = value
    }

    /// The seed that belongs to `parts`: a pure function of this seed and the texts, in order (FNV-1a, then mixed).
    package func derived(_ parts: String...) -> Seed {
        derived(parts)
    }

    /// The seed that belongs to `parts`, as `derived(_:)` with a list.
    package func derived(_ parts: [String]) -> Seed {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ SeededGenerator.mix(value)
        for part in parts {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3  // a part's end, so that ("ab", "c") differs from ("a", "bc")
        }
        return Seed(SeededGenerator.mix(hash))
    }

    /// A generator for the stream `name`.
    package func stream(_ name: String) -> SeededGenerator {
        SeededGenerator(seed: derived(name).value)
    }

    /// A number in 0 ..< 1 that depends on nothing but this seed and `parts`: one draw without a sequence, so that the
    /// order in which calls arrive cannot change it.
    package func fraction(_ parts: [String]) -> Double {
        Double(derived(parts).value >> 11) * 0x1p-53
    }
}
