import GRDB
import Seams
import Testing
import VirtualTime

/// In processes of their own: SQLite has one generator per process, and other tests use it too.
@Suite struct DiskBytesTests {
    @Test func theSameSeedGivesTheSameBytesInEveryProcess() async throws {
        var outputs: [[UInt8]] = []
        for _ in 0..<2 {
            let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
                let otherDisk = try SimulatedDisk(seed: Seed(9))
                defer { otherDisk.remove() }
                let other = try otherDisk.openNotes()
                for seed in [1, 1, 2] as [UInt64] {
                    try other.write { try $0.execute(sql: "INSERT INTO note VALUES (hex(randomblob(7)))") }
                    print("bytes", try Self.digest(Seed(seed)))
                }
            }
            outputs.append(try #require(result).standardOutputContent)
        }
        let digests = outputs.map { output in
            String(decoding: output, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("bytes ") }
        }
        let first = try #require(digests.first)
        #expect(first.count == 3)
        #expect(digests == [first, first])
        #expect(first[0] == first[1])
        #expect(first[0] != first[2])
    }

    /// A hash (FNV-1a) of all bytes that two disks held in turn, with the salts that SQLite drew for the logs.
    static func digest(_ seed: Seed) throws -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let disks = try (0..<2).map { try SimulatedDisk(seed: seed.derived("\($0)")) }
        var generator = seed.stream("cuts")
        for round in 0..<4 {
            let queues = try disks.map { try $0.openNotes(synchronous: .off) }
            for index in 0..<20 {
                for (disk, queue) in zip(disks, queues) {
                    disk.setNow(Timestamp(seconds: Int64(round * 20 + index)))
                    try queue.write { database in
                        try database.execute(sql: "INSERT INTO note VALUES (datetime('now') || hex(randomblob(4)))")
                    }
                    if index == 10 { try queue.writeWithoutTransaction { _ = try $0.checkpoint(.restart) } }
                }
            }
            for disk in disks {
                disk.processEnded(.kept, using: &generator)
                for name in ["notes.sqlite", "notes.sqlite-wal"] {
                    for byte in disk.contents(of: name) ?? [] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
                }
            }
        }
        return hash
    }
}
