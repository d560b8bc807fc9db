import Seams
import Synchronization

/// The worlds of a server. Worlds are made, forked and dropped while it runs, independently of each other.
final class WorldDirectory: Sendable {
    private struct State {
        var worlds: [WorldNumber: HostedWorld] = [:]
        var deliveries: [WorldNumber: Task<Void, Never>] = [:]
        var lastNumber: UInt32 = 0
    }

    let first: HostedWorld
    private let state = Mutex(State())
    private let isAlone = Atomic(true)
    /// Enough for any test suite, and a bound for one that forgets to drop its worlds.
    static let worldsMax = 10_000

    init(first: HostedWorld) {
        self.first = first
    }

    /// The world with this number.
    subscript(number: WorldNumber) -> HostedWorld? {
        if number == first.number { return first }
        return isAlone.load(ordering: .acquiring) ? nil : state.withLock { $0.worlds[number] }
    }

    /// Whether there is no world but the first.
    var hasOnlyOne: Bool { isAlone.load(ordering: .acquiring) }

    /// All worlds by number.
    var all: [HostedWorld] {
        let others = state.withLock { $0.worlds.values.sorted { $0.number.rawValue < $1.number.rawValue } }
        return [first] + others
    }

    /// The world that `name` means: its number, organisation or data centre.
    func world(named name: String) -> HostedWorld? {
        if let number = UInt32(name) { return self[WorldNumber(number)] }
        if first.dingTalkWorld.corpID == name || first.kingdeeWorld.acctID == name { return first }
        guard let number = WorldNumber(credential: name), let world = self[number] else { return nil }
        return world.dingTalkWorld.corpID == name || world.kingdeeWorld.acctID == name ? world : nil
    }

    /// Makes a world from `parent` and begins to deliver its events.
    ///
    /// - Throws: `ControlError` when there are too many worlds already.
    func fork(_ parent: HostedWorld, fromItsStart: Bool) throws(ControlError) -> HostedWorld {
        let number = try state.withLock { state throws(ControlError) in
            guard state.worlds.count < WorldDirectory.worldsMax else {
                throw ControlError("there are \(state.worlds.count) worlds already; drop some with DELETE worlds/{id}")
            }
            state.lastNumber += 1
            return WorldNumber(state.lastNumber)
        }
        let identity = WorldIdentity(number: number, seed: first.surroundings.seed)
        let world = HostedWorld(forking: parent, fromItsStart: fromItsStart, as: identity)
        state.withLock { state in
            state.worlds[number] = world
            // Owned: cancelled when the world is dropped.
            state.deliveries[number] = Task { await world.dingTalk.run() }
            isAlone.store(false, ordering: .releasing)
        }
        return world
    }

    /// Forgets a world; false when there is none, or when it is the first.
    func drop(_ number: WorldNumber) -> Bool {
        let (world, delivery) = state.withLock { state in
            (state.worlds.removeValue(forKey: number), state.deliveries.removeValue(forKey: number))
        }
        delivery?.cancel()
        return world != nil
    }

    /// Forgets all worlds but the first.
    func dropAll() {
        let deliveries = state.withLock { state in
            state.worlds = [:]
            defer { state.deliveries = [:] }
            return Array(state.deliveries.values)
        }
        for delivery in deliveries { delivery.cancel() }
    }
}
