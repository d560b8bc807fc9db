import Integration
import Seams
import Testing

/// Each file of the approval hangs on its document exactly once, byte for byte, whatever dies or is lost in between.
@Suite struct AttachmentCrashTests {
    /// A file of several blocks, one of a single byte, and one more of the first one's name.
    static let files = [
        TestFile("f", bytes: 2500), TestFile("ff", name: "b", bytes: 1), TestFile("fff", bytes: 1000),
    ]

    private func world(_ faults: [PlannedFault] = []) -> CrashWorld {
        var world = CrashWorld()
        world.files = AttachmentCrashTests.files
        world.attachments = AttachmentRule()
        world.policy.blockBytes = 1024
        world.policy.uploadTimeout = .seconds(5)
        world.faults = faults
        return world
    }

    private func expectAllFilesOnce(_ outcome: CrashWorld.Outcome, _ what: String) {
        #expect(outcome.documents.map(\.status) == ["C"], "\(what): \(outcome.items.map(\.progress))")
        #expect(outcome.items.map(\.progress.state) == [.done], "\(what): \(outcome.items.map(\.progress))")
        let hung = outcome.hung.map { "\($0.name) \($0.bytes.count) \($0.document)" }
        #expect(
            outcome.hung.map(\.bytes) == AttachmentCrashTests.files.map(\.bytes)
                && outcome.hung.allSatisfy { $0.document == outcome.documents.first?.id }, "\(what): \(hung)")
    }

    @discardableResult
    private func killEverywhere(
        _ world: CrashWorld, _ what: String, on disk: (any CrashDisk)? = nil
    ) async throws -> Int {
        try await world.killEverywhere(on: disk) { expectAllFilesOnce($0, "\(what), \($1)") }
    }

    @Test func carriesThemOverInBlocks() async throws {
        let outcome = try await world().run()
        expectAllFilesOnce(outcome, "no fault")
        #expect(outcome.hung.map(\.name) == ["a.pdf", "b", "a.pdf"])
        #expect(outcome.hung.map(\.alias) == ["a.pdf", "b", "a (2).pdf"])
        // The bound on memory: nobody ever asks for, or sends, more than a block.
        #expect(outcome.largestPiece == 1024)
    }

    @Test(.timeLimit(.minutes(10))) func survivesDeathAtEveryBoundary() async throws {
        let boundaries = try await killEverywhere(world(), "SQLite")
        #expect(boundaries > 70)  // or the kills looked at less than all blocks
    }

    @Test(.timeLimit(.minutes(10))) func survivesDeathAtEveryBoundaryOverPostgreSQL() async throws {
        let disk = try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
        try await killEverywhere(world(), "PostgreSQL", on: disk)
        try await disk.close()
    }

    /// Each call of the whole, each way in which it can fail.
    static let faults: [PlannedFault] = {
        let calls: [(PlatformOperation, ClosedRange<Int>)] = [
            (.grantFile, 1...3), (.downloadFile, 1...5), (.uploadFile, 1...6),
        ]
        let kinds: [CallFault] = [
            .replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(10)), .refused(.notSent("refused")),
            .refused(.throttled(reason: "90018", retryAfter: .seconds(1))), .refused(.transient(reason: "busy")),
            .refused(.sessionLost("expired")),
        ]
        return calls.flatMap { operation, numbers in
            numbers.flatMap { number in
                kinds.map { PlannedFault(operation: operation, call: number, fault: $0) }
            }
        }
    }()

    @Test(.timeLimit(.minutes(10)), arguments: faults) func survivesEachFault(fault: PlannedFault) async throws {
        expectAllFilesOnce(try await world([fault]).run(), "\(fault)")
    }

    @Test(.timeLimit(.minutes(10))) func survivesEachLossTwiceAndWhileLookingUp() async throws {
        let disk = try MemoryDatabase()
        let losses = AttachmentCrashTests.faults.filter {
            $0.operation == .uploadFile && !"\($0.fault)".contains("refused")
        }
        let lookUp = PlannedFault(operation: .findFile, call: 1, fault: .requestLost)
        for first in losses {
            for second in losses.filter({ $0.call == first.call + 1 }) + [lookUp] {
                var world = world([first, second])
                world.disk = disk
                expectAllFilesOnce(try await world.run(), "\(first) and \(second)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func survivesDeathAtEveryBoundaryBesideLostLastBlocks() async throws {
        for fault in [CallFault.replyLost, .requestLost, .late(.seconds(10))] {
            // The sixth call is the last file's last block, the third the first file's.
            for call in [3, 6] {
                let planned = PlannedFault(operation: .uploadFile, call: call, fault: fault)
                try await killEverywhere(world([planned]), "\(planned)")
            }
        }
    }

    // MARK: The test itself can fail

    @Test func seesTheSecondAttachmentThatAShortSettleTimeMakes() async throws {
        // The first file's last block comes late, after it was begun anew; the second file keeps the document open so long.
        let wait = PlatformFailure.throttled(reason: "90018", retryAfter: .seconds(30))
        var world = world([
            PlannedFault(operation: .uploadFile, call: 3, fault: .late(.seconds(20))),
            PlannedFault(operation: .uploadFile, call: 7, fault: .refused(wait)),
        ])
        world.policy.settle = .seconds(1)
        #expect(try await world.run().hung.count == 4)
    }
}
