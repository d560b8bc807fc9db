import Seams

/// Tickets for stream connections: each opens one connection, within 90 s (protocol of the stream mode).
struct StreamTickets: Sendable {
    /// What a ticket allows.
    struct Ticket: Hashable, Sendable {
        let text: String
        /// What the client subscribed to: `*` for events, and the topics of callbacks.
        let topics: [String]
        let end: Timestamp
    }

    private static let lifetime = Duration.seconds(90)

    private var tickets: [String: Ticket] = [:]

    mutating func issue(_ topics: [String], _ step: DingTalkStep) -> String {
        tickets = tickets.filter { step.now < $0.value.end }  // nobody asks for the expired ones again
        let text = step.world.sealing(step.randomness.uuid("dingtalk.ticket"))
        tickets[text] = Ticket(text: text, topics: topics, end: step.now + StreamTickets.lifetime)
        return text
    }

    /// The ticket's first use; nil when it is unknown, used or expired.
    mutating func redeem(_ text: String, at now: Timestamp) -> Ticket? {
        guard let ticket = tickets.removeValue(forKey: text), now < ticket.end else { return nil }
        return ticket
    }
}
