import GRDB
import Seams
import VirtualTime

/// A process that writes transactions, dies at a drawn step of its disk, starts again and looks at what is left; over
/// and over on the same disk.
struct PowerCutTrial {
    /// What the cuts did, counted over all lives.
    struct Outcome: Equatable {
        var cuts = 0
        var acknowledged = 0
        var steps = 0
        /// Transactions reported as committed and not found later.
        var lost: [Int] = []
        /// Transactions that were never reported, and are there: allowed, and a sign that the cuts were not all alike.
        var unreported = 0
        /// What was wrong with the database: half a transaction, no opening it, a failed `integrity_check`.
        var broken: [String] = []
    }

    let synchronous: SimulatedDisk.Synchronous
    let unsynced: UnsyncedWrites
    private let seed: Seed
    private var disk: SimulatedDisk
    private var generator: SeededGenerator
    private var attempted = 0
    private var acknowledged: Set<Int> = []
    private var outcome = Outcome()

    init(_ synchronous: SimulatedDisk.Synchronous, _ unsynced: UnsyncedWrites, seed: UInt64) throws {
        self.synchronous = synchronous
        self.unsynced = unsynced
        self.seed = Seed(seed)
        disk = try SimulatedDisk(seed: self.seed)
        generator = self.seed.stream("trial")
    }

    mutating func run(cuts: Int) throws -> Outcome {
        for _ in 0..<cuts {
            try live()
            disk.cutPower(unsynced, using: &generator)
            disk.restorePower()
            outcome.cuts += 1
            try look()
        }
        outcome.steps += disk.steps
        return outcome
    }

    /// Works until the power goes, also while the database is being opened.
    private mutating func live() throws {
        let last = disk.steps + 1 + draw(60)
        disk.beforeStep = { [unowned disk] _ in disk.steps < last }
        defer { disk.beforeStep = nil }
        do {
            let queue = try disk.open("store.sqlite", synchronous: synchronous)
            try queue.writeWithoutTransaction { database in
                // So that copying the log into the database, and starting it over, is among what gets interrupted.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 8")
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS part (id INTEGER, of INTEGER, text TEXT)")
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS total (parts INTEGER NOT NULL)")
                try database.execute(
                    sql: "INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT * FROM total)")
            }
            while true { try commit(on: queue) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {}
    }

    private mutating func commit(on queue: DatabaseQueue) throws {
        attempted += 1
        let id = attempted
        let parts = 1 + draw(4)
        let text = String(repeating: "x", count: draw(3000))
        try queue.write { database in
            for _ in 0..<parts {
                try database.execute(sql: "INSERT INTO part VALUES (?, ?, ?)", arguments: [id, parts, text])
            }
            try database.execute(sql: "UPDATE total SET parts = parts + ?", arguments: [parts])
        }
        acknowledged.insert(id)
        outcome.acknowledged += 1
    }

    /// Compares what is there with what was reported. A disk with a broken database is replaced by an empty one.
    private mutating func look() throws {
        do {
            let queue = try disk.open("store.sqlite", synchronous: synchronous)
            let problems = try queue.read { try PowerCutTrial.problems(in: $0) }
            guard problems.isEmpty else { return try replaceDisk(problems) }
            let present = try queue.read { database in
                guard try database.tableExists("part") else { return Set<Int>() }
                return try Set(Int.fetchAll(database, sql: "SELECT DISTINCT id FROM part"))
            }
            outcome.lost += acknowledged.subtracting(present).sorted()
            outcome.unreported += present.subtracting(acknowledged).count
            acknowledged = present
            // Half of the time the next process finds the log as it is; otherwise a proper end, with an empty log.
            if draw(2) == 0 { disk.processEnded(.kept, using: &generator) }
        } catch let error as DatabaseError {
            try replaceDisk(["\(error)"])
        }
    }

    private static func problems(in database: Database) throws -> [String] {
        var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        guard try database.tableExists("part"), try database.tableExists("total") else { return problems }
        let halves = try Int.fetchAll(database, sql: "SELECT id FROM part GROUP BY id HAVING count(*) <> min(of)")
        problems += halves.map { "half of transaction \($0)" }
        let counted = try Int.fetchOne(database, sql: "SELECT count(*) FROM part")
        let total = try Int.fetchOne(database, sql: "SELECT parts FROM total") ?? 0
        if counted != total { problems.append("the total is \(total), the rows are \(counted ?? 0)") }
        return problems
    }

    private mutating func replaceDisk(_ problems: [String]) throws {
        outcome.broken += problems
        outcome.lost += acknowledged.sorted()
        outcome.steps += disk.steps
        acknowledged = []
        disk = try SimulatedDisk(seed: seed.derived("\(attempted)"))
    }

    private mutating func draw(_ bound: Int) -> Int {
        Int(generator.next() % UInt64(bound))
    }
}
