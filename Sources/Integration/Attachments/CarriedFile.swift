package import Seams

/// One file of an approval on its way to the document; decides what may be sent next, and performs nothing.
///
/// Kingdee takes a file in blocks and hangs it on the document with the last one. Three rules keep it from hanging twice,
/// or with a block twice or missing:
/// - The block that hangs it is never its first (but for a file of a single byte): by then Kingdee's own id of the file is
///   known and durable, so that a lost reply can be looked up among the document's attachments by that id.
/// - A block whose outcome is unknown is never repeated into the same file: the file is begun anew, with a new id. What was
///   sent before hangs nowhere, and never will without its last block.
/// - A last block whose outcome is unknown counts as lost only when it can no longer be carried out.
package struct CarriedFile: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// No block is on its way; `done` bytes are with Kingdee.
        case waiting
        /// A block that is not the last may be on its way.
        case sending
        /// The last block may be on its way.
        case binding
        /// Nobody knows whether the last block was carried out; without `sentAt`, whether another one was. Kingdee is asked
        /// before anything else is sent, so that an outage uses up no try.
        case unknown
        /// It hangs on the document.
        case bound
        /// It could not be carried over, and the document goes on without it.
        case leftOut = "left-out"
    }

    /// How it is fetched.
    package enum Kind: String, CaseIterable, Sendable {
        /// By its id, as a file of the form.
        case form
        /// By its id, as a file of a decision or a comment.
        case record
        /// By its address.
        case picture
    }

    /// Its place among the instance's files, from 0.
    package var position = 0
    package let kind: Kind
    /// DingTalk's id of the file; of a picture its address, of a Yida form's file its address as it was read last.
    package var source: String
    package let name: String
    /// The name that tells it from others of the same name.
    package var alias: String
    /// The size that the form states, in bytes; 0 when it states none.
    package let stated: Int64
    package var state = State.waiting
    /// The internal id of the document that it goes to.
    package var document = ""
    /// Kingdee's id of the file, once it has one.
    package var file: String?
    /// The bytes that Kingdee has taken.
    package var done: Int64 = 0
    /// All its bytes, once known.
    package var size: Int64?
    /// How often it was begun anew.
    package var restarts = 0
    /// When the last block that could have had an effect was about to be sent.
    package var sentAt: Timestamp?
    /// The SHA-256 of its content in hexadecimal, once all of it was read.
    package var hash: String?
    /// Kingdee's id of the attachment, once it hangs.
    package var attachment: String?
    /// Why it was left out, or begun anew.
    package var reason: String?

    package init(_ kind: Kind = .form, source: String, name: String, stated: Int64) {
        self.kind = kind
        self.source = source
        self.name = name
        alias = name
        self.stated = stated
    }

    /// Whether nothing is left to do.
    package var isOver: Bool { state == .bound || state == .leftOut }

    /// What follows from something that happened to it.
    package enum Next: Hashable, Sendable {
        /// It goes on where it stands.
        case goOn
        /// It is begun anew, after the pause of the `step`-th time.
        case again(step: Int)
        /// It is to be looked for.
        case lookUp
        /// Looked for again then: the last block may still be carried out.
        case settle(until: Timestamp)
        /// Nothing happened; the platform was not ready.
        case wait
        /// It cannot be carried over.
        case fail(String)
    }

    /// How many bytes the next block has, of `size` bytes in all; at least 1.
    package func nextBlock(of size: Int64, most: Int) -> (bytes: Int, isLast: Bool) {
        let rest = size - done
        if rest > Int64(most) { return (most, false) }
        if done == 0, size > 1 { return (Int((size + 1) / 2), false) }
        return (Int(max(rest, 1)), true)
    }

    /// A worker took it. Whoever sent a block before is gone.
    package mutating func resumed() {
        switch state {
        case .sending: beginAnew("a block's sender is gone")
        case .binding: state = .unknown
        case .waiting, .unknown, .bound, .leftOut: break
        }
    }

    /// The document is not the one that it went to before: all starts over.
    package mutating func isBound(for document: String) {
        guard self.document != document else { return }
        if !self.document.isEmpty { reset() }
        self.document = document
    }

    /// A block is about to be sent. To be stored before its first byte.
    package mutating func blockStarts(isLast: Bool, at now: Timestamp) {
        state = isLast ? .binding : .sending
        sentAt = now
    }

    /// Kingdee took a block.
    package mutating func blockTaken(bytes: Int, file: String) {
        state = .waiting
        done += Int64(bytes)
        self.file = file
    }

    /// Kingdee hung it on the document.
    package mutating func bound(as attachment: String) {
        state = .bound
        self.attachment = attachment
        done = size ?? done
        reason = nil
    }

    /// A block was not taken, or nobody knows.
    package mutating func blockFailed(_ failure: PlatformFailure, at now: Timestamp, _ policy: DeliveryPolicy) -> Next {
        let wasLast = state == .binding
        if failure.isRefusedForNow {
            state = .waiting
            return .wait
        }
        guard case .outcomeUnknown = failure else {
            // Kingdee may have forgotten the blocks before this one.
            guard done > 0, restarts < policy.attempts else { return .fail("Kingdee does not take it: \(failure)") }
            return anew("\(failure)", policy)
        }
        state = .unknown
        reason = "\(failure)"
        guard wasLast else {
            sentAt = nil
            return .lookUp
        }
        // A disk that stalled after `blockStarts` delayed the sending; it was over at `now` in any case.
        if let sentAt { self.sentAt = max(sentAt, now - policy.uploadLimit) }
        return .lookUp
    }

    /// What hangs on the document was looked up, after the last block's outcome was unknown.
    package mutating func lookedUp(_ attachments: [BoundFile], at now: Timestamp, _ policy: DeliveryPolicy) -> Next {
        let mine = attachments.first { bound in
            // Without an id of its own, a single byte, only the alias tells it apart.
            file.map { bound.file == $0 } ?? (bound.alias == alias)
        }
        if let mine, sentAt != nil {
            bound(as: mine.id)
            return .goOn
        }
        if let sentAt, now < policy.uploadSettled(sentAt) { return .settle(until: policy.uploadSettled(sentAt)) }
        return anew("a block was lost", policy)
    }

    /// It is given up: a replay begins it anew. An unknown last block stays unknown.
    package mutating func givenUp(_ reason: String) {
        let wasUnknown = state == .unknown
        if !wasUnknown { reset() }
        restarts = 0
        self.reason = reason
    }

    /// It is left out of the document.
    package mutating func leftOut(_ reason: String) {
        state = .leftOut
        self.reason = reason
    }

    private mutating func anew(_ reason: String, _ policy: DeliveryPolicy) -> Next {
        guard restarts < policy.uploadRestarts else { return .fail("begun anew \(restarts) times in vain: \(reason)") }
        beginAnew(reason)
        return .again(step: restarts)
    }

    private mutating func beginAnew(_ reason: String) {
        reset()
        restarts += 1
        self.reason = reason
    }

    private mutating func reset() {
        state = .waiting
        file = nil
        done = 0
        sentAt = nil
        attachment = nil
    }
}

/// A file that hangs on a document, as Kingdee tells.
package struct BoundFile: Hashable, Sendable {
    /// The attachment's internal id.
    package var id: String
    /// Kingdee's id of the file.
    package var file: String
    package var name: String
    package var alias: String

    package init(id: String, file: String, name: String, alias: String) {
        self.id = id
        self.file = file
        self.name = name
        self.alias = alias
    }
}
