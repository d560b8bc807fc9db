/// A JSON text cut into tokens, without a tree: names and values stay in the text until somebody asks for one.
///
/// One pass over the bytes checks the whole grammar, escapes and UTF-8 included, so that reading a view cannot fail. It
/// takes and refuses exactly what `JSONValue(parsing:)` does, which is built on it.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    /// Cuts a whole JSON text in UTF-8, at most 4 GiB long.
    ///
    /// - Throws: `JSONTextError` with the byte offset of the first mistake.
    init(parsing bytes: [UInt8]) throws(JSONTextError) {
        guard bytes.count < UInt32.max else { throw JSONTextError(offset: 0, expected: "less than 4 GiB") }
        var tokens: [JSONToken] = []
        tokens.reserveCapacity(bytes.count / 12 + 4)
        if let mistake = bytes.withUnsafeBytes({ JSONTape.cut($0, into: &tokens) }) { throw mistake }
        self.bytes = bytes
        self.tokens = tokens
    }

    /// The text's outermost value.
    var root: JSONView { JSONView(tape: self, index: 0) }

    private static func cut(_ bytes: UnsafeRawBufferPointer, into tokens: inout [JSONToken]) -> JSONTextError? {
        var cutter = TapeCutter(bytes)
        do throws(JSONTextError) {
            try cutter.document(into: &tokens)
            return nil
        } catch {
            return error
        }
    }
}

/// One value of a JSON text, or the name of a member, which comes before its value.
struct JSONToken: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        case null, yes, no, number, string, array, object
    }

    /// The first byte; of a string the one behind the quote.
    var start: UInt32
    /// Of a scalar its bytes, without quotes; of an array or object how many tokens it has, itself included.
    var extent: UInt32
    var kind: Kind
    /// Whether a string has escapes, so that its bytes are not its text.
    var isEscaped = false
    /// Whether a string has bytes beyond ASCII.
    var isWide = false
}
