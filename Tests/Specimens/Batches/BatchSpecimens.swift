import Integration
import Seams

extension Specimen {
    /// Kingdee keeps the good rows and refuses the bad one; the answer is read as a whole.
    static let takesBatchForDone = Specimen(
        "takes-batch-for-done", "takes a batch of which some documents were refused for saved as a whole",
        fires: "nothing-acknowledged-lost", in: "batches.yaml",
        core: Batching.core { office, batch, outcomes in
            zip(batch, outcomes).map { item, outcome in
                if case .success(let document) = outcome { return Batching.done(office, item, document) }
                var item = item
                item.rest(in: .done)
                return item
            }
        })

    /// The good rows were kept, and are sent again with the bad one.
    static let resendsTheBatch = Specimen(
        "resends-the-batch",
        "takes a batch of which some documents were refused for failed as a whole, and sends it again",
        fires: "no-duplicates", in: "batches.yaml",
        core: Batching.core { office, batch, outcomes in
            let isWhole = outcomes.allSatisfy { if case .success = $0 { true } else { false } }
            guard !isWhole else { return Batching.settleEach(office, batch, outcomes) }
            return batch.map { Honest.savedNothing(office, $0) }
        }.with { $0.number = { _, _ in nil } })
}
