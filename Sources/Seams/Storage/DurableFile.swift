import Foundation

/// Files that are there whole, and on the disk, or not at all.
package enum DurableFile {
    /// Writes a file beside its place, flushes it, and moves it there; then flushes the folder, which is made if need be.
    ///
    /// - Throws: when the folder or file cannot be written.
    package static func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let draft = folder.appendingPathComponent(".\(url.lastPathComponent).draft")
        try Data(text.utf8).write(to: draft)
        try flush(draft.path)
        guard rename(draft.path, url.path) == 0 else { throw FileError(path: url.path, code: errno) }
        try flush(folder.path)
    }

    private static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(path: path, code: errno) }
    }
}

/// The system refuses something with a file.
package struct FileError: Error, Hashable, CustomStringConvertible {
    package var path: String
    /// The system's `errno`.
    package var code: Int32

    package var description: String { "\(path): \(String(cString: strerror(code)))" }
}
