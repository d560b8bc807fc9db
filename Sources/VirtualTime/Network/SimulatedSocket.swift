import Seams

/// An open web socket between two nodes. Each direction keeps its order; a link that carries nothing delays frames until
/// it carries again, as TCP does.
final class SimulatedSocket: @unchecked Sendable {
    let number: Int
    let port: Int
    private let client: SimulatedNode
    private let server: SimulatedNode
    private let network: SimulatedNetwork
    private var isOpen = true
    private var toClient: Direction
    private var toServer: Direction
    private var simulation: Simulation { network.simulation }

    /// One direction: where frames go, and when the last of them arrives.
    private struct Direction {
        let stream: AsyncStream<String>
        let continuation: AsyncStream<String>.Continuation
        var lastArrival = Timestamp(nanoseconds: 0)

        init() {
            (stream, continuation) = AsyncStream.makeStream()
        }
    }

    init(
        number: Int, port: Int, client: SimulatedNode, server: SimulatedNode, network: SimulatedNetwork
    ) {
        self.number = number
        self.port = port
        self.client = client
        self.server = server
        self.network = network
        (toClient, toServer) = (Direction(), Direction())
    }

    var clientEnd: WebSocket { end(towardsClient: false, reading: toClient.stream) }
    var serverEnd: WebSocket { end(towardsClient: true, reading: toServer.stream) }

    /// The link was cut hard: both sides see the end.
    func broke() {
        guard isOpen else { return }
        isOpen = false
        network.ended(self)
        finish(towardsClient: true)
        finish(towardsClient: false)
    }

    func nodeEnded(_ node: SimulatedNode, silently: Bool) {
        guard node === client || node === server, isOpen else { return }
        // After a power cut the other side learns nothing; it finds out by what it does not hear.
        if silently { return }
        broke()
    }

    private func end(towardsClient: Bool, reading stream: AsyncStream<String>) -> WebSocket {
        WebSocket(
            messages: stream,
            send: { [self] text async throws(NetworkError) in try await send(text, towardsClient: towardsClient) },
            close: { [self] in broke() })
    }

    private func send(_ text: String, towardsClient: Bool) async throws(NetworkError) {
        let sender = towardsClient ? server : client
        guard simulation.step(sender) else {
            await simulation.never()
            throw .outcomeUnknown("the process is gone")
        }
        guard isOpen else { throw .outcomeUnknown("the web socket is closed") }
        simulation.digest.add(text)
        let sent = simulation.now
        let earliest = towardsClient ? toClient.lastArrival : toServer.lastArrival
        let arrival = max(earliest, sent + network.delay(port))
        if towardsClient { toClient.lastArrival = arrival } else { toServer.lastArrival = arrival }
        simulation.schedule(after: arrival - sent, on: simulation.world) { [self] in
            arrive(text, sent: sent, towardsClient: towardsClient)
        }
    }

    private func arrive(_ text: String, sent: Timestamp, towardsClient: Bool) {
        let receiver = towardsClient ? client : server
        guard isOpen, receiver.isAlive else { return note(text, sent: sent, arrived: nil, towardsClient) }
        guard network.link(port).carries(towardsClient: towardsClient) else {
            return simulation.schedule(after: .milliseconds(500), on: simulation.world) { [self] in
                arrive(text, sent: sent, towardsClient: towardsClient)
            }
        }
        note(text, sent: sent, arrived: simulation.now, towardsClient)
        simulation.schedule(after: .zero, on: receiver) { [self] in
            guard isOpen, simulation.step(receiver) else { return }
            (towardsClient ? toClient : toServer).continuation.yield(text)
        }
    }

    private func finish(towardsClient: Bool) {
        let receiver = towardsClient ? client : server
        let continuation = (towardsClient ? toClient : toServer).continuation
        simulation.schedule(after: network.delay(port), on: receiver) { continuation.finish() }
    }

    private func note(_ text: String, sent: Timestamp, arrived: Timestamp?, _ towardsClient: Bool) {
        guard let onMessage = network.onMessage else { return }
        let link = network.link(port)
        onMessage(
            SimulatedMessage(
                exchange: number, sent: sent, arrived: arrived, from: towardsClient ? link.server : link.client,
                to: towardsClient ? link.client : link.server, content: .frame(text)))
    }
}
