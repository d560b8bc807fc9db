import Foundation
import Synchronization

/// The seam for files that people edit while the program runs: read whole, as text.
package protocol FileSource: Sendable {
    /// The text of the file at `path`.
    ///
    /// - Throws: when there is no such file, or when it is no text in UTF-8.
    func text(of path: String) throws -> String
}

/// The system's files.
package struct SystemFiles: FileSource {
    /// Larger files are no mappings, lists or scripts.
    private static let bytesMax = 64 << 20

    package init() {}

    package func text(of path: String) throws -> String {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard let size, size <= SystemFiles.bytesMax else { throw CocoaError(.fileReadTooLarge) }
        return try TextFile.text(of: path)
    }
}

/// Files in memory, which may be changed: for the virtual world and for tests.
package final class MemoryFiles: FileSource {
    private let files: Mutex<[String: String]>

    package init(_ files: [String: String]) {
        self.files = Mutex(files)
    }

    package func text(of path: String) throws -> String {
        guard let text = files.withLock({ $0[path] }) else { throw CocoaError(.fileNoSuchFile) }
        return text
    }

    /// Writes a file, or with nil removes it.
    package func put(_ text: String?, at path: String) {
        files.withLock { $0[path] = text }
    }
}
