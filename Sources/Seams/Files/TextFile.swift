package import Foundation

/// Files that people write: text in UTF-8, with or without the mark that Windows puts before it.
package enum TextFile {
    /// The text of a file.
    ///
    /// - Throws: `NotUTF8`, or why it cannot be read.
    package static func text(of path: String) throws -> String {
        try text(Data(contentsOf: URL(fileURLWithPath: path)), of: path)
    }

    /// The text behind bytes that were read from `name`.
    package static func text(_ bytes: Data, of name: String) throws(NotUTF8) -> String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let rest = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
        guard let text = String(validating: rest, as: UTF8.self) else { throw NotUTF8(name: name) }
        return text
    }
}

/// A file in another encoding, such as the GBK of Excel and of older editors.
package struct NotUTF8: Error, Hashable, CustomStringConvertible {
    /// The file as it was named.
    package var name: String

    /// What is wrong with it and what to do, without its name.
    package static let advice = "is not UTF-8; save it as UTF-8"

    package var description: String { "\(name): \(NotUTF8.advice)" }
}
