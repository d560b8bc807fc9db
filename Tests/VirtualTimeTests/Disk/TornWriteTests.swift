import GRDB
import Seams
import Testing
import VirtualTime

/// In a log that was never synced each write appends, so the log's length after a cut tells where the cut was.
@Suite struct TornWriteTests {
    /// SQLite's file format: a header of 32 bytes, then frames: a header of 24 bytes and a page of 4096.
    private static func endsBetweenWrites(_ size: Int) -> Bool {
        size == 0 || size >= 32 && [0, 24].contains((size - 32) % 4120)
    }

    private func sizesOfTheLog(after unsynced: UnsyncedWrites) throws -> [Int] {
        try (1...200 as ClosedRange<UInt64>).map { seed in
            let disk = try SimulatedDisk(seed: Seed(seed))
            let queue = try disk.openNotes(synchronous: .off)
            for index in 0..<5 { try queue.add("note \(index)") }
            var generator = SeededGenerator(seed: seed)
            disk.cutPower(unsynced, using: &generator)
            return disk.contents(of: "notes.sqlite-wal")?.count ?? 0
        }
    }

    @Test func aPrefixEndsBetweenWritesAndAnywhereThere() throws {
        let sizes = try sizesOfTheLog(after: .prefix)
        #expect(sizes.allSatisfy(TornWriteTests.endsBetweenWrites))
        #expect(Set(sizes).count > 10)
    }

    @Test func aTornWriteEndsAtSectorsAndOddBytes() throws {
        let torn = try sizesOfTheLog(after: .torn).filter { !TornWriteTests.endsBetweenWrites($0) }
        #expect(torn.count > 100)
        #expect(torn.contains { $0 % 512 == 0 })
        #expect(torn.contains { $0 % 2 == 1 })
    }

    /// The header of the log is the first write that the log gets; the power goes out at it.
    @Test func theWriteAtWhichThePowerWentCanBeTorn() throws {
        let sizes = try (1...50 as ClosedRange<UInt64>).map { seed in
            let disk = try SimulatedDisk(seed: Seed(seed))
            let queue = try disk.openNotes()
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            disk.beforeStep = { _ in false }
            #expect(ioError { try queue.add("first") } == .SQLITE_IOERR_WRITE)
            #expect(disk.contents(of: "notes.sqlite-wal") == [])
            var generator = SeededGenerator(seed: seed)
            disk.cutPower(.torn, using: &generator)
            return disk.contents(of: "notes.sqlite-wal")?.count ?? 0
        }
        let torn = Set(sizes).intersection(1..<32)  // or the truncation before it, also un-synced, was undone
        #expect(torn.count > 5)
    }

    /// Undoing writes that overwrote others, truncated, and grew the file again: back to the last sync exactly.
    @Test func losingAllIsExactlyTheStateOfTheLastSync() throws {
        let disk = try SimulatedDisk(seed: Seed(1))
        let queue = try disk.openNotes()
        for index in 0..<50 { try queue.add(String(repeating: "\(index)", count: 500)) }
        try queue.writeWithoutTransaction { database in
            _ = try database.checkpoint(.full)
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 4")
        }
        #expect(disk.unsyncedCount == 0)
        let before = ["notes.sqlite", "notes.sqlite-wal"].map(disk.contents)
        for index in 0..<50 { try queue.add(String(repeating: "\(index)", count: 900)) }
        try queue.writeWithoutTransaction { database in
            _ = try database.checkpoint(.truncate)
            try database.execute(sql: "DELETE FROM note")
            try database.execute(sql: "INSERT INTO note VALUES ('last')")
        }
        #expect(["notes.sqlite", "notes.sqlite-wal"].map(disk.contents) != before)
        var generator = SeededGenerator(seed: 1)
        disk.cutPower(.lost, using: &generator)
        #expect(["notes.sqlite", "notes.sqlite-wal"].map(disk.contents) == before)
    }
}
