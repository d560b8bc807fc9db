import Integration
import Seams
import Testing

/// An approval is revoked while its files are on their way: nothing of it is left, and nothing hangs elsewhere, whatever
/// dies or is lost in between.
@Suite struct AttachmentRevocationTests {
    private static func world(
        _ way: Revoker.Way, before call: Int, _ rule: RevocationRule = .delete, _ faults: [PlannedFault] = []
    ) -> CrashWorld {
        var world = CrashWorld()
        world.files = [TestFile("f", bytes: 2500), TestFile("ff", name: "b", bytes: 1)]
        world.attachments = AttachmentRule()
        world.policy.blockBytes = 1024
        world.policy.uploadTimeout = .seconds(5)
        world.policy.onRevoke = rule
        world.faults = faults
        world.revocation = (way, call)
        return world
    }

    private func expectNothing(_ outcome: CrashWorld.Outcome, _ what: String) {
        #expect(outcome.documents.isEmpty, "\(what): \(outcome.documents)")
        let state = outcome.items.first?.progress.state
        #expect(state == .revoked || state == .ignored, "\(what): \(outcome.items.map(\.progress))")
        outcome.expectEachCommentOnce(what)
        // What hung on the document went with it, each file once at most.
        let hung = outcome.hung.map(\.bytes)
        #expect(Set(hung).count == hung.count, "\(what): \(outcome.hung.map(\.name))")
    }

    /// How many calls an undisturbed delivery of the two files makes.
    private static let calls = 17

    @Test(arguments: [Revoker.Way.withdrawn, .deleted, .approved])
    func leavesNothingWheneverItIsRevoked(way: Revoker.Way) async throws {
        var most = 0
        for call in 1...Self.calls {
            let outcome = try await Self.world(way, before: call).run()
            expectNothing(outcome, "\(way) before call \(call)")
            most = max(most, outcome.calls)
        }
        #expect(most >= 12)  // or it was never revoked amid an upload
    }

    @Test(.timeLimit(.minutes(4)), arguments: [Revoker.Way.withdrawn, .approved])
    func survivesDeathAtEveryBoundary(way: Revoker.Way) async throws {
        let disk = try MemoryDatabase()
        for call in 4...12 {
            let boundaries = try await Self.world(way, before: call).killEverywhere(on: disk) {
                expectNothing($0, "\(way) before call \(call), \($1)")
            }
            #expect(boundaries > 25)
        }
    }

    @Test(.timeLimit(.minutes(2))) func survivesDeathAtEveryBoundaryOverPostgreSQL() async throws {
        let disk = try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
        try await Self.world(.withdrawn, before: 7).killEverywhere(on: disk) { expectNothing($0, $1) }
        try await disk.close()
    }

    /// Each block's reply or the block itself is lost, or it comes when the document is gone.
    @Test(.timeLimit(.minutes(4))) func survivesEachLostBlock() async throws {
        let disk = try MemoryDatabase()
        for fault in [CallFault.replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(20))] {
            for number in 1...4 {
                for call in 5...12 {
                    var world = Self.world(
                        .withdrawn, before: call, .delete,
                        [PlannedFault(operation: .uploadFile, call: number, fault: fault)])
                    world.disk = disk
                    expectNothing(try await world.run(), "\(fault) of block \(number), revoked before call \(call)")
                }
            }
        }
    }

    // MARK: Cancelled in place of deleted

    private func expectCancelled(_ outcome: CrashWorld.Outcome, _ what: String) {
        #expect(!outcome.documents.contains { !$0.isCancelled }, "\(what): \(outcome.documents)")
        #expect(outcome.documents.count <= 1, "\(what): \(outcome.documents)")
        let state = outcome.items.first?.progress.state
        #expect(state == .revoked || state == .ignored, "\(what): \(outcome.items.map(\.progress))")
        outcome.expectEachCommentOnce(what)
    }

    @Test(.timeLimit(.minutes(4))) func cancelsOnceWhateverDies() async throws {
        let disk = try MemoryDatabase()
        for call in [4, 6, 8, 11, 14, 99] {
            try await Self.world(.withdrawn, before: call, .cancel).killEverywhere(on: disk) {
                expectCancelled($0, "before call \(call), \($1)")
            }
        }
    }

    /// After a lost reply it reads whether the document is cancelled: a second try would be refused.
    @Test(
        arguments: [
            CallFault.replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(20)),
            .refused(.transient(reason: "网控冲突")),
        ])
    func cancelsOnceWhateverIsLost(fault: CallFault) async throws {
        for operation in [PlatformOperation.cancel, .unaudit, .find] {
            let world = Self.world(
                .withdrawn, before: 99, .cancel, [PlannedFault(operation: operation, call: 1, fault: fault)])
            let outcome = try await world.run()
            expectCancelled(outcome, "\(operation), \(fault)")
            #expect(outcome.documents.count == 1)
            try await world.killEverywhere { expectCancelled($0, "\(operation), \(fault), \($1)") }
        }
    }
}
