import Foundation
import GRDB
import Seams
import Synchronization
import Testing

@testable import Integration

@Suite struct AuditLogTests {
    static let now = Timestamp(seconds: 1_768_440_600)
    let disk: MemoryDatabase
    let database: EmbeddedStore
    let audit: AuditStore

    init() async throws {
        disk = try MemoryDatabase()
        database = EmbeddedStore(disk)
        audit = AuditStore(database)
        try await ItemStore(database).migrate()
    }

    private func append(_ count: Int, at time: Timestamp = now, every step: Duration = .seconds(60)) async throws {
        for index in 0..<count {
            try await audit.append(
                AuditEntry(
                    at: time + step * index, kind: .effect, action: "save ER_ExpReimbursement",
                    subject: "RH\(index)", detail: "instance A-\(index)"))
        }
    }

    private func findings(anchors: [AuditPlace] = []) async throws -> [AuditFinding] {
        let all = try await AuditCheck(audit, anchors: anchors).verify()
        // In small pieces it must come to the same.
        var pieces: [AuditFinding] = []
        var place: AuditPlace?
        repeat {
            let piece = try await AuditCheck(audit, anchors: anchors).verify(from: place, limit: 3)
            pieces += piece.findings
            place = piece.next
        } while place != nil
        #expect(Set(pieces) == Set(all.findings))
        return all.findings
    }

    private func tamper(_ sql: String) async throws {
        try await disk.commit { try $0.execute(sql: sql) }
    }

    @Test func verifiesWhatWasWritten() async throws {
        try await append(10)
        #expect(try await findings() == [])
        #expect(try await AuditCheck(audit).verify().entries == 10)
        let heads = try await audit.heads()
        #expect(heads.map(\.number) == [10])
        #expect(try await findings(anchors: heads.map(\.place)) == [])
    }

    @Test(arguments: [
        "UPDATE audit SET detail = 'nothing' WHERE number = 5", "UPDATE audit SET at = at + 1 WHERE number = 5",
        "UPDATE audit SET kind = 'forged' WHERE number = 5", "UPDATE audit SET actor = 'root' WHERE number = 5",
        "UPDATE audit SET action = 'forget' WHERE number = 5",
        "UPDATE audit SET subject = 'RH4 ', detail = substr(detail, 2) WHERE number = 5",
        "UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE number = 5",
    ])
    func findsAnAlteredEntry(sql: String) async throws {
        try await append(10)
        try await tamper(sql)
        let findings = try await findings()
        guard case .altered(let place)? = findings.first else {
            Issue.record("found \(findings)")
            return
        }
        #expect(place.number == 5)
    }

