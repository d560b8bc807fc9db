/// Randomness of the operating system, fit for secrets. Streams share one source.
package struct SystemRandomness: Randomness {
    package init() {}

    package func next(_ name: String) -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
