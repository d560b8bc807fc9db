package import Seams
import VirtualTimeShim

extension SimulatedDisk {
    /// The process on it died, or the machine lost power: what was open is dead for ever, and of the un-synced writes
    /// remains what `unsynced` says. Nothing works until `restorePower`.
    ///
    /// The un-synced writes stand in one order for all files of the disk. After `.kept` they are there but still
    /// un-synced, for the next power cut to take: so a transaction whose process died before the sync may be read by
    /// the next process and be gone after all. The other ways leave nothing un-synced.
    package func cutPower(_ unsynced: UnsyncedWrites, using generator: inout SeededGenerator) {
        withDisk { disk in
            switch unsynced {
            case .kept:
                sim_disk_kill(disk)
            case .lost:
                sim_disk_cut(disk, 0, 0)
            case .prefix:
                sim_disk_cut(disk, generator.draw(below: sim_disk_unsynced(disk) + 1), 0)
            case .torn:
                sim_disk_add_interrupted(disk)  // of all writes the likeliest to be torn
                let kept = generator.draw(below: max(1, sim_disk_unsynced(disk)))
                sim_disk_cut(disk, kept, tornBytes(of: kept, on: disk, using: &generator))
            }
        }
    }

    /// Gives the power back, for databases opened from now on. After a refused step without `cutPower`: as after
    /// `.kept`.
    package func restorePower() {
        withDisk { sim_disk_restore($0) }
    }

    /// `cutPower` and `restorePower` in one, for a node whose next process starts later anyway.
    package func processEnded(_ unsynced: UnsyncedWrites, using generator: inout SeededGenerator) {
        cutPower(unsynced, using: &generator)
        restorePower()
    }

    /// How much of the un-synced write `index` is there: half of the time up to a 512-byte sector of its file, as disks
    /// tear; otherwise any number of bytes. Never all: `.prefix` has that.
    private func tornBytes(of index: Int, on disk: OpaquePointer, using generator: inout SeededGenerator) -> Int {
        guard index < sim_disk_unsynced(disk) else { return 0 }
        var offset: UInt64 = 0
        var size = 0
        sim_disk_unsynced_write(disk, index, &offset, &size)
        guard size > 0 else { return 0 }  // a truncation is there or not
        let bytes = generator.draw(below: size)
        guard generator.draw(below: 2) == 0 else { return bytes }
        return max(0, (Int(offset) + bytes) / 512 * 512 - Int(offset))
    }
}

extension SeededGenerator {
    /// A number in 0 ..< `bound`, from one draw.
    fileprivate mutating func draw(below bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
