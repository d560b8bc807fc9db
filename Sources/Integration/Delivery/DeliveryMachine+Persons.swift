/// What a person decided about an item that cannot go on by itself.
extension DeliveryMachine {
    /// Replays a dead item with the newly mapped payload. What may already be in Kingdee is looked up first.
    package mutating func replayed(hash: String) {
        progress.payloadHash = hash
        restart()
        if progress.document != nil, progress.sentHash == hash {
            moveToKnownDocument()  // it exists with this content: its status says what is left to do
        } else if progress.document == nil, progress.sentAt != nil {
            move(to: .saveUnknown)  // an attempt that was given up may have been carried out since
        } else {
            move(to: .ready)
        }
    }

    /// Replays a dead item that was never read.
    package mutating func replayedFromStart() {
        restart()
        move(to: .received)
    }

    /// The document with this id and number is the right one, whatever its source field says.
    package mutating func adopted(id: String, number: String) {
        progress.document = KingdeeDocument(id: id, number: number, status: "")
        progress.sentHash = progress.payloadHash
        restart()
        moveToKnownDocument()
    }

    /// There is no right document: make one.
    package mutating func redone() {
        progress.document = nil
        progress.sentAt = nil
        progress.sentHash = nil
        restart()
        move(to: .ready)
    }

    /// Nobody wants the document any more.
    package mutating func abandoned() {
        _ = rest(in: .abandoned)
    }

    private mutating func restart() {
        progress.tries = 0
        progress.pauses = 0
        progress.refusal = nil
        progress.reason = nil
    }
}
