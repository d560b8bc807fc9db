import Seams

/// What was sent to stream clients besides events, and how they acknowledged it: for a person who looks.
struct CallbackLog: Sendable {
    struct Entry: Sendable {
        let topic: String
        let messageID: String
        let time: Timestamp
        /// Nil when none came; `failure` says why.
        let ack: StreamAck?
        let failure: String?

        var json: JSON {
            [
                "topic": .string(topic), "messageId": .string(messageID), "time": .number(time.milliseconds),
                "delivered": .bool(ack != nil), "reason": failure.map { .string($0) } ?? .null,
                "ack": ack.map { ack in
                    ["code": .number(ack.code), "message": .string(ack.message), "data": .string(ack.data)]
                } ?? .null,
            ]
        }
    }

    private static let keptMax = 1000

    /// Oldest first.
    private(set) var entries: [Entry] = []

    mutating func add(_ entry: Entry) {
        entries.append(entry)
        if entries.count >= 2 * CallbackLog.keptMax { entries.removeFirst(CallbackLog.keptMax) }
    }
}
