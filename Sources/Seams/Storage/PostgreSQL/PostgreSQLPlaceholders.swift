/// Turns the `?` of a statement, which is written for both engines, into PostgreSQL's `$1`, `$2`, …
enum PostgreSQLPlaceholders {
    /// The statement with numbers. What stands in quotes or comments stays as it is.
    static func numbered(_ sql: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(sql.utf8.count + 32)
        var count = 0
        var scanner = Scanner(bytes: Array(sql.utf8))
        while let piece = scanner.next() {
            if piece.count == 1, piece.first == UInt8(ascii: "?") {
                count += 1
                result.append(contentsOf: "$\(count)".utf8)
            } else {
                result.append(contentsOf: piece)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Cuts a statement into single bytes, whole quotations and whole comments.
    private struct Scanner {
        let bytes: [UInt8]
        var place = 0

        mutating func next() -> ArraySlice<UInt8>? {
            guard place < bytes.count else { return nil }
            let start = place
            switch bytes[start] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): skip(past: [bytes[start]], from: start + 1)
            case UInt8(ascii: "-") where starts(with: "--"): skip(past: [UInt8(ascii: "\n")], from: start + 2)
            case UInt8(ascii: "/") where starts(with: "/*"): skip(past: Array("*/".utf8), from: start + 2)
            default: place += 1
            }
            return bytes[start..<place]
        }

        private func starts(with text: String) -> Bool {
            bytes[place...].starts(with: text.utf8)
        }

        /// A doubled quote inside a quotation ends it and begins the next, which comes to the same.
        private mutating func skip(past end: [UInt8], from start: Int) {
            place = start
            while place < bytes.count, !bytes[place...].starts(with: end) { place += 1 }
            place = min(bytes.count, place + end.count)
        }
    }
}
