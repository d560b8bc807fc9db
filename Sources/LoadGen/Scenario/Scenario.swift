package import Seams
package import Simulators

/// One rehearsal, as a scenario file describes it: the world at the start, the system under test, the workload, the
/// faults, the expectations.
package struct Scenario: Sendable {
    /// The name in reports, unique within a folder.
    package var name: String
    /// What a green result proves, in one or two sentences.
    package var proves: String
    /// The seed of everything random; `--seed` replaces it.
    package var seed: Seed
    package var world: WorldSettings
    package var system: SystemSettings
    package var workload: WorkloadSettings
    /// What happens besides the workload's approvals.
    package var activities: [ScenarioActivity] = []
    /// What goes wrong; times count from the start of the workload.
    package var faults: [FaultRule]
    /// What a person does meanwhile.
    package var interventions: [Intervention]
    package var expectations: Expectations
    /// How long the world may take to become quiet after the workload and the faults have ended.
    package var settleWithin: Duration
    /// How long it takes on real sockets, about, for those who run whole folders; nil for what is soon over.
    package var takes: Duration?
    /// What `rehearsal explore` may add; `rehearsal run` ignores it.
    package var explore = ExploreSettings()

    /// Why its system cannot have the store and the workers that it has, with the remedy; nil when it can.
    package var layoutMistake: String? {
        guard system.isBuiltIn else { return "system.command: stores and workers belong to the built-in core" }
        if system.workers > 1, system.store == .sqlite {
            return "\(system.workers) workers need a store that they share; write --store postgresql"
        }
        let aimed = faults.compactMap { ($0.fault as? any ProcessFault)?.worker }.max() ?? 1
        guard aimed > system.workers else { return nil }
        return "a fault strikes worker \(aimed), and there are \(system.workers); write --workers \(aimed)"
    }

    /// The first key of the file that works on real sockets only; nil when virtual time can run it.
    package var needsSockets: String? {
        if !system.isBuiltIn { return "system.command: the virtual world has no processes" }
        if system.store == .postgreSQL { return "system.store: postgresql" }
        if system.tls { return "system.tls" }
        if let script = system.files.keys.sorted().first(where: { $0.hasSuffix(".py") || $0.hasSuffix(".groovy") }) {
            return "system.files: \(script) needs a worker process, which"
        }
        return activities.first { type(of: $0.activity).needsSockets }?.key
    }
}

/// The world at the start.
package struct WorldSettings: Sendable {
    package var employees = 120
    package var departments = 12
    /// How DingTalk delivers events.
    package var delivery = EventChannel.callback
    /// How long DingTalk waits for a receiver before an attempt counts as failed; the platform's 2.5 s by default.
    package var deliveryTimeout = Duration.milliseconds(2500)
    /// The pauses before the second, third … attempt; the platform's 10 s and 30 s by default.
    package var redelivery: [Duration] = [.seconds(10), .seconds(30)]
    /// Whether both platforms are served over TLS 1.3.
    package var tls = false
    /// How the tenant set its forms up, by form id.
    package var formRules: [String: FormRule] = [:]
    /// How long links to approvals' files last; the platform's fifteen minutes by default.
    package var fileLinks = Duration.seconds(900)
    /// The largest attachment in KiB that Kingdee takes; nil for any.
    package var attachmentKilobytes: Int?

    package init() {}
}

/// The two ways in which DingTalk delivers events.
package enum EventChannel: String, CaseIterable, Sendable {
    case callback, stream
}

/// The three ways in which a core can authenticate to Kingdee.
package enum KingdeeAuthentication: String, CaseIterable, Sendable {
    case appSecret = "app-secret"
    case password
    case signed
}

/// What is tested.
package struct SystemSettings: Sendable {
    /// The command and its arguments; empty for the built-in core. `${…}` names are replaced, see `SystemVariables`.
    package var command: [String] = []
    /// Added to the environment; values may hold `${…}` names.
    package var environment: [String: String] = [:]
    /// The URL that answers 2xx once the system is ready.
    package var ready = "http://127.0.0.1:${core.port}/health/ready"
    /// Where DingTalk sends its callbacks.
    package var callback = "http://127.0.0.1:${core.link.port}/dingtalk/callback"
    /// How long it may take to become ready.
    package var startWithin = Duration.seconds(20)
    /// How the built-in core logs in to Kingdee.
    package var kingdeeAuthentication = KingdeeAuthentication.appSecret
    /// Where the built-in core keeps its work.
    package enum Store: String, CaseIterable, Sendable {
        /// A file of the run's folder, or of the simulated disk.
        case sqlite
        /// A server of the run's own, on real sockets only.
        case postgreSQL = "postgresql"
    }

    /// Which store the built-in core has; several workers need `postgreSQL`.
    package var store = Store.sqlite
    /// Whether the built-in core listens with TLS 1.3, on real sockets only.
    package var tls = false
    /// How many processes the built-in core has on one store, 1 ... 8.
    package var workers = 1
    /// The built-in core's mappings, by their shipped names or those of `files`; empty for the one that the kind of the
    /// workload needs.
    package var mappings: [String] = []
    /// A team's own files that lie beside the built-in core's configuration: mappings, dictionaries and scripts, by name.
    package var files: [String: String] = [:]
    /// Settings of the built-in core that replace its defaults, by dotted key such as `delivery.attempts`.
    package var settings: [String: String] = [:]

    package init() {}

    /// Whether our own core is tested.
    package var isBuiltIn: Bool { command.isEmpty }

    /// How the built-in core is spoken to: `http` or `https`.
    var scheme: String { tls ? "https" : "http" }
}

