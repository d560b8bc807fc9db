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
            for boundary in 1... {
                var world = Self.world(tenant, way, before: call, faults)
                world.disk = disk
                world.kills = [boundary]
                let outcome = try await world.run()
                expectNothing(outcome, "\(tenant), \(way) before call \(call), killed at \(boundary), \(faults)")
                most = max(most, boundary - 1)
                guard outcome.boundaries.count > 1 else { break }
            }
        }
        return most
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [
            (Revoker.Way.withdrawn, CrashTests.Tenant.enforced), (.withdrawn, .notEnforced), (.withdrawn, .overwritten),
            (.deleted, .enforced), (.approved, .enforced),
        ])
    func survivesDeathAtEveryBoundary(way: Revoker.Way, tenant: CrashTests.Tenant) async throws {
        let boundaries = try await killEverywhere(way, tenant, on: MemoryDatabase(), calls: [3, 5, 6, 8])
        #expect(boundaries > 35)  // or the kills looked at less than a delivery and its end
    }

    @Test(.timeLimit(.minutes(3)))
    func survivesDeathAtEveryBoundaryOverPostgreSQL() async throws {
        let disk = try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
        for way in [Revoker.Way.withdrawn, .approved] {
            _ = try await killEverywhere(way, .enforced, on: disk, calls: [6])
        }
        try await disk.close()
    }

    private static let faults: [PlannedFault] = {
        let operations: [PlatformOperation] = [
            .readInstance, .save, .find, .submit, .audit, .unaudit, .unsubmit, .delete,
        ]
        return operations.flatMap { operation in
            let kinds: [CallFault] = [
                .replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(20)),
                .refused(.transient(reason: "网控冲突")),
            ]
            return kinds.map { PlannedFault(operation: operation, call: 1, fault: $0) }
        }
    }()

    @Test(.timeLimit(.minutes(3)), arguments: CrashTests.Tenant.allCases)
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

    @Test(.timeLimit(.minutes(3)))
    func survivesDeathAtEveryBoundaryBesidesEachFault() async throws {
        let disk = try MemoryDatabase()
        let struck: [PlatformOperation] = [.save, .unaudit, .delete]
        for fault in Self.faults
        where struck.contains(fault.operation) && [.replyLost, .late(.seconds(20))].contains(fault.fault) {
            _ = try await killEverywhere(.withdrawn, .enforced, on: disk, [fault], calls: [6])
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
