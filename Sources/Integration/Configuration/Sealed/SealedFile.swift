import Foundation
package import Seams

/// The sealed file on a disk.
package struct SealedFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The file beside a configuration file.
    package init(beside configuration: String) {
        let folder = configuration.lastIndex(of: "/").map { String(configuration[...$0]) } ?? ""
        self.init(path: folder + SealedSecrets.fileName)
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Opens the file.
    package func read(_ key: SealKey) throws(SealError) -> SealedSecrets {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable(path) }
        defer { try? handle.close() }  // only read from
        var status = stat()
        guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let data = try? handle.readToEnd()
        else { throw .unreadable(path) }
        guard status.st_mode & 0o022 == 0 else { throw .open(path) }
        return try SealedSecrets(text: String(decoding: data, as: UTF8.self), path: path, key: key)
    }

    /// Writes the file for its owner alone: whole, or not at all.
    package func write(_ secrets: SealedSecrets, _ key: SealKey, randomness: any Randomness) throws(SealError) {
        let text: String
        do {
            text = try secrets.sealed(with: key, randomness: randomness)
        } catch {
            throw .cannotWrite(path, "\(error)")
        }
        try SealedFile.writePrivately(Array(text.utf8), to: path, replacing: true, randomness: randomness)
    }

    /// Makes a key file of 32 random bytes as text, for its owner alone. One that exists is never overwritten.
    package static func makeKey(at path: String, randomness: any Randomness) throws(SealError) {
        let text = Data(randomness.bytes(32, "seal-key")).base64EncodedString() + "\n"
        try writePrivately(Array(text.utf8), to: path, replacing: false, randomness: randomness)
    }

    private static func writePrivately(
        _ bytes: [UInt8], to path: String, replacing: Bool, randomness: any Randomness
    ) throws(SealError) {
        func reason() -> String { String(cString: strerror(errno)) }
        let draft = replacing ? "\(path).\(randomness.uuid("seal-draft").prefix(8))" : path
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(draft, reason()) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            unlink(draft)
            throw .cannotWrite(path, "\(error.localizedDescription)")
        }
        guard !replacing || rename(draft, path) == 0 else {
            let text = reason()
            unlink(draft)
            throw .cannotWrite(path, text)
        }
    }
}

extension SealedSecrets {
    /// The environment that a configuration is read with: the sealed secrets beside it, and over them what the
    /// environment itself holds. Without a sealed file it is the environment.
    package static func environment(
        beside configuration: String, _ environment: [String: String]
    ) throws(SealError) -> [String: String] {
        let file = SealedFile(beside: configuration)
        guard file.exists else { return environment }
        guard let key = try SealKey.named(in: environment) else { throw .noKey(file.path) }
        return try file.read(key).environment.merging(environment) { sealed, given in given.isEmpty ? sealed : given }
    }
}
