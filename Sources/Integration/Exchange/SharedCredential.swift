/// A token or session that many calls share, renewed by one of them at a time while the others wait for the same one.
///
/// Each value has a generation. A call whose value was refused names the generation it used, so that a value renewed
/// meanwhile is handed out instead of being renewed again: 64 callers that lose their session log in once.
actor SharedCredential<Value: Sendable> {
    /// A value and which one it is.
    struct Issue: Sendable {
        let value: Value
        let generation: Int
    }

    private typealias Renewal = Task<Result<Value, PlatformFailure>, Never>

    private let renew: @Sendable () async -> Result<Value, PlatformFailure>
    private var issue: Issue?
    private var renewal: Renewal?
    private var generation = 0

    /// Makes an empty holder that gets its values by `renew`.
    init(renew: @escaping @Sendable () async -> Result<Value, PlatformFailure>) {
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
        // The renewal belongs to nobody in particular: a waiter that is cancelled must not fail the others.
        let running = renewal ?? Renewal { [renew] in await renew() }
        renewal = running
        let result = await running.value
        if renewal == running {
            renewal = nil
            if case .success(let value) = result {
                generation += 1
                issue = Issue(value: value, generation: generation)
            }
        }
        switch result {
        case .success(let value): return issue ?? Issue(value: value, generation: generation)
        case .failure(let failure): throw failure
        }
    }
}
