import Foundation
import GRDB
import Seams
import Testing
import VirtualTime

@Suite struct ConnectionTests {
    let disk: SimulatedDisk
    var generator = SeededGenerator(seed: 1)

    init() throws {
        disk = try SimulatedDisk(seed: Seed(1))
    }

    /// What a dead connection may still try: among it what SQLite does by path, not by open file.
    @Test(arguments: [
        "INSERT INTO note VALUES ('of the dead')", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE",
        "VACUUM", "DROP TABLE note",
    ])
    mutating func aDeadConnectionCannotTouchTheFilesOfTheNewOne(_ sql: String) throws {
        var dead: DatabaseQueue? = try disk.openNotes()
        try dead?.add("first")
        disk.processEnded(.kept, using: &generator)
        let queue = try disk.openNotes()
        try queue.add("second")
        let files = disk.files
        let steps = disk.steps

        #expect(throws: DatabaseError.self) { try dead?.writeWithoutTransaction { try $0.execute(sql: sql) } }
        dead = nil  // closes it
        #expect(disk.files == files)
        #expect(disk.steps == steps)

        try queue.add("third")
        #expect(try queue.notes() == ["first", "second", "third"])
        #expect(try queue.isIntact())
        disk.processEnded(.lost, using: &generator)
        #expect(try disk.openNotes().notes() == ["first", "second", "third"])
    }

    @Test mutating func aDeadConnectionInMidTransactionCannotTouchTheFilesOfTheNewOne() throws {
        let disk = disk
        var generator = generator
        let dead = try disk.openNotes()
        var queue: DatabaseQueue?
        #expect(throws: DatabaseError.self) {
            try dead.write { database in
                try database.execute(sql: "INSERT INTO note VALUES ('of the dead')")
                disk.processEnded(.kept, using: &generator)
                queue = try disk.openNotes()
                try queue?.add("first")
            }
        }
        #expect(try queue?.notes() == ["first"])
        #expect(try queue?.isIntact() == true)
    }

    @Test mutating func aPathFromBeforeThePowerCutNamesNothing() throws {
        let dead = try disk.openNotes()
        disk.processEnded(.kept, using: &generator)
        #expect(ioError { _ = try DatabaseQueue(path: dead.path) } != nil)
        #expect(try disk.openNotes().notes() == [])
    }

    @Test func aLivingConnectionHasTheDatabaseForItself() throws {
        let queue = try disk.openNotes()
        let error = #expect(throws: DatabaseError.self) { try disk.openNotes() }
        #expect(error?.resultCode == .SQLITE_BUSY)
        try queue.close()
        _ = try disk.openNotes()
    }

    @Test func disksDoNotSeeEachOther() throws {
        let other = try SimulatedDisk(seed: Seed(1))
        let queue = try disk.openNotes()
        let otherQueue = try other.openNotes()
        try queue.add("here")
        try otherQueue.add("there")
        var generator = SeededGenerator(seed: 1)
        other.processEnded(.lost, using: &generator)
        try queue.add("here too")
        #expect(try queue.notes() == ["here", "here too"])
        #expect(try other.openNotes().notes() == ["there"])
    }

    @Test func aConnectionOutlivesItsDiskHarmlessly() throws {
        var queue: DatabaseQueue? = try disk.openNotes()
        disk.remove()
        #expect(ioError { try queue?.add("first") } != nil)
        queue = nil
        #expect(ioError { _ = try disk.openNotes() } != nil)
        #expect(disk.contents(of: "notes.sqlite") == nil)
    }

    @Test(arguments: ["a/b.sqlite", String(repeating: "n", count: 300)])
    func refusesWhatIsNoFileName(_ name: String) {
        #expect(throws: DatabaseError.self) { try disk.open(name, synchronous: .full) }
    }

    /// A pool needs shared memory and locks of the real file system.
    @Test mutating func ordinaryDatabasesWorkAlongside() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "SimulatedDisk-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // an orphan in a temporary folder is no failure
        let file = folder.appending(path: "notes.sqlite").path
        let simulated = try disk.openNotes()
        let pool = try DatabasePool(path: file)
        try pool.write { try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL)") }
        let steps = disk.steps
        try pool.add("ordinary")
        #expect(disk.steps == steps)
        try simulated.add("simulated")
        disk.cutPower(.lost, using: &generator)
        try pool.add("still there")
        #expect(try pool.notes() == ["ordinary", "still there"])
        #expect(FileManager.default.fileExists(atPath: file + "-shm"))
        try pool.close()
        #expect(try DatabaseQueue(path: file).notes() == ["ordinary", "still there"])
    }
}

extension SimulatedDisk {
    fileprivate var files: [[UInt8]?] { ["", "-wal", "-journal"].map { contents(of: "notes.sqlite" + $0) } }
}