    /// As another program computes it (Python's hashlib): every member behind its length, after the hash before.
    @Test func hashesAsWritten() {
        let entry = AuditEntry(
            at: Timestamp(nanoseconds: 1_768_440_600_123_456_789), kind: .effect, action: "save ER_ExpReimbursement",
            subject: "RH-1", detail: "单据 1")
        let before = String(repeating: "0", count: 63) + "1"
        #expect(
            AuditChain.hash(of: entry, in: "embedded", number: 7, after: before)
                == "e4e43f965b162c0135fc5aa0a663644c2501eb2ff24d4c4967eed0215f28c7fb")
    }

    /// Whoever changes an entry and computes its hash anew has not changed the one that follows it.
    @Test func findsAnEntryThatWasReplacedWithARightHash() async throws {
        try await append(10)
        let records = try await audit.records(of: "embedded", after: 3)
        let (before, forged) = (records[0], AuditEntry(at: AuditLogTests.now, kind: .system, action: "x", subject: "y"))
        let hash = AuditChain.hash(of: forged, in: "embedded", number: 5, after: before.hash)
        try await tamper(
            """
            UPDATE audit SET at = \(forged.at.nanoseconds), kind = 'system', actor = 'core', action = 'x', subject = 'y',
                detail = '', hash = '\(hash)' WHERE number = 5
            """)
        guard case .altered(let place)? = try await findings().first else {
            Issue.record("found \(try await findings())")
            return
        }
        #expect(place.number == 6)
    }

    /// Files that each verify on their own, and do not belong together, to their anchors, or to the store.
    @Test func findsFilesThatDoNotBelongTogether() async throws {
        let shelf = Shelf()
        try await append(10, every: .seconds(86_400))
        for day in [3, 6, 9] {
            let limit = AuditLogTests.now + .seconds(86_400) * day
            _ = try await audit.rotate("embedded", olderThan: limit, into: shelf.archive, at: AuditLogTests.now)
        }
        let files = shelf.read
        let link = try await audit.beginning(of: "embedded")
        #expect(files.count == 3 && AuditFiles.verify(files, anchors: [], links: [link], isAll: false).findings == [])
        func anew(_ file: AuditFiles.File) -> AuditFiles.File {
            var file = file
            var hash = file.segments[0].after.hash
            for index in file.segments[0].records.indices {
                file.segments[0].records[index].entry.detail = "forged"
                let record = file.segments[0].records[index]
                hash = AuditChain.hash(of: record.entry, in: record.chain, number: record.number, after: hash)
                file.segments[0].records[index].hash = hash
            }
            #expect(AuditFiles.verify([file], anchors: []).findings == [], "by itself it is a chain like any other")
            return file
        }
        let other = String(repeating: "f", count: 64)
        let end = files[0].segments[0].records.last?.place ?? .start(of: "")
        let rotation = AuditRecord(
            chain: "embedded", number: 99,
            entry: AuditEntry(
                at: AuditLogTests.now, kind: .system, action: AuditStore.rotation, subject: "embedded",
                detail: AuditStore.rotationDetail(
                    AuditPlace(chain: "embedded", number: end.number, hash: other), file: files[0].name)),
            hash: other)
        let told = try #require(AuditRotation(rotation))
        let cases: [(String, AuditFiles.Outcome)] = [
            ("the next one follows another hash", AuditFiles.verify([anew(files[0]), files[1]], anchors: [])),
            ("the one between is missing", AuditFiles.verify([files[0], files[2]], anchors: [])),
            ("the same entries with another text", AuditFiles.verify([files[0], anew(files[0])], anchors: [])),
            (
                "the store goes on from another hash",
                AuditFiles.verify([anew(files[2])], anchors: [], links: [link], isAll: false)
            ),
            ("the rotation told of another hash", AuditFiles.verify([files[0]], anchors: [], rotations: [told])),
            (
                "an anchor of the entry before it differs",
                AuditFiles.verify(
                    [files[1]], anchors: [AuditPlace(chain: "embedded", number: end.number, hash: other)])
            ),
        ]
        for (what, outcome) in cases { #expect(!outcome.findings.isEmpty, "\(what)") }
    }

    /// A chain's name is part of each hash: a chain cannot pass for another worker's.
    @Test func findsAChainThatWasRenamed() async throws {
        try await append(3)
        try await tamper("UPDATE audit SET chain = 'another'")
        guard case .altered(let place)? = try await findings().first else {
            Issue.record("found \(try await findings())")
            return
        }
        #expect(place == AuditPlace(chain: "another", number: 1, hash: place.hash))
    }

    @Test func findsARemovedEntry() async throws {
        try await append(10)
        try await tamper("DELETE FROM audit WHERE number = 5")
        #expect(try await findings() == [.missing(chain: "embedded", from: 5, through: 5)])
    }

    @Test func findsARemovedBeginning() async throws {
        try await append(10)
        try await tamper("DELETE FROM audit WHERE number < 4")
        let found = try await findings()
        #expect(found.contains(.headless(chain: "embedded", first: 4)))
        #expect(found.first?.description.contains("begins with entry 4") == true)
    }

    @Test func findsAnInsertedEntry() async throws {
        try await append(10)
        try await tamper(
            """
            UPDATE audit SET number = number + 101 WHERE number > 5;
            UPDATE audit SET number = number - 100 WHERE number > 5;
            INSERT INTO audit SELECT chain, 6, at, kind, actor, action, subject, 'forged', hash FROM audit WHERE number = 5
            """)
        let found = try await findings()
        guard case .altered(let place)? = found.first else {
            Issue.record("found \(found)")
            return
        }
        #expect(place.number == 6)
    }

    @Test func findsReorderedEntries() async throws {
        try await append(10)
        try await tamper(
            """
            UPDATE audit SET number = 100 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 6;
            UPDATE audit SET number = 6 WHERE number = 100
            """)
        let found = try await findings()
        guard case .altered(let place)? = found.first else {
            Issue.record("found \(found)")
            return
        }
        #expect(place.number == 5)
    }

    @Test func findsATruncatedEndByItsAnchor() async throws {
        try await append(10)
        let anchors = try await audit.heads().map(\.place)
        try await tamper("DELETE FROM audit WHERE number > 8")
        #expect(try await findings() == [], "nothing in the chain itself can show it")
        let found = try await findings(anchors: anchors)
        guard case .truncated(let place, anchor: 10)? = found.first else {
            Issue.record("found \(found)")
            return
        }
        #expect(place.number == 8)
        try await tamper("DELETE FROM audit")
        #expect(try await findings(anchors: anchors).count == 1, "also when all of it is gone")
    }

    @Test func findsAChainWrittenAnewByItsAnchor() async throws {
        try await append(10)
        let anchors = try await audit.heads().map(\.place)
        try await tamper("DELETE FROM audit")
        try await append(10, at: AuditLogTests.now + .seconds(1))
        #expect(try await findings() == [])
        let found = try await findings(anchors: anchors)
        guard case .anchorDiffers(let place)? = found.first else {
            Issue.record("found \(found)")
            return
        }
        #expect(place.number == 10)
    }

    @Test func isUndoneWithItsTransaction() async throws {
        try await append(2)
        await #expect(throws: SQLError.self) {
            try await database.commit { database in
                try database.audit(AuditEntry(at: AuditLogTests.now, kind: .system, action: "a", subject: "b"))
                throw SQLError("undone")
            }
        }
        try await append(2)
        #expect(try await findings() == [])
        #expect(try await audit.heads().first?.number == 4)
    }

    // MARK: Rotation

    private final class Shelf: Sendable {
        let files = Mutex<[String: String]>([:])
        var archive: AuditArchive { AuditArchive { name, text in self.files.withLock { $0[name] = text } } }
        var read: [AuditFiles.File] {
            files.withLock { $0 }.sorted { $0.key < $1.key }.map { AuditFiles.File(name: $0.key, text: $0.value) }
        }
    }

    @Test func staysProvableOverRotations() async throws {
        let shelf = Shelf()
        try await append(10, every: .seconds(86_400))
        let early = try await audit.heads().map(\.place)
        for day in [4, 7] {
            let limit = AuditLogTests.now + .seconds(86_400) * day
            #expect(
                try await audit.rotate("embedded", olderThan: limit, into: shelf.archive, at: AuditLogTests.now)
                    == (day == 4 ? 4 : 3))
        }
        #expect(shelf.files.withLock { $0.keys.sorted() } == ["audit-embedded-1-4.jsonl", "audit-embedded-5-7.jsonl"])
        #expect(try await findings(anchors: early) == [])
        let links = [try await audit.beginning(of: "embedded")]
        let outcome = AuditFiles.verify(shelf.read, anchors: early, links: links, isAll: false)
        #expect(outcome.findings == [] && outcome.entries == 7)
        // Each verifies on its own.
        for file in shelf.read { #expect(AuditFiles.verify([file], anchors: []).findings == []) }
        // The first one is missing, the last one is missing, one line of one is.
        let missing = AuditFiles.verify(Array(shelf.read.prefix(1)), anchors: [], links: links, isAll: false)
        #expect(missing.findings == [.missing(chain: "embedded", from: 5, through: 7)])
        let text = shelf.files.withLock { $0["audit-embedded-5-7.jsonl"] } ?? ""
        let lines = text.split(separator: "\n")
        let cut = AuditFiles.File(name: "cut", text: (lines[...1] + lines[3...]).joined(separator: "\n"))
        #expect(
            AuditFiles.verify([cut], anchors: []).findings == [.missing(chain: "embedded", from: 6, through: 6)])
        let changed = AuditFiles.File(name: "changed", text: text.replacing("RH5", with: "RH9"))
        #expect(AuditFiles.verify([changed], anchors: []).findings.count == 1)
        let swapped = AuditFiles.File(
            name: "swapped", text: [lines[0], lines[2], lines[1], lines[3]].joined(separator: "\n"))
        #expect(AuditFiles.verify([swapped], anchors: []).findings.count >= 2)
        // Each is told with its file and line, the heading's being the first.
        func told(_ file: AuditFiles.File) -> [String] { AuditFiles.verify([file], anchors: []).lines }
        #expect(told(cut) == ["cut:3: entry 6 of chain embedded is missing"])
        #expect(told(changed).first?.hasPrefix("changed:3: entry 6 ") == true)
        #expect(told(swapped).map { $0.prefix { $0 != " " } }.contains("swapped:3:"))
        let garbled = AuditFiles.File(name: "garbled", text: text + "{\"chain\":1}\n")
        #expect(AuditFiles.verify([garbled], anchors: []).findings == [.unreadable(file: "garbled", line: 5)])
        let ends = [AuditPlace(chain: "embedded", number: 8, hash: "")]
        #expect(AuditFiles.verify(shelf.read, anchors: ends).findings.count == 1)
    }

    @Test func findsAForgedRotation() async throws {
        try await append(10, every: .seconds(86_400))
        try await tamper(
            """
            INSERT INTO audit_rotations SELECT chain, number, hash, '', at FROM audit WHERE number = 3;
            UPDATE audit_rotations SET at = (SELECT MAX(at) FROM audit);
            DELETE FROM audit WHERE number <= 3
            """)
        #expect(try await findings() == [.headless(chain: "embedded", first: 4)])
    }

    @Test func archivesTheSameAfterACrashBetweenFileAndDeletion() async throws {
        struct Crash: Error {}
        let shelf = Shelf()
        try await append(6, every: .seconds(86_400))
        let crashing = AuditArchive { name, text in
            try shelf.archive.write(name, text)
            throw Crash()
        }
        let limit = AuditLogTests.now + .seconds(86_400) * 3
        await #expect(throws: Crash.self) {
            _ = try await audit.rotate("embedded", olderThan: limit, into: crashing, at: AuditLogTests.now)
        }
        #expect(try await AuditCheck(audit).verify().entries == 6, "nothing is deleted")
        // More is old by now: what was begun comes first.
        for count in [3, 1, 0] {
            #expect(
                try await audit.rotate(
                    "embedded", olderThan: limit + .seconds(86_400), into: shelf.archive, at: AuditLogTests.now)
                    == count)
        }
        #expect(shelf.files.withLock { $0.keys.sorted() } == ["audit-embedded-1-3.jsonl", "audit-embedded-4-4.jsonl"])
        let links = [try await audit.beginning(of: "embedded")]
        #expect(AuditFiles.verify(shelf.read, anchors: [], links: links, isAll: false).findings == [])
        #expect(try await findings() == [])
    }

    /// A store where somebody removes an entry between the archive's writing and the deletion.
    private final class MeddledStore: RelationalStore {
        let inner: EmbeddedStore
        private let commits = Mutex(0)

        init(_ inner: EmbeddedStore) {
            self.inner = inner
        }

        var dialect: SQLDialect { inner.dialect }
        var worker: String { inner.worker }

        func commit<Result: Sendable>(
            _ change: @escaping @Sendable (any SQLConnection) throws -> Result
        ) async throws -> Result {
            let count = commits.withLock { count in
                count += 1
                return count
            }
            if count == 2 { _ = try await inner.commit { try $0.execute("DELETE FROM audit WHERE number = 2") } }
            return try await inner.commit(change)
        }

        func read<Result: Sendable>(
            _ query: @escaping @Sendable (any SQLConnection) throws -> Result
        ) async throws -> Result {
            try await inner.read(query)
        }

        func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {}
        func close() async throws {}
    }

    @Test func deletesNothingWhenTheLogChangedMeanwhile() async throws {
        let shelf = Shelf()
        try await append(6, every: .seconds(86_400))
        let limit = AuditLogTests.now + .seconds(86_400) * 3
        await #expect(throws: AuditChanged.self) {
            _ = try await AuditStore(MeddledStore(database)).rotate(
                "embedded", olderThan: limit, into: shelf.archive, at: AuditLogTests.now)
        }
        let left = try await audit.records(of: "embedded", after: 0).map(\.number)
        #expect(left == [1, 3, 4, 5, 6], "what was removed is all that is gone")
        #expect(try await findings().contains(.missing(chain: "embedded", from: 2, through: 2)))
    }

    @Test func keepsTheNewestEntryForTheNumbersAfterIt() async throws {
        try await append(3)
        let moved = try await audit.rotate(
            "embedded", olderThan: AuditLogTests.now + .seconds(86_400), into: nil, at: AuditLogTests.now)
        #expect(moved == 2)
        try await append(1)
        #expect(try await audit.heads().first?.number == 5)
        #expect(try await findings() == [])
    }

    // MARK: Search

    @Test func findsAndPages() async throws {
        try await append(25)
        try await audit.append(
            AuditEntry(at: AuditLogTests.now, kind: .operation, actor: "anna", action: "replayed X", subject: "RH3"))
        var query = AuditQuery()
        query.limit = 10
        var found: [AuditRecord] = []
        while case let page = try await audit.search(query), let last = page.last {
            found += page
            query.before = AuditCursor(last)
        }
        #expect(found.count == 26 && Set(found.map(\.number)).count == 26)
        #expect(found.map(\.entry.at) == found.map(\.entry.at).sorted(by: >))
        query = AuditQuery()
        query.subject = "RH3"
        #expect(try await audit.search(query).count == 2)
        query.actor = "anna"
        #expect(try await audit.search(query).map(\.entry.action) == ["replayed X"])
        query.kind = .effect
        #expect(try await audit.search(query).isEmpty)
        query = AuditQuery()
        query.action = "save"
        query.from = AuditLogTests.now + .seconds(60)
        query.until = AuditLogTests.now + .seconds(180)
        #expect(try await audit.search(query).count == 2)
    }

    private func read(_ line: String) -> AuditRecord? {
        (try? JSONTape(parsing: Array(line.utf8))).flatMap { AuditRecord(reading: $0.root) }
    }

    @Test func readsItsOwnLines() {
        let record = AuditRecord(
            chain: "worker \"1\"", number: 7,
            entry: AuditEntry(
                at: Timestamp(nanoseconds: 1_768_440_600_123_456_789), kind: .signOn, actor: "张三", action: "a\n",
                subject: "", detail: "{\"x\":1}"),
            hash: "00ff")
        #expect(read(record.line) == record)
        #expect(read("{}") == nil)
    }
}
