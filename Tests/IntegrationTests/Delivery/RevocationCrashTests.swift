import Integration
import Seams
import Testing

/// A revoked approval leaves no document, whenever it is revoked and whatever dies or is lost in between.
@Suite struct RevocationCrashTests {
    private static func world(
        _ tenant: CrashTests.Tenant = .enforced, _ way: Revoker.Way, before call: Int,
        _ faults: [PlannedFault] = []
    ) -> CrashWorld {
        var world = tenant.world(faults)
        world.policy.onRevoke = .delete
        world.revocation = (way, call)
        return world
    }

    private func expectNothing(_ outcome: CrashWorld.Outcome, _ what: String) {
        #expect(outcome.documents.isEmpty, "\(what): \(outcome.documents)")
        let state = outcome.items.first?.progress.state
        #expect(state == .revoked || state == .ignored, "\(what): \(outcome.items.map(\.progress))")
        outcome.expectEachCommentOnce(what)
    }

    /// How many calls an undisturbed delivery makes, the notice among them.
    private static let calls = 8

    @Test(arguments: [Revoker.Way.withdrawn, .deleted, .approved], CrashTests.Tenant.allCases)
    func leavesNoDocumentWheneverItIsRevoked(way: Revoker.Way, tenant: CrashTests.Tenant) async throws {
        for call in 1...RevocationCrashTests.calls {
            let outcome = try await Self.world(tenant, way, before: call).run()
            expectNothing(outcome, "\(tenant), \(way) before call \(call)")
        }
    }

    private func killEverywhere(
        _ way: Revoker.Way, _ tenant: CrashTests.Tenant, on disk: any CrashDisk, _ faults: [PlannedFault] = [],
        calls: [Int] = Array(1...calls)
    ) async throws -> Int {
        var most = 0
        for call in calls {
            let boundaries = try await Self.world(tenant, way, before: call, faults).killEverywhere(on: disk) {
                expectNothing($0, "\(tenant), \(way) before call \(call), \($1), \(faults)")
            }
            most = max(most, boundaries)
        }
        return most
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (Revoker.Way.withdrawn, CrashTests.Tenant.enforced), (.withdrawn, .notEnforced), (.withdrawn, .overwritten),
            (.deleted, .enforced), (.approved, .enforced),
        ])
    func survivesDeathAtEveryBoundary(way: Revoker.Way, tenant: CrashTests.Tenant) async throws {
        let boundaries = try await killEverywhere(way, tenant, on: MemoryDatabase(), calls: [3, 5, 6, 8])
        #expect(boundaries > 35)  // or the kills looked at less than a delivery and its end
    }

    @Test(.timeLimit(.minutes(10)))
    func survivesDeathAtEveryBoundaryOverPostgreSQL() async throws {
        let disk = try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
        for way in [Revoker.Way.withdrawn, .approved] {
            _ = try await killEverywhere(way, .enforced, on: disk, calls: [6])
        }
        try await disk.close()
    }

    private static let faults: [PlannedFault] = {
        let operations: [PlatformOperation] = [
            .readInstance, .save, .find, .submit, .audit, .unaudit, .unsubmit, .delete, .comment,
        ]
        return operations.flatMap { operation in
            let kinds: [CallFault] = [
                .replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(20)),
                .refused(.transient(reason: "网控冲突")),
            ]
            return kinds.map { PlannedFault(operation: operation, call: 1, fault: $0) }
        }
    }()

    @Test(.timeLimit(.minutes(10)), arguments: CrashTests.Tenant.allCases)
    func survivesEachFaultWheneverItIsRevoked(tenant: CrashTests.Tenant) async throws {
        let disk = try MemoryDatabase()
        for fault in Self.faults {
            for call in [2, 4, 6, 8] {
                var world = Self.world(tenant, .withdrawn, before: call, [fault])
                world.disk = disk
                expectNothing(try await world.run(), "\(tenant), revoked before call \(call), \(fault)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func survivesDeathAtEveryBoundaryBesidesEachFault() async throws {
        let disk = try MemoryDatabase()
        let struck: [PlatformOperation] = [.save, .unaudit, .delete]
        for fault in Self.faults
        where struck.contains(fault.operation) && [.replyLost, .late(.seconds(20))].contains(fault.fault) {
            _ = try await killEverywhere(.withdrawn, .enforced, on: disk, [fault], calls: [6])
        }
    }

    /// Revoked while the result is written back, whose reply is lost, and the core dies in the middle of that.
    @Test(.timeLimit(.minutes(10)), arguments: [Revoker.Way.withdrawn, .deleted, .approved])
    func survivesDeathAtEveryBoundaryAmidTheWriteBack(way: Revoker.Way) async throws {
        let disk = try MemoryDatabase()
        for fault in [nil, CallFault.replyLost, .requestLost] {
            let planned = fault.map { PlannedFault(operation: .comment, call: 1, fault: $0) }
            for call in [7, 8, 9] {
                let world = Self.world(.enforced, way, before: call, [planned].compactMap(\.self))
                try await world.killEverywhere(on: disk) {
                    expectNothing($0, "\(way) before call \(call), \($1), \(String(describing: fault))")
                }
            }
        }
    }

    // MARK: The test itself can fail

    /// A look-up that finds nothing says nothing while a Save may still come: also where numbers are enforced.
    @Test func seesTheDocumentThatAShortSettleTimeLeaves() async throws {
        var world = Self.world(
            .enforced, .withdrawn, before: 5, [PlannedFault(operation: .save, call: 1, fault: .late(.seconds(60)))])
        world.policy.settle = .seconds(5)
        #expect(try await world.run().documents.count == 1)
    }
}

extension CrashWorld.Outcome {
    /// No comment stands twice, and none says that a document was made after one said that it was taken back.
    func expectEachCommentOnce(_ what: String) {
        #expect(Set(comments).count == comments.count, "\(what): \(comments)")
        let takenBack = comments.firstIndex { $0.contains("已撤回") } ?? comments.endIndex
        #expect(!comments[takenBack...].contains { $0.contains("已生成") }, "\(what): \(comments)")
    }
}
