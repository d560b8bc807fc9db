import GRDB
import Integration
import LoadGen
import Seams

/// A small core that saves what is ready in one call (`BatchSave`, with submitting and auditing in the same call), one
/// batch at a time.
enum Batching {
    /// How many documents go into one call.
    private static let documentsMax = 20

    /// The small core with a batch for its Save; `settle` says what becomes of each item once Kingdee has answered.
    static func core(
        settle: @escaping @Sendable (Office, [SmallItem], [Result<KingdeeDocument, PlatformFailure>]) -> [SmallItem]
    ) -> SmallCore {
        SmallCore().with { core in
            core.workers = 1
            // A claim with an unknown item gets a number that Kingdee does not know: the bad row of a batch.
            core.editMapping = {
                $0.replacing("dictionary: expense-items,", with: "dictionary: expense-items, unknown: CI999,")
            }
            core.read = { office, item in
                var next = try await Honest.read(office, item)
                if next.state == .ready { next.due = office.now + .milliseconds(500) }  // others join
                return next
            }
            core.save = { office, item in try await save(office, item, settle) }
        }
    }

    private static func save(
        _ office: Office, _ item: SmallItem,
        _ settle: (Office, [SmallItem], [Result<KingdeeDocument, PlatformFailure>]) -> [SmallItem]
    ) async throws -> SmallItem {
        var batch = try await office.store.items(
            where: "state = 'ready' AND id <> ? ORDER BY id LIMIT ?", [item.id, documentsMax - 1])
        batch.insert(item, at: 0)
        for index in batch.indices {
            batch[index].state = .sending
            batch[index].sentAt = office.now
            batch[index].tries += 1
            try await office.keep(batch[index])
        }
        let kingdee = PlainKingdee(
            Platforms.kingdeeSettings(office.configuration), over: office.environment.network)
        let models = batch.map { $0.payload ?? "{}" }
        let result = await outcome { () throws(PlatformFailure) in
            try await kingdee.save(form: office.mapping.form, models: models, isWhole: true)
        }
        let settled = settled(office, batch, result, settle)
        for other in settled.dropFirst() { try await office.keep(other) }
        return settled[0]
    }

    private static func settled(
        _ office: Office, _ batch: [SmallItem],
        _ result: Result<[Result<KingdeeDocument, PlatformFailure>], PlatformFailure>,
        _ settle: (Office, [SmallItem], [Result<KingdeeDocument, PlatformFailure>]) -> [SmallItem]
    ) -> [SmallItem] {
        switch result {
        case .success(let outcomes) where outcomes.count == batch.count: settle(office, batch, outcomes)
        case .success: batch
        case .failure(let failure) where failure.isPassing:
            batch.map { item in
                var item = item
                item.state = .ready
                item.tries -= 1
                return office.pausing(item, after: failure)
            }
        case .failure: batch
        }
    }

    /// Each row for itself: what an honest core does with an answer.
    static func settleEach(
        _ office: Office, _ batch: [SmallItem], _ outcomes: [Result<KingdeeDocument, PlatformFailure>]
    ) -> [SmallItem] {
        zip(batch, outcomes).map { item, outcome in
            switch outcome {
            case .success(let document): return done(office, item, document)
            case .failure(let failure): return Honest.dead(item, because: "\(failure)")
            }
        }
    }

    /// The document is audited; its people are to be told.
    static func done(_ office: Office, _ item: SmallItem, _ document: KingdeeDocument) -> SmallItem {
        var item = item
        (item.documentID, item.documentNumber) = (document.id, document.number)
        item.move(to: .audited, at: office.now)
        return item
    }
}
