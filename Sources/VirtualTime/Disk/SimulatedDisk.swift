import Foundation
package import GRDB
package import Seams
import VirtualTimeShim

/// A disk that outlives the processes on it, and forgets at a power cut what they did not sync.
///
/// SQLite works on it through a VFS (`Shim/disk.c`) that the first disk registers for the whole process; everything
/// else of a database is the real thing, and databases with ordinary paths are not affected. Nothing here waits, or
/// takes entropy or time from the system: the random bytes that SQLite draws follow from the seed, and `now` in SQL is
/// what `setNow` said last. The bytes of a file repeat with the seed where no other thread uses SQLite meanwhile
/// (SQLite has one generator for the process); what a database *says* after a power cut repeats everywhere.
///
/// Unchecked, since it is confined to the simulation's thread: all state is the C disk and `beforeStep`, which are
/// touched by these methods and by SQLite inside a call to a database of `open`, never by a thread of their own. Only a
/// connection from before a power cut may be closed anywhere, because it reaches nothing any more.
package final class SimulatedDisk: @unchecked Sendable {
    /// How hard a database asks for its commits to be on the disk.
    package enum Synchronous: String, CaseIterable, Sendable {
        /// Before a commit is reported, as `SQLiteDatabase` does.
        case full = "FULL"
        /// When the log is copied into the database: a power cut takes the last commits. What GRDB makes of a WAL
        /// database unless it is told otherwise.
        case normal = "NORMAL"
        /// Never: a power cut takes commits, and may take the database. Whoever needs durable commits must not choose
        /// this.
        case off = "OFF"
    }

    /// What a database does to the disk; the places where power can go out.
    package enum Step: String, CaseIterable, Sendable {
        case write
        case sync
        case truncate
        case delete
    }

    /// Asked before each step; false: the power goes out at this step, which does not happen, and all operations fail
    /// with SQLite's `SQLITE_IOERR` until it is back. May call `cutPower` itself; must not call `remove`.
    package var beforeStep: ((Step) -> Bool)?

    /// Whether there is no room: writes fail with SQLite's `SQLITE_FULL` then, and change nothing; all of them, as on a
    /// file system that writes each block anew. Survives power cuts.
    package var isFull = false {
        didSet { withDisk { sim_disk_set_full($0, isFull ? 1 : 0) } }
    }

    private var disk: OpaquePointer?

    /// An empty disk with power. What a power cut leaves of un-synced writes is drawn elsewhere; the seed is for what
    /// SQLite draws, its log's salts above all.
    ///
    /// - Throws: `DatabaseError` when SQLite does not take the VFS.
    package init(seed: Seed) throws {
        guard let disk = sim_disk_make(seed.value) else { throw DatabaseError(message: "no simulated disk") }
        self.disk = disk
        let ask: sim_disk_before_step = { context, step in
            guard let context else { return 1 }
            let owner = Unmanaged<SimulatedDisk>.fromOpaque(context).takeUnretainedValue()
            return owner.beforeStep?(Step(step)) ?? true ? 1 : 0
        }
        sim_disk_ask(disk, ask, Unmanaged.passUnretained(self).toOpaque())  // `deinit` ends the disk and its calls
    }

    deinit {
        remove()
    }

    /// How many steps there were so far. The one that `beforeStep` is asked about counts: at the first this is 1.
    /// Operations without power are no steps.
    package var steps: Int { disk.map { Int(sim_disk_steps($0)) } ?? 0 }

    /// Whether databases can work: false between a power cut, or a refused step, and `restorePower`.
    package var hasPower: Bool { disk.map { sim_disk_has_power($0) == 1 } ?? false }

    /// How many writes and truncations a power cut could take now.
    package var unsyncedCount: Int { disk.map { sim_disk_unsynced($0) } ?? 0 }

    /// Sets what `now` means in SQL (whole milliseconds). SQLite asks the disk that its thread used last: where several
    /// nodes have disks, call this before a node works.
    package func setNow(_ now: Timestamp) {
        if let disk { sim_disk_set_now(disk, now.milliseconds) }
    }

    /// Opens or creates a database, in WAL mode and for one connection. `name` is a file name, without folder.
    /// The connection does not keep the disk: without it, it fails.
    ///
    /// - Throws: GRDB's `DatabaseError`: `SQLITE_IOERR` without power, or when it goes out meanwhile; `SQLITE_BUSY`
    ///   while another living connection has the database; `SQLITE_CORRUPT` or `SQLITE_NOTADB` for what a power cut
    ///   made of a database that does not sync.
    package func open(_ name: String, synchronous: Synchronous = .full) throws -> DatabaseQueue {
        let path = try path(of: name)
        var configuration = Configuration()
        // GRDB asks the system's clock at each transaction unless told otherwise; nothing of ours reads that date.
        configuration.transactionClock = .custom { _ in Date(timeIntervalSince1970: 0) }
        configuration.prepareDatabase { database in
            // Without shared memory a write-ahead log needs exclusive locking, asked for before the first access.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else { throw DatabaseError(message: "no write-ahead log on the simulated disk") }
        }
        // When the power goes in the middle, GRDB throws its half-made queue away, and Dispatch starts a thread for that.
        return try Seal.lifted { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// The bytes of a file as a reader sees them, un-synced writes included; nil when there is no such file. The log of
    /// the database `store.sqlite` is `store.sqlite-wal`. Looking is no step and needs no power.
    package func contents(of name: String) -> [UInt8]? {
        var bytes: UnsafePointer<UInt8>?
        var size = 0
        guard let disk, sim_disk_contents(disk, name, &bytes, &size) == 1 else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }

    /// Frees all files. Databases that are still open fail from now on, and so does `open`.
    package func remove() {
        guard let disk else { return }
        self.disk = nil
        sim_disk_free(disk)
    }

    /// Calls `body` with the C disk, or does nothing once the disk was removed.
    func withDisk(_ body: (OpaquePointer) -> Void) {
        if let disk { body(disk) }
    }

    private func path(of name: String) throws -> String {
        var path = [CChar](repeating: 0, count: 256)
        guard let disk else { throw DatabaseError(resultCode: .SQLITE_IOERR, message: "this disk was removed") }
        guard !name.contains("/"), sim_disk_path(disk, name, &path, path.count) == 1 else {
            throw DatabaseError(
                resultCode: .SQLITE_CANTOPEN, message: "'\(name)' is no file name: one without '/', up to 200 bytes")
        }
        return String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension SimulatedDisk.Step {
    fileprivate init(_ step: sim_disk_step) {
        self =
            switch step {
            case SIM_DISK_SYNC: .sync
            case SIM_DISK_TRUNCATE: .truncate
            case SIM_DISK_DELETE: .delete
            default: .write
            }
    }
}
