import Testing

@testable import Simulators

@Suite struct ConcurrentSaveTests {
    @Test(.timeLimit(.minutes(1)), arguments: [(true, 1), (false, 64)])
    func sixtyFourCallersSaveOneNumber(enforced: Bool, documents: Int) async throws {
        let rules = ["ER_ExpReimbursement": FormRule(enforcesUniqueNumber: enforced)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        let saved = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...64 {
                group.addTask { try await bench.save(KingdeeModels.reimbursement()).status?["IsSuccess"] == true }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(saved == documents)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").count == documents)
        #expect(bench.effects.count == documents)
    }

    @Test(.timeLimit(.minutes(1))) func sixtyFourCallersAuditOnce() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        _ = try await bench.call("Submit", ["Ids": "100001"])
        let audited = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...64 {
                group.addTask { try await bench.call("Audit", ["Ids": "100001"]).status?["IsSuccess"] == true }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(audited == 1)
    }

    @Test(.timeLimit(.minutes(1))) func automaticNumbersAreNeverGivenTwice() async throws {
        let bench = try await KingdeeBench.loggedIn()
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 1...64 { group.addTask { _ = try await bench.save(KingdeeModels.reimbursement("")) } }
        }
        #expect(Set(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.number)).count == 64)
    }
}
