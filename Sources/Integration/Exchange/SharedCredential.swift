import Seams

/// A token or session that many calls share, renewed by one of them at a time while the others wait for the same one.
///
/// Each value has a generation. A call whose value was refused names the generation it used, so that a value renewed
/// meanwhile is handed out instead of being renewed again: 64 callers that lose their session log in once.
///
/// A refused log-in is not repeated at once, whoever asks: some platforms lock an account that keeps trying. The pause
/// doubles with each refusal, and meanwhile everybody gets the same refusal.
actor SharedCredential<Value: Sendable> {
    /// A value and which one it is.
    struct Issue: Sendable {
        let value: Value
        let generation: Int
    }

    private typealias Renewal = Task<Result<Value, PlatformFailure>, Never>

    private static var pauses: Backoff { Backoff(base: .seconds(1), cap: .seconds(60)) }

    private let time: any Time
    private let renew: @Sendable () async -> Result<Value, PlatformFailure>
    private var issue: Issue?
    private var renewal: Renewal?
    private var generation = 0
    /// The last refusal, how many there were in a row, and until when nobody asks again.
    private var refusal: (failure: PlatformFailure, count: Int, until: Timestamp)?

    /// Makes an empty holder that gets its values by `renew`.
    init(time: any Time, renew: @escaping @Sendable () async -> Result<Value, PlatformFailure>) {
        self.time = time
        self.renew = renew
    }

    /// The value in use; gets the first one when there is none.
    func current() async throws(PlatformFailure) -> Issue {
        if let issue { return issue }
        return try await renewed()
    }

    /// A value newer than `refused`: the one that another call got meanwhile, or a new one.
    func replacement(for refused: Issue) async throws(PlatformFailure) -> Issue {
        if let issue, issue.generation > refused.generation { return issue }
        issue = nil
        return try await renewed()
    }

    /// Puts `value` in place of the one that `issue` names, without making it another generation; does nothing when that
    /// one is no longer in use.
    func refine(_ issue: Issue, to value: Value) {
        guard self.issue?.generation == issue.generation else { return }
        self.issue = Issue(value: value, generation: issue.generation)
    }

    private func renewed() async throws(PlatformFailure) -> Issue {
        if let refusal, time.now < refusal.until { throw refusal.failure }
        // The renewal belongs to nobody in particular: a waiter that is cancelled must not fail the others.
        let running = renewal ?? Renewal { [renew] in await renew() }
        renewal = running
        let result = await running.value
        if renewal == running {
            renewal = nil
            note(result)
        }
        switch result {
        case .success(let value): return issue ?? Issue(value: value, generation: generation)
        case .failure(let failure): throw failure
        }
    }

    private func note(_ result: Result<Value, PlatformFailure>) {
        switch result {
        case .success(let value):
            generation += 1
            issue = Issue(value: value, generation: generation)
            refusal = nil
        case .failure(.logInRefused(let reason)):
            let count = (refusal?.count ?? 0) + 1
            refusal = (.logInRefused(reason), count, time.now + SharedCredential.pauses.limit(step: count))
        case .failure: break
        }
    }
}
