import Synchronization
import Testing

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct SharedCredentialTests {
    /// A credential whose values are numbered, and how often it was renewed.
    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }

        var value: Int { count.withLock { $0 } }
    }

    private let renewals = Counter()

    private func credential() -> SharedCredential<Int> {
        SharedCredential { [renewals] in .success(renewals.next()) }
    }

    @Test func isRenewedByTheFirstWhoNeedsIt() async throws {
        let credential = credential()
        #expect(renewals.value == 0)
        #expect(try await credential.current().value == 1)
        #expect(try await credential.current().value == 1)
    }

    @Test func handsOutWhatAnotherCallRenewedMeanwhile() async throws {
        let credential = credential()
        let refused = try await credential.current()
        #expect(try await credential.replacement(for: refused).value == 2)
        #expect(try await credential.replacement(for: refused).value == 2)
        #expect(renewals.value == 2)
    }

    @Test func isRenewedOnceForAllWhoWait() async throws {
        let gate = Gate(2)
        let credential = SharedCredential { [renewals] in
            await gate.arrive()
            return .success(renewals.next())
        }
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 { group.addTask { try await credential.current().value } }
            await gate.arrive()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 64))
    }

    @Test func triesAgainAfterAFailure() async throws {
        let answers = Script<Result<Int, PlatformFailure>>(.failure(.notSent("refused")), .success(7))
        let credential = SharedCredential { answers.next() }
        await #expect(throws: PlatformFailure.notSent("refused")) { try await credential.current() }
        #expect(try await credential.current().value == 7)
    }

    @Test func keepsARefinementOnlyWhileItsIssueIsInUse() async throws {
        let credential = credential()
        let first = try await credential.current()
        await credential.refine(first, to: 10)
        #expect(try await credential.current().value == 10)
        let second = try await credential.replacement(for: first)
        await credential.refine(first, to: 20)
        #expect(try await credential.current().value == second.value)
    }
}
