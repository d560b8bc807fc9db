/// The messages of a run in the order in which they were sent, with what a chart must know of their exchanges.
struct SwimLaneTraffic {
    /// In the order in which they were sent. A reply goes back along the exchange that another message opened.
    let messages: [(message: Interleaving.Message, isReply: Bool)]

    /// A request, its reply and its end. A web socket has one number for all its frames, and they are no one story's.
    private static let exchangeMax = 3

    init(_ interleaving: Interleaving) {
        let ordered = interleaving.messages.enumerated().sorted {
            ($0.element.sent, $0.offset) < ($1.element.sent, $1.offset)
        }.map(\.element)
        let openers = Dictionary(ordered.map { ($0.exchange, $0) }) { first, _ in first }
        messages = ordered.map { message in
            let opener = openers[message.exchange]
            return (message, isReply: opener?.from == message.to && opener?.to == message.from && opener != message)
        }
    }

    /// The messages that speak of one of `keys`, and those that belong to the same request: few replies say what they
    /// are about.
    func messages(about keys: Set<String>) -> [(message: Interleaving.Message, isReply: Bool)] {
        let counts = messages.reduce(into: [Int: Int]()) { $0[$1.message.exchange, default: 0] += 1 }
        let speaks = { (message: Interleaving.Message) in message.keys.contains(where: keys.contains) }
        let exchanges = Set(messages.map(\.message).filter(speaks).map(\.exchange))
        return messages.filter { message, _ in
            let isShort = counts[message.exchange, default: 0] <= SwimLaneTraffic.exchangeMax
            return speaks(message) || isShort && exchanges.contains(message.exchange)
        }
    }
}
