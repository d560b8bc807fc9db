import Integration
import LoadGen
import Seams

/// What all parts of one life of the small core work with.
struct Office: Sendable {
    let core: SmallCore
    let environment: CoreEnvironment
    let configuration: Configuration
    let store: SmallStore
    let mapping: Mapping
    let dingTalk: any DingTalkPort
    let kingdee: any KingdeePort
    let cryptor: CallbackCryptor
    let bell = Bell()
    let hands = Hands()
    let notebook = Notebook()

    var time: any Time { environment.time }
    var now: Timestamp { environment.time.now }
    /// How many items are worked on at a time.
    var workersMax: Int { core.workers ?? configuration.delivery.workers }

    /// Makes everything of what an operator has written; nothing is sent yet.
    init(_ core: SmallCore, _ environment: CoreEnvironment) throws {
        self.core = core
        self.environment = environment
        configuration = try Configuration.read(
            environment.configuration, path: "core.yaml", environment: environment.secrets)
        let mappings = try Platforms.mappings(configuration, environment, editing: core.editMapping)
        guard let mapping = mappings.first, let cryptor = try Platforms.cryptor(configuration) else {
            throw Unsuitable(reason: "the small core takes one mapping, and callbacks")
        }
        self.mapping = mapping
        self.cryptor = cryptor
        store = SmallStore(database: try environment.openDatabase())
        dingTalk = core.dingTalk(configuration, environment)
        kingdee = core.kingdee(configuration, environment)
    }

    /// Puts an item back with a pause that grows and is drawn, or with the one that the platform asks for.
    func pausing(_ item: SmallItem, after failure: PlatformFailure) -> SmallItem {
        var item = item
        item.pauses += 1
        item.reason = "\(failure)"
        item.due = now + core.pause(self, item, failure)
        return item
    }

    /// Writes an item down.
    func keep(_ item: SmallItem) async throws {
        try await store.put(item, at: now)
    }

    /// The documents that may be the item's: by its own number, or by their source when Kingdee numbers them.
    func find(_ item: SmallItem) async -> Result<[KingdeeDocument], PlatformFailure> {
        let own = configuration.delivery.numberHonoured ? core.number(self, item) : nil
        let number = item.documentNumber ?? own
        return await outcome { () throws(PlatformFailure) in
            try await kingdee.find(
                form: mapping.form, number: number, source: item.instance, sourceField: mapping.sourceField)
        }
    }
}

/// What a call gave, as a value.
func outcome<Value>(
    _ call: () async throws(PlatformFailure) -> Value
) async -> Result<Value, PlatformFailure> {
    do {
        return .success(try await call())
    } catch {
        return .failure(error)
    }
}

extension PlatformFailure {
    /// Whether certainly nothing happened, and a later call may succeed.
    var isPassing: Bool {
        switch self {
        case .notSent, .throttled, .transient, .sessionLost, .logInRefused: true
        case .outcomeUnknown, .duplicateNumber, .rejected, .notFound: false
        }
    }
}

/// The small core cannot work with this configuration.
private struct Unsuitable: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}
