import Seams

/// One world on a server: both platforms, their history and their faults. Nothing of it is shared with another world.
package final class HostedWorld: Sendable {
    package let number: WorldNumber
    package let dingTalkWorld: DingTalkWorld
    package let kingdeeWorld: KingdeeWorld
    package let dingTalk: DingTalkSimulator
    package let kingdee: KingdeeSimulator
    package let history: History
    package let faults: FaultEngine
    let journal: CallJournal
    let dingTalkServer: PlatformServer<DingTalkSimulator>
    let kingdeeServer: PlatformServer<KingdeeSimulator>
    let surroundings: Surroundings

    /// What all worlds of a server live in.
    struct Surroundings: Sendable {
        let time: any Time
        let network: any Network
        let seed: Seed
        let delivery: DeliverySettings
        let keepsCalls: Bool
    }

    /// Makes the first world of a server.
    init(
        _ dingTalkWorld: DingTalkWorld, _ kingdeeWorld: KingdeeWorld, _ surroundings: Surroundings,
        randomness: any Randomness, history: History
    ) {
        let time = surroundings.time
        let faults = FaultEngine(time: time, history: history)
        self.dingTalkWorld = dingTalkWorld
        self.kingdeeWorld = kingdeeWorld
        self.history = history
        self.faults = faults
        self.surroundings = surroundings
        number = dingTalkWorld.number
        journal = CallJournal(keepsCalls: surroundings.keepsCalls)
        dingTalk = DingTalkSimulator(
            world: dingTalkWorld, time: time, randomness: randomness, history: history, faults: faults,
            network: surroundings.network, delivery: surroundings.delivery)
        kingdee = KingdeeSimulator(world: kingdeeWorld, time: time, randomness: randomness, history: history)
        dingTalkServer = PlatformServer(dingTalk, faults: faults, history: history, time: time, journal: journal)
        kingdeeServer = PlatformServer(kingdee, faults: faults, history: history, time: time, journal: journal)
    }

    /// Makes a world with what `parent` has now, or with what it began with. Values are shared until one side changes
    /// them, so this takes no longer for a large world.
    ///
    /// Tokens, sessions, event subscriptions, events under way and faults stay with the parent.
    init(forking parent: HostedWorld, fromItsStart: Bool, as identity: WorldIdentity) {
        let surroundings = parent.surroundings
        let time = surroundings.time
        let randomness = SeededRandomness(seed: surroundings.seed.derived("world", String(identity.number.rawValue)))
        let history = History(time: time)
        let faults = FaultEngine(time: time, history: history)
        var dingTalkWorld = parent.dingTalkWorld
        dingTalkWorld.take(identity)
        var kingdeeWorld = parent.kingdeeWorld
        kingdeeWorld.take(identity)
        self.dingTalkWorld = dingTalkWorld
        self.kingdeeWorld = kingdeeWorld
        self.history = history
        self.faults = faults
        self.surroundings = surroundings
        number = identity.number
        journal = CallJournal(keepsCalls: surroundings.keepsCalls)
        dingTalk = DingTalkSimulator(
            forking: parent.dingTalk, fromItsStart: fromItsStart, as: identity, randomness: randomness,
            history: history, faults: faults)
        kingdee = KingdeeSimulator(
            forking: parent.kingdee, fromItsStart: fromItsStart, as: identity, randomness: randomness, history: history)
        dingTalkServer = PlatformServer(dingTalk, faults: faults, history: history, time: time, journal: journal)
        kingdeeServer = PlatformServer(kingdee, faults: faults, history: history, time: time, journal: journal)
    }

    /// Puts both platforms, the history and the faults back to where the world began.
    func reset() {
        dingTalk.reset()
        kingdee.reset()
        faults.install(FaultPlan(), origin: surroundings.time.now)
        history.reset()
        journal.reset()
    }
}
