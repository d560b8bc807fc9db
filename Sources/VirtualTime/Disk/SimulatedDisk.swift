package import GRDB
package import Seams
import VirtualTimeShim

/// A disk that outlives the processes on it, and forgets at a power cut what they did not sync.
///
/// SQLite works on it through a VFS (`Shim/disk.c`); everything else of a database is the real thing. Confined to the
/// simulation's thread; hence unchecked.
package final class SimulatedDisk: @unchecked Sendable {
    /// How hard a database asks for its commits to be on the disk.
    package enum Synchronous: String, Sendable {
        /// Before a commit is reported, as `SQLiteDatabase` does.
        case full = "FULL"
        /// Never: whoever needs durable commits must not choose this.
        case off = "OFF"
    }

    private let disk: OpaquePointer
    /// Asked before each write, sync, truncation or deletion; false: the power goes out at this step, which does not
    /// happen.
    package var beforeStep: (() -> Bool)?

    /// An empty disk. What a power cut leaves of un-synced writes is drawn elsewhere; the seed is for SQLite's salts.
    ///
    /// - Throws: `DatabaseError` when SQLite does not take the VFS.
    package init(seed: Seed) throws {
        guard let disk = sim_disk_make(seed.value) else { throw DatabaseError(message: "no simulated disk") }
        self.disk = disk
        let ask: sim_disk_before_step = { context, _ in
            guard let context else { return 1 }
            let owner = Unmanaged<SimulatedDisk>.fromOpaque(context).takeUnretainedValue()
            return owner.beforeStep?() ?? true ? 1 : 0
        }
        sim_disk_ask(disk, ask, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        sim_disk_free(disk)
    }

    /// The process on it died: its connections are dead, and of its un-synced writes remains what `unsynced` says.
    package func processEnded(_ unsynced: UnsyncedWrites, using generator: inout SeededGenerator) {
        switch unsynced {
        case .kept:
            sim_disk_kill(disk)
        case .lost:
            sim_disk_cut(disk, 0, 0)
        case .prefix:
            sim_disk_cut(disk, SimulatedDisk.draw(sim_disk_unsynced(disk), &generator), 0)
        case .torn:
            sim_disk_add_interrupted(disk)
            let kept = SimulatedDisk.draw(sim_disk_unsynced(disk), &generator)
            sim_disk_cut(disk, kept, torn(kept, &generator))
        }
        sim_disk_restore(disk)
    }

    /// How many bytes of the un-synced write `index` are there: whole sectors mostly, sometimes any number.
    private func torn(_ index: Int, _ generator: inout SeededGenerator) -> Int {
        guard index < sim_disk_unsynced(disk) else { return 0 }
        var offset: UInt64 = 0
        var size = 0
        sim_disk_unsynced_write(disk, index, &offset, &size)
        let bytes = SimulatedDisk.draw(size, &generator)
        return generator.next() % 4 == 0 ? bytes : bytes / 512 * 512
    }

    /// A number in 0 ... `most`.
    private static func draw(_ most: Int, _ generator: inout SeededGenerator) -> Int {
        Int(generator.next() % UInt64(max(0, most) + 1))
    }

    /// Opens or creates a database, in WAL mode and for one connection.
    ///
    /// - Throws: GRDB's `DatabaseError`, also when the power goes out meanwhile.
    package func open(_ name: String, synchronous: Synchronous = .full) throws -> DatabaseQueue {
        var path = [CChar](repeating: 0, count: 256)
        guard sim_disk_path(disk, name, &path, path.count) == 1 else { throw DatabaseError(message: "name too long") }
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // Without shared memory a write-ahead log needs exclusive locking.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
        }
        return try DatabaseQueue(
            path: String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
            configuration: configuration)
    }
}
