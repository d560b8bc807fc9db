import Seams

/// Something that happens in a scenario besides approvals: people join and leave, sign on, goods leave the stock.
///
/// An activity is one file (or a small folder) and one line in `ActivityCatalog.all`. What it does to the world, and what
/// it sees there, goes into the history as `HistoryFact.activity`, so that checkers can judge a run from its history alone.
protocol Activity: Sendable {
    /// Its key in a scenario file, which is its name in the history too.
    static var key: String { get }

    /// Whether it works on real sockets only, so that `rehearsal explore` leaves its scenario out.
    static var needsSockets: Bool { get }

    /// Reads its section; nil after noting at least one mistake.
    init?(_ section: inout ScenarioSection)

    /// How long it goes on after the workload has begun, by plan.
    var length: Duration { get }

    /// How long after the last fault the system under test may take, by its promises, to find what it never heard of.
    var recovery: Duration { get }

    /// The built-in core's settings that it needs, by dotted key such as `organisation.compareEvery`; the scenario's own
    /// win. Sections may be nested to any depth.
    func coreSettings(in world: ActivityWorld) -> [String: String]

    /// More of `core.yaml` as text: whole top-level sections that no setting touches.
    func coreText(in world: ActivityWorld) -> String

    /// Files beside `core.yaml` that the core needs, by name.
    func coreFiles(in world: ActivityWorld) -> [String: String]

    /// What the operator keeps in the environment besides the platforms' secrets.
    func coreSecrets(in world: ActivityWorld) -> [String: String]

    /// Prepares the world before the system under test is started.
    func prepare(_ stage: ActivityStage) async throws

    /// Does what it does, counted from `origin`; returns when it has done everything.
    func run(_ stage: ActivityStage, from origin: Timestamp) async throws

    /// Whether the system under test has done all that the activity waits for, by the world's own state.
    func isQuiet(_ stage: ActivityStage) async throws -> Bool

    /// How many approvals wait for what a person does in `intervene`, and have no document until then.
    func awaitingPerson(_ stage: ActivityStage) async throws -> Int

    /// What a person does once the world is quiet; it is then waited for quiet again. Returns whether there was anything.
    func intervene(_ stage: ActivityStage) async throws -> Bool

    /// Reads what only the end shows, such as the core's own log, and records it.
    func conclude(_ stage: ActivityStage) async throws
}

extension Activity {
    static var needsSockets: Bool { false }
    var recovery: Duration { .zero }
    func coreSettings(in world: ActivityWorld) -> [String: String] { [:] }
    func coreText(in world: ActivityWorld) -> String { "" }
    func coreFiles(in world: ActivityWorld) -> [String: String] { [:] }
    func coreSecrets(in world: ActivityWorld) -> [String: String] { [:] }
    func prepare(_ stage: ActivityStage) async throws {}
    func isQuiet(_ stage: ActivityStage) async throws -> Bool { true }
    func awaitingPerson(_ stage: ActivityStage) async throws -> Int { 0 }
    func intervene(_ stage: ActivityStage) async throws -> Bool { false }
    func conclude(_ stage: ActivityStage) async throws {}
}

/// All activities there are.
enum ActivityCatalog {
    static let all: [any Activity.Type] = [
        RevocationActivity.self,
        OrganisationActivity.self,
        StockActivity.self,
        AttendanceActivity.self,
        AuditActivity.self,
        MaskedFieldsActivity.self,
        SignOns.self,
        TLSProbes.self,
        YidaActivity.self,
        OperationsActivity.self,
        MappingChanges.self,
        NamesakesActivity.self,
    ]
}
