package import Seams

/// The clock of one process in the virtual world.
package struct VirtualClock: Time {
    private let simulation: Simulation
    private let node: SimulatedNode

    /// The wall clock of `node`: the world's time, and however far that node's clock is off.
    package init(_ simulation: Simulation, of node: SimulatedNode) {
        self.simulation = simulation
        self.node = node
    }

    package var now: Timestamp { simulation.now + node.clockOffset }

    package func sleep(until deadline: Timestamp) async throws {
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                sleeper.begin(continuation)
                simulation.isRunning(as: node)
                simulation.schedule(after: deadline - now, on: node) { sleeper.end(.success(())) }
            }
        } onCancel: {
            sleeper.end(.failure(CancellationError()))
        }
    }
}

/// One task that waits: by its end or by its cancellation, whichever comes first. Confined to the simulation's thread.
private final class Sleeper: @unchecked Sendable {
    private var continuation: UnsafeContinuation<Void, any Error>?
    private var early: Result<Void, any Error>?

    func begin(_ continuation: UnsafeContinuation<Void, any Error>) {
        if let early { return continuation.resume(with: early) }
        self.continuation = continuation
    }

    func end(_ result: Result<Void, any Error>) {
        guard let continuation else {
            early = early ?? result
            return
        }
        self.continuation = nil
        continuation.resume(with: result)
    }
}
