import Integration
import Seams
import Testing

/// The promise of the whole core: exactly one document, whatever dies or is lost in between.
///
/// Each test kills the process at every boundary (before and after each commit and each platform call) and starts it
/// again on the same disk.
@Suite struct CrashTests {
    /// How the tenant treats bill numbers, and how the core is told to deal with it.
    enum Tenant: String, CaseIterable, Sendable {
        /// A number that exists is refused.
        case enforced
        /// A number may occur twice: only waiting makes a look-up conclusive.
        case notEnforced
        /// A code rule replaces our number: documents are found by their source.
        case overwritten

        func world(_ faults: [PlannedFault] = []) -> CrashWorld {
            var world = CrashWorld()
            world.policy.numberEnforced = self == .enforced
            world.policy.numberHonoured = self != .overwritten
            world.isNumberEnforced = self == .enforced
            world.isNumberHonoured = self != .overwritten
            world.faults = faults
            return world
        }
    }

    private func expectOneDocument(_ outcome: CrashWorld.Outcome, _ what: String) {
        #expect(outcome.documents.count == 1, "\(what): \(outcome.documents)")
        #expect(outcome.documents.first?.status == "C", "\(what): \(outcome.documents)")
        #expect(outcome.items.map(\.progress.state) == [.done], "\(what): \(outcome.items.map(\.progress))")
        #expect(outcome.comments.count <= 1, "\(what): \(outcome.comments)")
    }

    /// Kills at every boundary of a first life; returns how many there were.
    @discardableResult
    private func killEverywhere(
        _ world: CrashWorld, _ what: String, on disk: (any CrashDisk)? = nil
    ) async throws -> Int {
        try await world.killEverywhere(on: disk) { expectOneDocument($0, "\(what), \($1)") }
    }

    @Test(arguments: Tenant.allCases)
    func deliversOnceWithoutAnyFault(tenant: Tenant) async throws {
        let outcome = try await tenant.world().run()
        expectOneDocument(outcome, "\(tenant)")
        #expect(outcome.saves == 1)
        #expect(outcome.comments.count == 1)
    }

    /// In such a tenant only a person can tell whether a Save without an answer had an effect.
    @Test(arguments: [CallFault.replyLost, .requestLost])
    func leavesALostSaveToAPersonWhereQueriesHideCreatedDocuments(fault: CallFault) async throws {
        var world = Tenant.overwritten.world([PlannedFault(operation: .save, call: 1, fault: fault)])
        world.hidesCreated = true
        world.policy.onNotFound = .person
        let outcome = try await world.run()
        #expect(outcome.saves == 1)
        #expect(outcome.items.map(\.progress.state) == [.human])
        #expect(outcome.items.first?.progress.reason?.contains("look for INST-1 in Kingdee") == true)
    }

    /// A known document is looked at by its id, where no query shows it.
    @Test(arguments: [CallFault.replyLost, .requestLost])
    func goesOnAfterALostSubmitWhereQueriesHideCreatedDocuments(fault: CallFault) async throws {
        var world = Tenant.overwritten.world([PlannedFault(operation: .submit, call: 1, fault: fault)])
        world.hidesCreated = true
        world.policy.onNotFound = .person
        expectOneDocument(try await world.run(), "\(fault)")
    }

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesDeathAtEveryBoundary(tenant: Tenant) async throws {
        let boundaries = try await killEverywhere(tenant.world(), "\(tenant)")
        #expect(boundaries > 25)  // or the kills looked at less than a whole delivery
    }

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesDeathAtEveryBoundaryOverPostgreSQL(tenant: Tenant) async throws {
        let disk = try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
        let boundaries = try await killEverywhere(tenant.world(), "\(tenant) over PostgreSQL", on: disk)
        #expect(boundaries > 25)
        try await disk.close()
    }

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesDeathAtEveryBoundaryWithoutAnEvent(tenant: Tenant) async throws {
        var world = tenant.world()
        world.isEventDelivered = false
        try await killEverywhere(world, "\(tenant) without event")
    }

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesTwoDeathsAtEveryPairOfBoundaries(tenant: Tenant) async throws {
        var world = tenant.world()
        world.disk = try MemoryDatabase()
        first: for first in 1... {
            for second in 1... {
                world.kills = [first, second]
                let outcome = try await world.run()
                expectOneDocument(outcome, "\(tenant), killed at \(first) and \(second)")
                if outcome.boundaries.count == 1 { break first }
                if outcome.boundaries.count == 2 { break }
            }
        }
    }

    static let faults: [PlannedFault] = {
        let operations: [PlatformOperation] = [.readInstance, .save, .find, .submit, .audit]
        let kinds: [CallFault] = [
            .replyLost, .requestLost, .late(.milliseconds(1)), .late(.seconds(20)), .refused(.notSent("refused")),
            .refused(.throttled(reason: "90018", retryAfter: .seconds(1))), .refused(.transient(reason: "网控冲突")),
            .refused(.sessionLost("会话信息已丢失")),
        ]
        return operations.flatMap { operation in kinds.map { PlannedFault(operation: operation, call: 1, fault: $0) } }
    }()

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesDeathAtEveryBoundaryBesidesEachFault(tenant: Tenant) async throws {
        for fault in CrashTests.faults { try await killEverywhere(tenant.world([fault]), "\(tenant), \(fault)") }
    }

    @Test(.timeLimit(.minutes(10)), arguments: Tenant.allCases)
    func survivesEveryPairOfFaults(tenant: Tenant) async throws {
        let disk = try MemoryDatabase()
        for (index, first) in CrashTests.faults.enumerated() {
            let again = CrashTests.faults.filter { $0.operation == first.operation }
                .map { PlannedFault(operation: $0.operation, call: 2, fault: $0.fault) }
            for second in CrashTests.faults[(index + 1)...] + again {
                var world = tenant.world([first, second])
                world.disk = disk
                expectOneDocument(try await world.run(), "\(tenant), \(first) and \(second)")
            }
        }
    }

    // MARK: The test itself can fail

    @Test func seesTheDuplicateThatAShortSettleTimeMakes() async throws {
        var world = Tenant.notEnforced.world([PlannedFault(operation: .save, call: 1, fault: .late(.seconds(60)))])
        world.policy.settle = .seconds(5)
        #expect(try await world.run().documents.count == 2)
    }

    @Test func seesTheDuplicateOfACoreThatTrustsNumbersWhichAreNotEnforced() async throws {
        var world = Tenant.notEnforced.world([PlannedFault(operation: .save, call: 1, fault: .late(.seconds(20)))])
        world.policy.numberEnforced = true
        #expect(try await world.run().documents.count == 2)
    }
}
