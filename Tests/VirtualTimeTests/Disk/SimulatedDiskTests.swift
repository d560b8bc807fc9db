import GRDB
import Seams
import Testing
import VirtualTime

@Suite struct SimulatedDiskTests {
    let disk: SimulatedDisk
    var generator = SeededGenerator(seed: 1)

    init() throws {
        disk = try SimulatedDisk(seed: Seed(1))
    }

    @Test(arguments: UnsyncedWrites.allCases)
    mutating func keepsWhatFullCommitted(_ unsynced: UnsyncedWrites) throws {
        let queue = try disk.openNotes()
        try queue.add("first")
        #expect(disk.unsyncedCount == 0)
        disk.cutPower(unsynced, using: &generator)
        disk.restorePower()
        #expect(try disk.openNotes().notes() == ["first"])
    }

    @Test mutating func storesNothingWhileItIsFull() throws {
        let queue = try disk.openNotes()
        try queue.add("first")
        disk.isFull = true
        let error = #expect(throws: DatabaseError.self) { try queue.add("second") }
        #expect(error?.resultCode == .SQLITE_FULL)
        #expect(try queue.notes() == ["first"])
        disk.isFull = false
        try queue.add("third")
        #expect(try queue.notes() == ["first", "third"])
        disk.processEnded(.lost, using: &generator)
        #expect(try disk.openNotes().notes() == ["first", "third"])
    }

    @Test mutating func losesWhatWasNeverSynced() throws {
        let queue = try disk.openNotes(synchronous: .off)
        try queue.add("first")
        #expect(disk.unsyncedCount > 0)
        #expect(try queue.notes() == ["first"])
        disk.cutPower(.lost, using: &generator)
        #expect(disk.contents(of: "notes.sqlite") == [])
        #expect(disk.unsyncedCount == 0)
    }

    @Test mutating func leavesWritesOfADeadProcessToTheNextPowerCut() throws {
        let queue = try disk.openNotes(synchronous: .off)
        try queue.add("first")
        disk.cutPower(.kept, using: &generator)
        disk.restorePower()
        let next = try disk.openNotes(synchronous: .off)
        #expect(try next.notes() == ["first"])
        disk.processEnded(.lost, using: &generator)
        #expect(ioError { try next.add("second") } != nil)  // it was open till now: closing would empty the log
        #expect(try disk.openNotes(synchronous: .off).notes() == [])
    }

    @Test mutating func failsFromTheRefusedStepOnUntilPowerIsBack() throws {
        let queue = try disk.openNotes()
        let steps = disk.steps
        disk.beforeStep = { $0 != .sync }
        #expect(ioError { try queue.add("first") } == .SQLITE_IOERR_FSYNC)
        #expect(!disk.hasPower)
        let stepsAtTheCut = disk.steps
        #expect(stepsAtTheCut > steps)
        disk.beforeStep = { _ in
            Issue.record("asked without power")
            return true
        }
        #expect(ioError { try queue.add("second") } != nil)
        #expect(ioError { _ = try disk.openNotes() } != nil)
        #expect(disk.steps == stepsAtTheCut)
        disk.beforeStep = nil
        disk.processEnded(.lost, using: &generator)
        #expect(try disk.openNotes().notes() == [])
    }

    @Test func asksAboutEachKindOfStep() throws {
        let seen = Seen()
        disk.beforeStep = { [unowned disk] step in
            seen.steps.append(step)
            return disk.steps == seen.steps.count
        }
        let queue = try disk.openNotes()
        try queue.add("first")
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
        #expect(Set(seen.steps) == Set(SimulatedDisk.Step.allCases))
        #expect(disk.contents(of: "notes.sqlite-wal") == nil)
    }

    @Test mutating func aCutBetweenTwoRowsLeavesNeither() throws {
        let queue = try disk.openNotes()
        var generator = generator
        #expect(throws: DatabaseError.self) {
            try queue.write { database in
                try database.execute(sql: "INSERT INTO note VALUES ('first')")
                disk.cutPower(.torn, using: &generator)
                try database.execute(sql: "INSERT INTO note VALUES ('second')")
            }
        }
        disk.restorePower()
        #expect(try disk.openNotes().notes() == [])
    }

    @Test mutating func cutsThePowerFromInsideAStep() throws {
        let queue = try disk.openNotes()
        let box = Seen()
        disk.beforeStep = { [unowned disk] step in
            guard step == .sync else { return true }
            disk.processEnded(.torn, using: &box.generator)
            return true  // too late: the connection that asked is dead
        }
        #expect(ioError { try queue.add("first") } != nil)
        disk.beforeStep = nil
        #expect(disk.hasPower)
        #expect(try disk.openNotes().notes() == [])
    }

    @Test func tellsSQLTheTimeItWasSet() throws {
        let queue = try disk.openNotes()
        disk.setNow(Timestamp(seconds: 1_767_225_599) + .milliseconds(250))
        let now = try queue.read { try String.fetchOne($0, sql: "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')") }
        #expect(now == "2025-12-31 23:59:59.250")
    }
}

/// What a closure of a disk saw. Confined to the test that made it.
private final class Seen {
    var steps: [SimulatedDisk.Step] = []
    var generator = SeededGenerator(seed: 2)
}
