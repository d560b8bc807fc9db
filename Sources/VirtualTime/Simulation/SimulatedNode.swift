/// A process of the simulated world: a set of jobs. Killing it means that none of them ever runs again: no `defer`, no
/// `catch`, no cancellation, as after SIGKILL.
///
/// Confined to the simulation's one thread, like everything that belongs to a simulation; hence unchecked.
package final class SimulatedNode: @unchecked Sendable {
    /// How it is.
    package enum State: Hashable, Sendable {
        case running
        /// Stopped (SIGSTOP): its jobs wait.
        case paused
        case dead
    }

    package let name: String
    let number: Int
    package internal(set) var state = State.running
    /// How far its wall clock is ahead of the world's.
    package var clockOffset = Duration.zero
    /// Its I/O steps so far: what it sends and takes from the network, and what it does to its disk.
    package internal(set) var ioSteps = 0
    /// Asked before each I/O step with its number, from 1; false when the step must not happen any more. Whoever
    /// answers false has killed the node.
    package var beforeStep: ((Int) -> Bool)?
    /// What became due while it was paused.
    var held: [SimulationEntry] = []

    init(name: String, number: Int) {
        self.name = name
        self.number = number
    }

    package var isAlive: Bool { state != .dead }
}
