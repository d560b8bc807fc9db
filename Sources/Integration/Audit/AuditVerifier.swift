/// Follows one chain entry by entry, and tells where it is not what was written.
///
/// Holds a number and a hash only, so that a log of any length can be verified in pieces.
package struct AuditVerifier: Sendable {
    /// The last entry that was taken.
    package private(set) var last: AuditPlace
    /// What is wrong, in order; after `findingsMax` only the first ones are kept.
    package private(set) var findings: [AuditFinding] = []
    /// How many entries were taken.
    package private(set) var taken = 0
    /// Hashes known from elsewhere, by the number of their entry.
    private var anchors: [Int64: String]

    /// A log of which everything is wrong needs no longer report.
    private static let findingsMax = 100

    /// Begins behind `place`, whose hash is trusted.
    ///
    /// - Parameter anchors: hashes of this chain that were kept elsewhere; those of other chains are left out.
    package init(after place: AuditPlace, anchors: [AuditPlace] = []) {
        last = place
        self.anchors = [:]
        for anchor in anchors where anchor.chain == place.chain {
            if anchor.number == place.number, anchor.hash != place.hash { note(.anchorDiffers(place)) }
            self.anchors[anchor.number] = anchor.hash
        }
    }

    /// Takes the next entry.
    package mutating func take(_ record: AuditRecord) {
        taken += 1
        guard record.chain == last.chain, record.number > last.number else { return note(.misplaced(record.place)) }
        if record.number > last.number + 1 {
            note(.missing(chain: record.chain, from: last.number + 1, through: record.number - 1))
        } else {
            let hash = AuditChain.hash(
                of: record.entry, in: record.chain, number: record.number, after: last.hash)
            if hash != record.hash { note(.altered(record.place)) }
        }
        if let anchor = anchors[record.number], anchor != record.hash { note(.anchorDiffers(record.place)) }
        last = record.place
    }

    /// No entry follows: what an anchor says was there beyond is gone.
    package mutating func finish() {
        guard let furthest = anchors.keys.max(), furthest > last.number else { return }
        note(.truncated(last, anchor: furthest))
    }

    private mutating func note(_ finding: AuditFinding) {
        if findings.count < AuditVerifier.findingsMax { findings.append(finding) }
    }
}

/// One thing that is wrong with a chain, and where.
package enum AuditFinding: Hashable, Sendable {
    /// The entry is not what its hash was made of, or does not follow from the one before.
    case altered(AuditPlace)
    /// Entries are not there.
    case missing(chain: String, from: Int64, through: Int64)
    /// The entry stands where it does not belong: inserted, repeated, moved.
    case misplaced(AuditPlace)
    /// The chain ends before an entry that an anchor proves.
    case truncated(AuditPlace, anchor: Int64)
    /// Another hash was kept elsewhere for this entry: the chain was written anew from here on or before.
    case anchorDiffers(AuditPlace)
    /// The chain's beginning is gone, and no rotation says so.
    case headless(chain: String, first: Int64)
    /// A line of an archive is no entry.
    case unreadable(file: String, line: Int)
}

extension AuditFinding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .altered(let place):
            "entry \(place.number) of chain \(place.chain) was altered, or the one before it was replaced"
        case .missing(let chain, let from, let through) where from == through:
            "entry \(from) of chain \(chain) is missing"
        case .missing(let chain, let from, let through): "entries \(from) to \(through) of chain \(chain) are missing"
        case .misplaced(let place):
            "entry \(place.number) of chain \(place.chain) was inserted, repeated or moved: it does not belong here"
        case .truncated(let place, let anchor):
            "chain \(place.chain) ends at entry \(place.number), but an anchor proves entry \(anchor)"
        case .anchorDiffers(let place):
            "entry \(place.number) of chain \(place.chain) has another hash than its anchor: the chain was written anew"
        case .headless(let chain, let first):
            "chain \(chain) begins with entry \(first), and no rotation removed what was before"
        case .unreadable(let file, let line): "\(file):\(line): no entry of an audit log"
        }
    }
}
