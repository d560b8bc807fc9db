import Seams

/// A node that listens on a port.
final class SimulatedListener: ListeningServer, @unchecked Sendable {
    let port: Int
    let node: SimulatedNode
    let handler: any HTTPHandler
    private let network: SimulatedNetwork
    private var tasks: [Int: Task<Void, Never>] = [:]

    init(port: Int, node: SimulatedNode, handler: any HTTPHandler, network: SimulatedNetwork) {
        self.port = port
        self.node = node
        self.handler = handler
        self.network = network
    }

    func close() async {
        network.stopListening(self)
        let open = tasks.sorted { $0.key < $1.key }.map(\.value)
        for task in open { task.cancel() }
        for task in open { await task.value }
    }

    /// Runs `body` as a task of the listening node, which is cancelled when the server closes.
    func serve(_ number: Int, _ body: @escaping @Sendable () async -> Void) {
        tasks[number] = network.simulation.spawn(on: node) { [self] in
            await body()
            tasks[number] = nil
        }
    }

    /// The client of that request is gone.
    func cancel(_ number: Int) {
        network.simulation.perform(as: node) { tasks[number]?.cancel() }
    }
}
