import Seams
import Synchronization
import Testing

@testable import Simulators

@Suite struct ConcurrentSaveTests {
    @Test(.timeLimit(.minutes(1)), arguments: [(true, 12), (false, 12 * 64)])
    func sixtyFourCallersSaveOneNumber(enforced: Bool, documents: Int) async throws {
        let rules = ["ER_ExpReimbursement": FormRule(enforcesUniqueNumber: enforced)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        let crowd = Crowd(bench)
        var saved = 0
        for round in 1...12 {
            saved += try await crowd.send(bench.saveCall(KingdeeModels.reimbursement("EXP-\(round)")))
        }
        #expect(saved == documents)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").count == documents)
        #expect(bench.effects.count == documents)
    }

    @Test(.timeLimit(.minutes(1))) func sixtyFourCallersAuditOnce() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        _ = try await bench.call("Submit", ["Ids": "100001"])
        #expect(try await Crowd(bench).send(bench.formCall("Audit", ["Ids": "100001"])) == 1)
    }

    @Test(.timeLimit(.minutes(1))) func automaticNumbersAreNeverGivenTwice() async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(try await Crowd(bench).send(bench.saveCall(KingdeeModels.reimbursement(""))) == 64)
        #expect(Set(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.number)).count == 64)
    }
}

/// Sixty-four callers of a bench at once.
private final class Crowd: Sendable {
    private let bench: KingdeeBench
    private let inside = Atomic(0)

    /// From now on each effect, while it is being recorded, waits for a second caller to be under way and gives it time
    /// to get ahead: callers for whom check and effect are not one step are then sure to meet.
    init(_ bench: KingdeeBench) {
        self.bench = bench
        bench.history.addSink { [self] _ in
            spin { inside.load(ordering: .relaxed) < 2 }
            spin { true }
        }
    }

    /// Sends `call` 64 times, and counts the successes.
    func send(_ call: HTTPCall) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...64 {
                group.addTask { [self] in
                    inside.add(1, ordering: .relaxed)
                    defer { inside.subtract(1, ordering: .relaxed) }
                    return try await bench.send(call).json.status?["IsSuccess"] == true
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    /// Bounded, for machines that run one caller at a time.
    private func spin(while condition: () -> Bool) {
        var turns = 0
        while turns < 50_000, condition() { turns += 1 }
    }
}
