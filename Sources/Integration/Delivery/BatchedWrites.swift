package import Seams
import Synchronization

/// Sends the writes of several documents in one call where they come together: who writes first waits a moment for others
/// with the same step and form, and then sends for all.
///
/// Each document keeps its own intent, its own verdict and its own look-up, as if it had been sent alone; to the gate they
/// are one call. A batch that is refused as a whole had no effect, and each of its documents goes alone: one that Kingdee
/// cannot even read never takes others with it. All of that ends within the limit of one call from when a document joined,
/// since that is what its lease and its settle time count from.
package final class BatchedWrites: Sendable {
    private struct Key: Hashable {
        var step: WriteStep
        var form: String
    }

    /// How long the first waits for others: short beside a call to Kingdee, long beside a group commit, from which the
    /// workers come together.
    static let window = Duration.milliseconds(20)

    private let kingdee: any KingdeePort
    private let size: Int
    private let gate: CallGate
    private let limit: Duration
    private let time: any Time
    private let open = Mutex<[Key: Batch]>([:])

    /// Batches of at most `size` documents, whose calls go through `gate` and end within `limit` from when a document joined.
    package init(kingdee: any KingdeePort, size: Int, gate: CallGate, limit: Duration, time: any Time) {
        self.kingdee = kingdee
        self.size = size
        self.gate = gate
        self.limit = limit
        self.time = time
    }

    /// Takes one admitted document a step further, with others where there are any: what became of this document, or of the
    /// whole call.
    package func write(
        _ step: WriteStep, form: String, _ subject: String
    ) async -> Result<KingdeeDocument, PlatformFailure> {
        let key = Key(step: step, form: form)
        let joined = time.now
        let (batch, place) = join(key, subject)
        let verdict = place == 0 ? await lead(batch, key, since: joined) : await batch.verdict(of: place)
        switch verdict {
        case .judged(let result): return result
        case .alone:
            return await call(step, since: joined) { [kingdee] in
                try await kingdee.write(step, form: form, subject)
            }
        }
    }

    /// Makes a call that ends within the limit, counted from `joined`.
    private func call<Value: Sendable>(
        _ step: WriteStep, since joined: Timestamp, _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, PlatformFailure> {
        let rest = limit - (time.now - joined)
        guard rest > .zero else { return .failure(.outcomeUnknown("no time was left for the call")) }
        return await gate.call(step.operation, within: rest, body)
    }

    /// Joins the batch that is open, or opens one; place 0 is to send it.
    private func join(_ key: Key, _ subject: String) -> (Batch, place: Int) {
        open.withLock { open in
            let batch = open[key] ?? Batch()
            let place = batch.add(subject)
            open[key] = place + 1 < size ? batch : nil
            if place + 1 == size { batch.isFull.continuation.finish() }
            return (batch, place)
        }
    }

    private func lead(_ batch: Batch, _ key: Key, since joined: Timestamp) async -> Verdict {
        let isFull = batch.isFull.stream
        // Cancelled here, nothing is sent; the others are told that below.
        _ = try? await time.withTimeout(BatchedWrites.window) { for await _ in isFull {} }
        open.withLock { open in
            if open[key] === batch { open[key] = nil }
        }
        let subjects = batch.subjects
        let verdicts = await send(subjects, key, since: joined)
        batch.settle(verdicts)
        return verdicts[0]
    }

    private func send(_ subjects: [String], _ key: Key, since joined: Timestamp) async -> [Verdict] {
        let all = { (verdict: Verdict) in Array(repeating: verdict, count: subjects.count) }
        guard !Task.isCancelled else { return all(.judged(.failure(.outcomeUnknown("cancelled")))) }
        guard subjects.count > 1 else { return [.alone] }
        let result = await call(key.step, since: joined) { [kingdee] in
            try await kingdee.writeAll(key.step, form: key.form, subjects)
        }
        switch result {
        case .success(let verdicts): return verdicts.map(Verdict.judged)
        case .failure(.rejected), .failure(.notFound), .failure(.duplicateNumber): return all(.alone)
        case .failure(let failure): return all(.judged(.failure(failure)))
        }
    }
}

extension BatchedWrites {
    fileprivate enum Verdict: Sendable {
        case judged(Result<KingdeeDocument, PlatformFailure>)
        /// Nothing was done: the document is to be sent by itself.
        case alone
    }

    /// Documents that go together.
    fileprivate final class Batch: Sendable {
        private struct State {
            var subjects: [String] = []
            var verdicts: [Verdict] = []
            var waiting: [(place: Int, continuation: CheckedContinuation<Verdict, Never>)] = []
        }

        let isFull = AsyncStream.makeStream(of: Void.self)
        private let state = Mutex(State())

        var subjects: [String] { state.withLock { $0.subjects } }

        /// Adds a document; returns its place.
        func add(_ subject: String) -> Int {
            state.withLock { state in
                state.subjects.append(subject)
                return state.subjects.count - 1
            }
        }

        /// Waits for the verdict on the document at `place`.
        func verdict(of place: Int) async -> Verdict {
            await withCheckedContinuation { continuation in
                let verdict = state.withLock { state -> Verdict? in
                    guard state.verdicts.isEmpty else { return state.verdicts[place] }
                    state.waiting.append((place, continuation))
                    return nil
                }
                if let verdict { continuation.resume(returning: verdict) }
            }
        }

        /// Gives everybody his verdict.
        func settle(_ verdicts: [Verdict]) {
            let waiting = state.withLock { state in
                state.verdicts = verdicts
                defer { state.waiting = [] }
                return state.waiting
            }
            for (place, continuation) in waiting { continuation.resume(returning: verdicts[place]) }
        }
    }
}
