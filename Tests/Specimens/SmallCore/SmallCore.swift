import Integration
import LoadGen
import Seams

/// A correct core that is much simpler than the product, put together from parts that can be replaced one by one.
///
/// A specimen is this core with one part that has a mistake in it (and, where the mistake would be masked, with the
/// defence behind it taken away). What the parts must achieve: an event is on the disk before it is acknowledged; an
/// approval is one row, whatever its events are called; a write whose outcome is unknown is looked up before it is sent
/// again; a step is stored before the next one begins.
struct SmallCore: Sendable {
    /// What carries an item out of one state.
    typealias Step = @Sendable (Office, SmallItem) async throws -> SmallItem

    // How the world is reached and understood.

    var dingTalk: @Sendable (Configuration, CoreEnvironment) -> any DingTalkPort = { Platforms.dingTalk($0, $1) }
    var kingdee: @Sendable (Configuration, CoreEnvironment) -> any KingdeePort = {
        Platforms.kingdee($0, $1, over: $1.network)
    }
    /// Changes the text of the mapping before it is read.
    var editMapping: @Sendable (String) -> String = { $0 }

    // How work comes in, and who does it.

    /// Takes an event over; true lets it be acknowledged.
    var accept: @Sendable (Office, IncomingEvent) async -> Bool = { await Honest.accept($0, $1) }
    /// What makes two events the same work.
    var key: @Sendable (IncomingEvent) -> String = { $0.instance ?? $0.id }
    /// What happens between opening the store and listening.
    var recover: @Sendable (Office) async throws -> Void = { _ in }
    /// Takes at most so many due items into workers' hands.
    var claim: @Sendable (Office, Int) async throws -> [SmallItem] = { try await Honest.claim($0, $1) }
    /// Finds what no event told.
    var catchUp: @Sendable (Office) async -> Void = { await Honest.catchUp($0) }
    /// Waits until there may be work.
    var waitForWork: @Sendable (Office) async -> Void = { await Honest.waitForWork($0) }
    /// How many items are worked on at a time; nil takes the configuration's.
    var workers: Int?

    // How an item becomes a document.

    var read: Step = { try await Honest.read($0, $1) }
    /// The number that we give to the document; nil lets Kingdee do it.
    var number: @Sendable (Office, SmallItem) -> String? = { Honest.number($0, $1) }
    var save: Step = { try await Honest.save($0, $1) }
    /// Finds out what became of a Save.
    var resolve: Step = { try await Honest.resolve($0, $1) }
    var submit: Step = { try await Honest.submit($0, $1) }
    var audit: Step = { try await Honest.audit($0, $1) }
    var tell: Step = { try await Honest.tell($0, $1) }
    /// How long an item waits after a failure that had no effect.
    var pause: @Sendable (Office, SmallItem, PlatformFailure) -> Duration = { Honest.pause($0, $1, $2) }

    // What a person sees and does.

    var deadLetters: @Sendable (Office) async throws -> [SmallItem] = { try await $0.store.dead() }
    var replay: @Sendable (Office, _ instance: String, _ set: [String: String]) async throws -> Void = {
        try await Honest.replay($0, $1, $2)
    }

    /// The core with parts replaced.
    func with(_ change: (inout SmallCore) -> Void) -> SmallCore {
        var core = self
        change(&core)
        return core
    }

    /// The core as the virtual world takes it.
    func named(_ name: String) -> VirtualCore {
        VirtualCore(name: name) { try await run($0) }
    }

    /// The step out of an item's state; nil at rest.
    func step(of item: SmallItem) -> Step? {
        switch item.state {
        case .open, .received: read
        case .ready: save
        case .sending: resolve
        case .saved: submit
        case .submitted: audit
        case .audited, .telling: tell
        case .done, .ignored, .dead: nil
        }
    }
}
