import Seams
import Simulators

/// Which approvals were revoked, and which documents name them: in all forms, since an approval may have become several.
struct RevocationStory {
    /// A document that a request made, by form and internal id.
    struct Document: Hashable {
        var form: String
        var id: String
        var number: String
        /// The approvals that its content names.
        var instances: [String]
        var created: Int
        var deleted: Int?
        /// When it was marked as cancelled (作废), as long as it is.
        var cancelled: Int?

        /// Whether it still counts.
        var isInForce: Bool { deleted == nil && cancelled == nil }
    }

    /// The revoked approvals, in order, with the line of the revocation.
    private(set) var revoked: [(instance: String, sequence: Int)] = []
    /// Those that were deleted, and of which no event about it was taken over: they stand in no listing, so that nobody can
    /// know.
    private(set) var untold: Set<String> = []
    private var deletions: Set<String> = []
    /// Whether the system under test is to find deleted approvals without being told: it sees which ones are missing.
    let missesDeleted: Bool

    init(missesDeleted: Bool = false) {
        self.missesDeleted = missesDeleted
    }

    /// The instances that have to be read for a revocation to be known, with the revoked ones.
    private var unread: [String: String] = [:]
    private(set) var documents: [Document] = []
    private var instances: [String] = []
    private var places: [String: Int] = [:]

    /// The mark in a document's content.
    private static let cancelled = #""FCancelStatus":"B""#

    mutating func add(_ event: HistoryEvent) {
        switch event.fact {
        case .instanceStarted(let instance, _, _, _, _): instances.append(instance)
        case .instanceRevoked(let instance, let way, let revocation):
            // Of one that was deleted before anybody had listed it, nobody ever reads.
            if way != "delete" || !missesDeleted { unread[revocation ?? instance] = instance }
            if way == "delete", !missesDeleted { untold.insert(instance) }
            if !revoked.contains(where: { $0.instance == instance }) { revoked.append((instance, event.sequence)) }
        case .callAnswered(_, .dingTalk, let operation, let key?, let status, let error, _)
        where unread[key] != nil && operation.hasSuffix("/get"):
            if status == 200 || error == "processInstanceNotExist" { unread[key] = nil }
        // The last events of a deleted approval are those of its end.
        case .eventCreated(let event, _, let instance?) where untold.contains(instance): deletions.insert(event)
        case .eventAcknowledged(let event, let instance?, _) where deletions.contains(event): untold.remove(instance)
        case .documentSaved(.some, let form, let id, let number, _, _, let content):
            let key = "\(form)\n\(id)"
            let named = instances.filter(content.contains)
            let mark = content.contains(RevocationStory.cancelled) ? event.sequence : nil
            guard let place = places[key], documents[place].deleted == nil else {
                places[key] = documents.count
                documents.append(
                    Document(
                        form: form, id: id, number: number, instances: named, created: event.sequence,
                        cancelled: mark))
                return
            }
            documents[place].instances = named
            documents[place].cancelled = mark
        case .documentDeleted(_, let form, let id, _):
            if let place = places["\(form)\n\(id)"] { documents[place].deleted = event.sequence }
        default: break
        }
    }

    /// The documents that name an approval, in order of creation.
    func documents(of instance: String) -> [Document] {
        documents.filter { $0.instances.contains(instance) }
    }

    /// Whether somebody has looked at each revocation that can be known, and no document is left.
    var isSettled: Bool { left.isEmpty && unread.values.allSatisfy(untold.contains) }

    /// The documents of revoked approvals that still stand.
    var left: [Document] {
        let names = Set(revoked.map(\.instance)).subtracting(untold)
        return documents.filter { $0.isInForce && !names.isDisjoint(with: $0.instances) }
    }
}
