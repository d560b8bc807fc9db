import Integration
import LoadGen
import Seams

extension Honest {
    static let triesMax = 3

    /// Stores the intent, then saves.
    static func save(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        var item = item
        item.state = .sending
        item.sentAt = office.now
        item.tries += 1
        try await office.keep(item)
        let model = item.payload ?? "{}"
        let result = await outcome { () throws(PlatformFailure) in
            try await office.kingdee.save(form: office.mapping.form, model: model)
        }
        switch result {
        case .success(let document): return saved(document, office, item)
        case .failure(.rejected(let reason)) where item.tries == 1: return dead(item, because: reason)
        case .failure(let failure) where failure.isPassing:
            item.state = .ready
            item.tries -= 1
            return office.pausing(item, after: failure)
        case .failure(let failure):
            item.reason = "\(failure)"
            return item
        }
    }

    /// A Save was about to be sent: whether it was carried out is asked, and not guessed.
    static func resolve(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        var item = item
        let policy = office.configuration.deliveryPolicy
        if !policy.isNumberGuarded, let sentAt = item.sentAt, office.now < policy.settled(sentAt) {
            item.due = policy.settled(sentAt)  // until then it may still be carried out, after we looked
            return item
        }
        switch await office.find(item) {
        case .failure(let failure) where failure.isPassing || failure.isUnknown:
            return office.pausing(item, after: failure)
        case .failure(let failure): return dead(item, because: "\(failure)")
        case .success(let documents):
            guard let document = documents.first else { return savedNothing(office, item) }
            guard documents.count == 1, document.source?.contains(item.instance) == true else {
                return dead(item, because: "the document \(document.number) is not, or not alone, ours")
            }
            return adopted(document, office, item)
        }
    }

    /// No document: the next try, unless there were enough.
    static func savedNothing(_ office: Office, _ item: SmallItem) -> SmallItem {
        var item = item
        guard item.tries < triesMax else { return dead(item, because: "saving failed: \(item.reason ?? "")") }
        item.state = .ready
        item.due = office.now + office.core.pause(office, item, .transient(reason: "not saved"))
        return item
    }

    /// Goes on from a Save that was answered.
    static func saved(_ document: KingdeeDocument, _ office: Office, _ item: SmallItem) -> SmallItem {
        var item = item
        (item.documentID, item.documentNumber) = (document.id, document.number)
        item.move(to: .saved, at: office.now)
        return item
    }

    /// Goes on from where a document that was found stands.
    static func adopted(_ document: KingdeeDocument, _ office: Office, _ item: SmallItem) -> SmallItem {
        var item = item
        (item.documentID, item.documentNumber) = (document.id, document.number)
        switch document.status {
        case "Z", "A": item.move(to: .saved, at: office.now)
        case "B": item.move(to: .submitted, at: office.now)
        case "C": item.move(to: .audited, at: office.now)
        default: item.rest(in: .dead, because: "the document \(document.number) has the status \(document.status)")
        }
        return item
    }

    /// A pause that doubles and is drawn; a platform that asks for one gets it.
    static func pause(_ office: Office, _ item: SmallItem, _ failure: PlatformFailure) -> Duration {
        let backoff = office.configuration.delivery.backoff
        let fraction = office.environment.randomness.fraction("small-core-pause")
        let drawn = backoff.pause(step: max(1, item.pauses), fraction: fraction)
        guard case .throttled(_, let retryAfter) = failure else { return drawn }
        return retryAfter + drawn
    }
}

extension PlatformFailure {
    /// Whether nobody knows what happened.
    var isUnknown: Bool {
        if case .outcomeUnknown = self { true } else { false }
    }
}
