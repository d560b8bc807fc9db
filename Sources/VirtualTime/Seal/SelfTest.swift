import Seams
import Synchronization

/// Asks at start whether the simulation still owns the runtime: each way in which Swift code can wait, switch or start
/// must come back on the simulation's thread and in virtual time. A toolchain that changes that is refused, not worked
/// around.
package enum SelfTest {
    /// Runs all probes. Returns the names of those that escaped; empty is what a run needs.
    ///
    /// Must be called on the thread that will run simulations, before the first of them.
    package static func run() -> [String] {
        let simulation = Simulation(seed: Seed(1), start: Timestamp(seconds: 0), policy: .fifo)
        simulation.isLenient = true
        let escaped = Mutex(Set(probes.map(\.name)))
        for probe in probes {
            simulation.spawn(on: simulation.world) {
                guard await probe.body(VirtualClock(simulation, of: simulation.world)) else { return }
                escaped.withLock { _ = $0.remove(probe.name) }
            }
        }
        _ = simulation.run(until: Timestamp(seconds: 3600)) { escaped.withLock { $0.isEmpty } }
        if let leak = simulation.leaks.description { return ["the probes themselves: \(leak)"] }
        return escaped.withLock { $0.sorted() }
    }

    private struct Probe: Sendable {
        let name: String
        let body: @Sendable (VirtualClock) async -> Bool
    }

    private static let probes: [Probe] = [
        Probe(name: "Task") { _ in await Task { 1 }.value == 1 },
        Probe(name: "Task.detached") { _ in await Task.detached { 1 }.value == 1 },
        Probe(name: "Task.immediate") { _ in await immediate() },
        Probe(name: "Task.yield") { _ in
            await Task.yield()
            return true
        },
        Probe(name: "async let") { _ in
            async let one = identity(1)
            async let two = identity(2)
            return await one + two == 3
        },
        Probe(name: "TaskGroup") { _ in
            await withTaskGroup(of: Int.self) { group in
                for number in 1...3 { group.addTask { await identity(number) } }
                return await group.reduce(0, +)
            } == 6
        },
        Probe(name: "DiscardingTaskGroup") { clock in
            await withDiscardingTaskGroup { group in
                for _ in 1...3 { group.addTask { try? await clock.sleep(for: .seconds(1)) } }
            }
            return true
        },
        Probe(name: "actor") { _ in
            let counter = Counter()
            await withTaskGroup(of: Void.self) { group in
                for _ in 1...3 { group.addTask { await counter.add() } }
            }
            return await counter.value == 3
        },
        Probe(name: "MainActor") { _ in await onMainActor() == 7 },
        Probe(name: "AsyncStream") { _ in
            let (stream, continuation) = AsyncStream<Int>.makeStream()
            Task {
                continuation.yield(4)
                continuation.finish()
            }
            return await stream.reduce(0, +) == 4
        },
        Probe(name: "cancellation") { clock in
            let task = Task { (try? await clock.sleep(for: .seconds(10_000))) == nil }
            try? await clock.sleep(for: .seconds(1))
            task.cancel()
            return await task.value
        },
        Probe(name: "virtual sleep") { clock in
            let start = clock.now
            try? await clock.sleep(for: .seconds(60))
            return clock.now - start == .seconds(60)
        },
        Probe(name: "Task.sleep(for:)") { clock in
            let start = clock.now
            try? await Task.sleep(for: .seconds(60))
            return clock.now - start > .seconds(59)  // the real clock went on a little meanwhile
        },
        Probe(name: "Task.sleep(nanoseconds:)") { clock in
            let start = clock.now
            try? await Task.sleep(nanoseconds: 60_000_000_000)
            return clock.now - start > .seconds(59)  // the real clock went on a little meanwhile
        },
        Probe(name: "SuspendingClock") { clock in
            let start = clock.now
            try? await SuspendingClock().sleep(for: .seconds(60))
            return clock.now - start > .seconds(59)  // the real clock went on a little meanwhile
        },
        Probe(name: "task priority") { _ in await Task(priority: .background) { 1 }.value == 1 },
    ]

    private static func identity(_ number: Int) async -> Int { number }

    private static func immediate() async -> Bool {
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            return await Task.immediate { await identity(1) }.value == 1
        }
        return true
    }

    @MainActor private static func onMainActor() -> Int { 7 }
}

private actor Counter {
    var value = 0
    func add() { value += 1 }
}
