import Foundation
import Seams
import Testing

@Suite struct StoreLockTests {
    @Test
    func isTakenOnceAlsoByAnotherName() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "core.sqlite").path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        try FileManager.default.createSymbolicLink(atPath: path + "-link", withDestinationPath: path)
        try StoreLock.hold(path)
        // A descriptor of its own has no share in the lock, as in another process.
        let error = #expect(throws: StoreLockError.self) { try StoreLock.hold(path + "-link") }
        #expect(error?.description.contains("another process writes into it") == true)
    }

    @Test
    func namesTheFileThatCannotBeMade() {
        let error = #expect(throws: StoreLockError.self) { try StoreLock.hold("/nowhere/core.sqlite") }
        #expect(
            error?.description == "/nowhere/core.sqlite: /nowhere/core.sqlite.lock cannot be written: "
                + "No such file or directory")
    }
}
