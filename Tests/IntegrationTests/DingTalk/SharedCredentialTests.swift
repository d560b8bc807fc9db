import Seams
import Synchronization
import Testing
import VirtualTime

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
    private let time = ManualTime()

    private func credential() -> SharedCredential<Int> {
        SharedCredential(time: time) { [renewals] in .success(renewals.next()) }
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
        let credential = SharedCredential(time: time) { [renewals] in
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
        let credential = SharedCredential(time: time) { answers.next() }
        await #expect(throws: PlatformFailure.notSent("refused")) { try await credential.current() }
        #expect(try await credential.current().value == 7)
    }

    /// Accounts are locked when somebody keeps trying: whoever asks meanwhile gets the refusal that is known.
    @Test func doesNotRepeatARefusedLogInAtOnce() async throws {
        let isRefused = Mutex(true)
        let credential = SharedCredential(time: time) { [renewals] () -> Result<Int, PlatformFailure> in
            let number = renewals.next()
            return isRefused.withLock { $0 } ? .failure(.logInRefused("no. \(number)")) : .success(number)
        }
        func refusal() async -> PlatformFailure? {
            do throws(PlatformFailure) {
                _ = try await credential.current()
                return nil
            } catch {
                return error
            }
        }
        for _ in 0..<600 {
            for _ in 0..<10 { #expect(await refusal() != nil) }
            time.advance(by: .seconds(1))
        }
        // After 1, 2, 4 … 32 s, and once a minute from then on.
        #expect((14...16).contains(renewals.value), "\(renewals.value) log-ins in 600 s")
        isRefused.withLock { $0 = false }
        time.advance(by: .seconds(60))
        #expect(await refusal() == nil)
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
