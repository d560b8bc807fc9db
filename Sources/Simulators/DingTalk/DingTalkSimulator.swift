package import Seams
import Synchronization

/// The fake DingTalk open platform: one organisation with one in-house application.
///
/// It speaks both API families on one port, keeps real state, and pushes events by encrypted callback or by stream. What
/// goes wrong is decided above it, by the fault engine; this type only knows how DingTalk behaves.
package final class DingTalkSimulator: SimulatedPlatform {
    package let platform = Platform.dingTalk

    let time: any Time
    let randomness: any Randomness
    let history: History
    let faults: FaultEngine
    let network: any Network
    let settings: DeliverySettings
    let wakeUp = WakeUp()
    /// Where a reset goes back to.
    private let origin: DingTalkState
    private let number: WorldNumber
    private let current: Mutex<DingTalkState>

    /// Makes the platform of `world`. Deliver events by `run()`.
    package init(
        world: DingTalkWorld, time: any Time, randomness: any Randomness, history: History, faults: FaultEngine,
        network: any Network, delivery: DeliverySettings = DeliverySettings()
    ) {
        origin = DingTalkState(world: world, settings: delivery)
        number = world.number
        self.time = time
        self.randomness = randomness
        self.history = history
        self.faults = faults
        self.network = network
        settings = delivery
        current = Mutex(origin)
    }

    /// Makes a platform with what `parent` has now, or with what it began with, under another identity.
    ///
    /// Tokens, tickets, subscriptions and events under way stay with the parent.
    init(
        forking parent: DingTalkSimulator, fromItsStart: Bool, as identity: WorldIdentity, randomness: any Randomness,
        history: History, faults: FaultEngine
    ) {
        var state = fromItsStart ? parent.origin : parent.current.withLock { $0 }
        state.becomeFork(as: identity, settings: parent.settings)
        state.baseURL = parent.current.withLock { $0.baseURL }
        origin = state
        number = identity.number
        time = parent.time
        self.randomness = randomness
        self.history = history
        self.faults = faults
        network = parent.network
        settings = parent.settings
        current = Mutex(state)
    }

    /// The public base URL under which clients reach it, such as `http://127.0.0.1:18600`. Set before use: the stream
    /// endpoint is answered from it.
    package func setBaseURL(_ url: String) {
        current.withLock { $0.baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url }
    }

    /// Who would get events now.
    package struct Subscribers: Hashable, Sendable {
        /// Whether a callback URL is configured.
        package var hasCallback: Bool
        /// How many stream connections are open that subscribed to events.
        package var streamConnections: Int
    }

    /// Who would get events now.
    package var subscribers: Subscribers {
        current.withLock { state in
            Subscribers(
                hasCallback: state.callback != nil, streamConnections: state.connections.count(where: \.takesEvents))
        }
    }

    /// Events that were neither acknowledged nor given up: 0 when the world is quiet.
    package func pendingEvents() -> Int {
        current.withLock { $0.events.pending }
    }

    package func reset() {
        current.withLock { $0.reset(to: origin) }
    }

    /// Runs one atomic step on the state, and wakes the delivery when the step gave it something to do earlier.
    func step<Result, Failure: Error>(
        _ body: (inout DingTalkState, DingTalkStep) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (outcome, mustWake) = current.withLock { state -> (Swift.Result<Result, Failure>, Bool) in
            let step = DingTalkStep(
                now: time.now, randomness: randomness, history: history, baseURL: state.baseURL, world: number)
            let due = state.events.nextDue
            do throws(Failure) {
                let result = try body(&state, step)
                return (.success(result), state.events.nextDue != due)
            } catch {
                return (.failure(error), false)
            }
        }
        if mustWake { wakeUp.signal() }
        return try outcome.get()
    }
}
