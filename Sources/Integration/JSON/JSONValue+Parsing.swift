extension JSONValue {
    /// Parses a whole JSON text in UTF-8.
    ///
    /// - Throws: `JSONTextError` with the byte offset of the first mistake.
    init(parsing bytes: [UInt8]) throws(JSONTextError) {
        self = try JSONTape(parsing: bytes).root.value
    }

    /// Parses a whole JSON text.
    ///
    /// - Throws: `JSONTextError` with the byte offset of the first mistake.
    init(parsing text: some StringProtocol) throws(JSONTextError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A text that is no JSON.
struct JSONTextError: Error, Hashable, CustomStringConvertible {
    /// Where the mistake is, in bytes from the start.
    var offset: Int
    /// What should stand there.
    var expected: String

    init(offset: Int, expected: String) {
        self.offset = offset
        self.expected = expected
    }

    var description: String { "no JSON at byte \(offset): expected \(expected)" }
}