/// The approvals that people make.
package struct WorkloadSettings: Sendable {
    /// How many approvals; 0 in a scenario that has activities only.
    package var approvals: Int
    package var arrivals: Arrivals
    /// The shares of approvals that are refused, withdrawn, or still running at the end; the rest is approved.
    package var refused = 0.0
    package var terminated = 0.0
    package var running = 0.0
    /// How many approvals carry an expense item that no mapping knows.
    package var poisoned = 0
    /// What people ask for.
    package var kind = ClaimKind.expense
    /// The number of detail rows of a claim.
    package var rows = 1...4
    /// Whether people write a mobile number, a bank account and an identity number into their claims.
    package var personalData = false
    /// Whether they fill in a suite (套件) instead of single components.
    package var suite = false
    /// What people attach; nil leaves that to chance, with files that nobody looks at.
    package var files: FileSettings?

    package init(approvals: Int, arrivals: Arrivals) {
        self.approvals = approvals
        self.arrivals = arrivals
    }
}

/// When approvals are due. Open arrivals do not wait for the system under test; closed ones do.
package enum Arrivals: Hashable, Sendable {
    /// All within `within`, evenly spread.
    case burst(within: Duration)
    /// Evenly, one each 1/`perSecond` s.
    case constant(perSecond: Double)
    /// Independent arrivals with the mean rate `perSecond`.
    case poisson(perSecond: Double)
    /// A rate that grows evenly from `from` to `to` per second over the whole workload.
    case ramp(from: Double, to: Double)
    /// `users` people, each submitting, waiting until the document is audited, and thinking for `thinkTime`.
    case closed(users: Int, thinkTime: Duration)
}

/// What a person does during a run.
package struct Intervention: Hashable, Sendable {
    /// When; nil means once the world is otherwise quiet.
    package var at: Duration?
    package var action: Action

    package init(at: Duration?, action: Action) {
        self.at = at
        self.action = action
    }

    package enum Action: Hashable, Sendable {
        /// Mend each dead letter by setting form values (component id to value; `TableId.ColumnId` for a column of all
        /// rows), then replay it.
        case replayDeadLetters(set: [String: String])
        /// Look in Kingdee for the document of each item that waits for a person: adopt it, or have it made where there is
        /// none.
        case adoptFound
    }
}

/// What must hold. Checks of duplicates, losses and content always run; these are the bounds.
package struct Expectations: Sendable {
    /// The form that approvals become.
    package var form = "ER_ExpReimbursement"
    /// The field of the document that names its approval instance: it contains the instance id.
    package var sourceField = "FCausa"
    /// The longest time from an approval being due to its audited document.
    package var latencyMax: Duration? = .seconds(5)
    /// Whether the bounds of time that activities set (`within`, `within-p99`) hold; a swarm of faults drops them.
    package var inTime = true
    /// The bound of the 99th percentile.
    package var latencyP99: Duration?
    /// How long after the end of each fault (and of the workload) the backlog must be gone.
    package var recoveryWithin: Duration?
    /// The least share of calls to the platforms that the platforms answered without an error, 0 ... 1.
    package var apiSuccessRate: Double?
    /// The largest number of attempts of one write at one business key.
    package var attemptsMax: Int?
    /// The largest number of calls to both platforms for each approval submitted, on average.
    package var callsPerApprovalMax: Double?
    /// The largest number of calls that ask a platform for a token or a session.
    package var logInsMax: Int?
    /// The largest number of calls to one platform within any second while a fault is on, or just after.
    package var burstMax: Int?
    /// What comments on approvals must say of documents: nil checks what they say, true also demands one for each
    /// audited document, false leaves comments unread.
    package var writeBack: Bool?
    /// Whether each expense claim must also become a voucher that refers to its reimbursement.
    package var vouchers = false
    /// Whether no comment may stand twice on an approval.
    package var commentsOnce = false
    /// An approval that ended this much before another has its document first; nil leaves the order unchecked.
    package var inOrder: Duration?
    /// Whether no call may reach an operation within its penalty window once the refusal could be known.
    package var penaltyKept = false
    /// The least share of operations that must succeed within `attemptsMax` tries (3 without one), 0 ... 1.
    package var operationSuccessRate: Double?
    /// The most memory in MiB that a process under test may have resident; nil leaves it open. Not in the virtual world,
    /// where there is no process to measure.
    package var memoryMax: Int?
    /// How many dead letters there must have been.
    package var deadLetters: Int? = 0
    /// What the document must contain: field path (`FDate`, `FEntity.FExpenseAmount`) to a fact of the claim; empty for
    /// the standard expectation.
    package var content: [String: String] = [:]

    package init() {}
}
