package import Seams

/// The way to one listening port, and how it is now.
package struct SimulatedLink: Sendable {
    /// The lane of who connects, such as `core`.
    package var client: String
    /// The lane of who listens, such as `kingdee`.
    package var server: String
    package internal(set) var condition = LinkCondition.whole

    /// Names both ends.
    package init(client: String, server: String) {
        self.client = client
        self.server = server
    }

    /// Whether messages in that direction get through now.
    func carries(towardsClient: Bool) -> Bool {
        switch condition {
        case .whole, .slow: true
        case .blackHole, .refuse, .reset: false
        case .oneWay(let direction): direction == towardsClient
        }
    }
}

/// One message over the simulated network, for traces and charts.
package struct SimulatedMessage: Sendable {
    /// What is carried.
    package enum Content: Sendable {
        case request(HTTPCall)
        case reply(status: Int, body: [UInt8])
        case frame(String)
        case end(String)
    }

    package var exchange: Int
    package var sent: Timestamp
    /// Nil when it never arrived.
    package var arrived: Timestamp?
    package var from: String
    package var to: String
    package var content: Content
}
