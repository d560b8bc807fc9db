package import Foundation

/// The lines of a text, handed out in pages: a file that is mapped into memory is read as it is gone through.
package struct JSONLines: Sendable {
    /// One line that is not empty, and its number, counted from 1.
    package struct Line: Sendable {
        package var number: Int
        package var text: [UInt8]
    }

    private let data: Data
    private var position = 0
    /// How many lines were handed out or passed over. Behind the last line feed stands one more, which is empty.
    package private(set) var count = 0

    package init(_ data: Data) {
        self.data = data
    }

    package var isAtEnd: Bool { position > data.count }

    /// The next `limit` lines, without the empty ones.
    package mutating func next(_ limit: Int) -> [Line] {
        var lines: [Line] = []
        lines.reserveCapacity(limit)
        let (start, first) = (position, count)
        (position, count) = data.withUnsafeBytes { bytes in
            var (position, count) = (start, first)
            while count - first < limit, position <= bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
                let length = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
                count += 1
                if length > 0 { lines.append(Line(number: count, text: Array(rest[..<length]))) }
                position += length + 1
            }
            return (position, count)
        }
        return lines
    }

    /// The next line that is not empty.
    package mutating func next() -> Line? {
        while !isAtEnd {
            if let line = next(1).first { return line }
        }
        return nil
    }

    /// Passes over lines.
    package mutating func skip(_ lines: Int) {
        while count < lines, !isAtEnd { _ = next(min(1000, lines - count)) }
    }
}
