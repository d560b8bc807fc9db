import Foundation
import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Eight months of the audit log on a clock that is turned by hand, of which six stay in the store.
@Suite(.timeLimit(.minutes(5))) struct AuditRotationTests {
    static let day = Duration.seconds(86_400)

    /// The folder of the archive. The same name with another text is somebody's loss.
    final class Shelf: Sendable {
        private let files = Mutex<[String: String]>([:])

        var archive: AuditArchive {
            AuditArchive { name, text in
                self.files.withLock { files in
                    #expect(files[name] == nil || files[name] == text, "\(name) was written with another text")
                    files[name] = text
                }
            }
        }

        var read: [AuditFiles.File] {
            files.withLock { $0 }.sorted { $0.key < $1.key }.map { AuditFiles.File(name: $0.key, text: $0.value) }
        }
    }

    /// Where a process may be killed: counted from 0 over all of them.
    final class Fate: Sendable {
        struct Killed: Error {}

        private let left: Mutex<Int>

        /// Dies at this point; nil lives.
        init(dyingAt point: Int?) {
            left = Mutex(point ?? .max)
        }

        func pass() throws {
            try left.withLock { left in
                guard left > 0 else { throw Killed() }
                left -= 1
            }
        }
    }

    /// A store whose process can be killed before, in and after each transaction.
    struct MortalStore: RelationalStore {
        let inner: any RelationalStore
        let fate: Fate

        var dialect: SQLDialect { inner.dialect }
        var worker: String { inner.worker }

        func commit<Result: Sendable>(
            _ change: @escaping @Sendable (any SQLConnection) throws -> Result
        ) async throws -> Result {
            try fate.pass()
            let result = try await inner.commit { connection in
                let result = try change(connection)
                try fate.pass()  // killed before it is on the disk
                return result
            }
            try fate.pass()  // killed before anybody hears of it
            return result
        }

        func read<Result: Sendable>(
            _ query: @escaping @Sendable (any SQLConnection) throws -> Result
        ) async throws -> Result {
            try fate.pass()
            return try await inner.read(query)
        }

        func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {}
        func close() async throws {}
    }

    private func flow(
        _ store: any RelationalStore, _ shelf: Shelf, _ time: ManualTime, _ fate: Fate = Fate(dyingAt: nil)
    ) -> AuditFlow {
        let network = ScriptedNetwork { _ throws(NetworkError) in throw .notSent("nobody is there") }
        let randomness = SeededRandomness(seed: Seed(3))
        let metrics = Metrics()
        return AuditFlow(
            FlowParts(
                configuration: Integration.Configuration(), database: MortalStore(inner: store, fate: fate),
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "a", appSecret: "b"), network: network, time: time,
                    randomness: randomness),
                kingdee: KingdeeClient(
                    settings: KingdeeSettings(
                        url: "http://kingdee.test/k3cloud/", acctID: "a", userName: "u", authentication: .signed,
                        appID: "app", appSecret: "b"), network: network, time: time, randomness: randomness),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: metrics
                ) { _ in },
                metrics: metrics, network: network,
                archive: AuditArchive { name, text in
                    try fate.pass()
                    try shelf.archive.write(name, text)
                    try fate.pass()
                }, time: time, randomness: randomness, logger: .silent))
    }

    private func write(_ count: Int, _ worker: String, into store: any RelationalStore, at now: Timestamp) async throws
    {
        for index in 0..<count {
            try await AuditStore(store).append(
                AuditEntry(
                    at: now + .seconds(index), kind: .effect, action: "save ER_ExpReimbursement",
                    subject: "RH-\(worker)-\(now.seconds)-\(index)", detail: "instance A"))
        }
    }

    /// Everything that was ever written is there once, in the archive or in the store; each on its side of six months, and
    /// all of it verifies. Returns how many entries that are.
    @discardableResult
    private func checkWhole(_ store: any RelationalStore, _ shelf: Shelf, at now: Timestamp?) async throws -> Int {
        let audit = AuditStore(store)
        var numbers: [String: [Int64]] = [:]
        for segment in shelf.read.flatMap(\.segments) {
            numbers[segment.after.chain, default: []] += segment.records.map(\.number)
            if let now {
                #expect(segment.records.allSatisfy { $0.entry.at < now - .seconds(180 * 86_400) }, "too young to go")
            }
        }
        var heads: [AuditPlace] = []
        for chain in try await audit.chains() {
            let records = try await audit.records(of: chain, after: 0)
            numbers[chain, default: []] += records.map(\.number)
            if let now {
                let old = records.filter { $0.entry.at < now - .seconds(180 * 86_400) }
                #expect(old.count <= 1 && old.allSatisfy { $0 == records.last }, "too old to stay")
            }
            heads.append(try await audit.beginning(of: chain))
        }
        for (chain, found) in numbers.sorted(by: { $0.key < $1.key }) {
            #expect(found.sorted() == (1...Int64(found.count)).map(\.self), "\(chain): lost or there twice")
        }
        let progress = try await AuditCheck(audit).verify()
        #expect(progress.findings == [])
        let outcome = AuditFiles.verify(
            shelf.read, anchors: [], links: heads, rotations: try await audit.rotations(), isAll: false)
        #expect(outcome.findings == [], "\(outcome.lines)")
        return numbers.values.reduce(0) { $0 + $1.count }
    }

    @Test(arguments: StoreEngine.allCases)
    func keepsSixMonthsOfEight(engine: StoreEngine) async throws {
        try await withWorkers(engine) { workers in
            let (time, shelf) = (ManualTime(), Shelf())
            var written = 0
            for day in 0..<245 {
                for (index, worker) in workers.enumerated() {
                    try await write(2, "\(index)", into: worker, at: time.now)
                    written += 2
                }
                time.advance(by: AuditRotationTests.day)
                guard day % 5 == 4 else { continue }
                // Both at once: each entry goes once.
                await withDiscardingTaskGroup { group in
                    for worker in workers {
                        let flow = flow(worker, shelf, time)
                        group.addTask { await flow.lookAfter() }
                    }
                }
                if day % 60 == 59 { try await checkWhole(workers[0], shelf, at: time.now) }
            }
            let whole = try await checkWhole(workers[0], shelf, at: time.now)
            let rotations = try await AuditStore(workers[0]).rotations()
            #expect(whole == written + rotations.count && rotations.count >= 12)
            #expect(shelf.read.count == rotations.count)
            try await checkTampering(workers[0], shelf)
        }
    }

    /// Every file that was changed, cut, replaced or removed is named.
    private func checkTampering(_ store: any RelationalStore, _ shelf: Shelf) async throws {
        let audit = AuditStore(store)
        var links: [AuditPlace] = []
        for chain in try await audit.chains() { links.append(try await audit.beginning(of: chain)) }
        let (files, rotations) = (shelf.read, try await audit.rotations())
        func lines(_ files: [AuditFiles.File]) -> [String] {
            AuditFiles.verify(files, anchors: [], links: links, rotations: rotations, isAll: false).lines
        }
        for (index, file) in files.enumerated() {
            var removed = files
            removed.remove(at: index)
            #expect(lines(removed).contains { $0.hasPrefix(file.name) && $0.contains("missing") }, "\(file.name) gone")
            for change in 0..<3 {
                var changed = files
                var segment = file.segments[0]
                switch change {
                case 0: segment.records[0].entry.subject = "forged"
                case 1: segment.records.removeLast()
                default:
                    // Written anew with hashes that fit each other: only what the log says of the rotation shows it.
                    var hash = segment.after.hash
                    for place in segment.records.indices {
                        segment.records[place].entry.detail = "forged"
                        let record = segment.records[place]
                        hash = AuditChain.hash(of: record.entry, in: record.chain, number: record.number, after: hash)
                        segment.records[place].hash = hash
                    }
                }
                changed[index].segments[0] = segment
                #expect(lines(changed).contains { $0.hasPrefix(file.name) }, "\(file.name) change \(change)")
            }
        }
        #expect(lines(files) == [])
    }

    /// Killed at each point of a rotation in turn, and started again: nothing is lost, and nothing is there twice.
    @Test(arguments: StoreEngine.allCases)
    func goesOnAfterAKillAnywhere(engine: StoreEngine) async throws {
        var (point, isWhole) = (0, false)
        while !isWhole {
            try await withWorkers(engine) { workers in
                let (time, shelf) = (ManualTime(), Shelf())
                for _ in 0..<8 {
                    for (index, worker) in workers.enumerated() {
                        try await write(1, "\(index)", into: worker, at: time.now)
                    }
                    time.advance(by: AuditRotationTests.day * 30)
                }
                let fate = Fate(dyingAt: point)
                await flow(workers[0], shelf, time, fate).lookAfter()
                isWhole = (try? fate.pass()) != nil
                // Time goes on, and more entries become old, before another worker, or the same one, looks after it.
                try await write(1, "later", into: workers[0], at: time.now)
                time.advance(by: AuditRotationTests.day * 30)
                for worker in workers.reversed() { await flow(worker, shelf, time).lookAfter() }
                try await checkWhole(workers[0], shelf, at: time.now)
            }
            point += 1
        }
        #expect(point > 8, "a rotation has so many points at least")
    }

    /// One store for SQLite, which has one process; two workers on one database for PostgreSQL.
    private func withWorkers(
        _ engine: StoreEngine, _ body: ([any RelationalStore]) async throws -> Void
    ) async throws {
        switch engine {
        case .sqlite:
            let store = EmbeddedStore(try MemoryDatabase())
            try await ItemStore(store).migrate()
            try await body([store, store])
        case .postgreSQL:
            let place = try StoreEngine.makePostgreSQL()
            let workers = [
                try await StoreEngine.open(place, worker: "first"), try await StoreEngine.open(place, worker: "second"),
            ]
            let result: Result<Void, any Error>
            do {
                try await ItemStore(workers[0]).migrate()
                result = .success(try await body(workers))
            } catch {
                result = .failure(error)
            }
            for worker in workers { try await worker.close() }
            try result.get()
        }
    }
}
