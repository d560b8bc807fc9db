import Foundation
import Seams

/// Where a run leaves its files.
package struct RunFolder: Sendable {
    /// The folder's path.
    package let path: String

    /// Names the folder of an existing run.
    package init(path: String) {
        self.path = path
    }

    /// Makes a fresh folder for a scenario below `parent`: `parent/NAME`, or `parent/NAME-2` and so on when that exists.
    ///
    /// - Throws: `RunError.cannotWrite`.
    package init(for scenario: Scenario, below parent: String) throws(RunError) {
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: parent, reason: error.fileReason)
        }
        path = try RunFolder.takeName(parent + "/" + scenario.name) { candidate in
            try FileManager.default.createDirectory(atPath: candidate, withIntermediateDirectories: false)
        }
    }

    /// Makes room for another run of the same scenario: the folder becomes `NAME-void`, and loses the file that CI counts
    /// runs by, since it is no verdict.
    ///
    /// - Throws: `RunError.cannotWrite`.
    package func setAside() throws(RunError) {
        // A run that ended early has none.
        try? FileManager.default.removeItem(atPath: path + "/junit.xml")
        _ = try RunFolder.takeName(path + "-void") { try FileManager.default.moveItem(atPath: path, toPath: $0) }
    }

    /// Makes the first of `base`, `base-2`, `base-3` … that nobody has made before, also not at the same time.
    private static func takeName(_ base: String, _ make: (String) throws -> Void) throws(RunError) -> String {
        var (candidate, number) = (base, 2)
        while true {
            do {
                try make(candidate)
                return candidate
            } catch CocoaError.fileWriteFileExists {
                candidate = "\(base)-\(number)"
                number += 1
            } catch {
                throw .cannotWrite(path: candidate, reason: error.fileReason)
            }
        }
    }

    package var scenario: String { path + "/scenario.yaml" }
    package var history: String { path + "/history.jsonl" }
    package var coreLog: String { path + "/core.log" }
    /// The log of the n-th process of a system that has several, counted from 1.
    func coreLog(of worker: Int) -> String { worker == 1 ? coreLog : "\(path)/core-\(worker).log" }
    package var authority: String { path + "/ca.pem" }
    /// The names of the certificate and key that the built-in core listens with.
    static let listenCertificate = "listen.pem"
    static let listenKey = "listen-key.pem"

    /// Writes a text file below the folder, readable by its owner alone: some hold made-up secrets.
    ///
    /// - Throws: `RunError.cannotWrite`.
    func write(_ text: String, to name: String) throws(RunError) {
        let file = path + "/" + name
        let written = FileManager.default.createFile(
            atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard written else { throw .cannotWrite(path: file, reason: "the file could not be created") }
    }

    /// Puts a text in the place of a file that somebody may be reading: whole or not at all.
    func put(_ text: String, to name: String) throws(RunError) {
        let file = path + "/" + name
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw .cannotWrite(path: file, reason: error.fileReason)
        }
    }
}
