package import Seams

/// One line of a fault plan: what goes wrong, for whom, when and how often.
package struct FaultRule: Sendable {
    /// The rule's name in history and report, unique within a plan.
    package var id: String
    /// What goes wrong.
    package var fault: any Fault
    /// Whom it strikes.
    package var aim: FaultAim
    /// When its window opens, counted from the start of the workload.
    package var from: Duration
    /// When its window closes; nil leaves it open until the faults are stopped.
    package var until: Duration?
    /// Whether a run in which it never strikes proves nothing: a rule that a person wrote is meant to strike, one that
    /// a seed drew may miss.
    package var mustFire = true
    /// The texts that it was made from, by member; empty for a rule that was not read.
    package var source: [String: String] = [:]

    package init(
        id: String, fault: any Fault, aim: FaultAim = FaultAim(), from: Duration = .zero, until: Duration? = nil
    ) {
        self.id = id
        self.fault = fault
        self.aim = aim
        self.from = from
        self.until = until
    }

    /// Whether the rule strikes at a time counted from the start of the workload.
    package func isOpen(at elapsed: Duration) -> Bool {
        elapsed >= from && until.map { elapsed < $0 } ?? true
    }
}

/// Whom a fault strikes. An empty aim strikes everything in its window.
package struct FaultAim: Hashable, Sendable {
    /// The platform, or nil for both.
    package var platform: Platform?
    /// Operations by name, regardless of case; empty for all. For delivery faults: event types.
    package var operations: [String] = []
    /// Kingdee forms; empty for all.
    package var forms: [String] = []
    /// A text that the business key contains; nil for any.
    package var key: String?
    /// The share of business keys that is struck, 0 ... 1, by the key's own draw.
    package var probability: Double = 1
    /// Only the first so many attempts at each business key are struck; nil for all.
    package var attempts: Int?
    /// The link: `dingtalk`, `kingdee` or `core`; for link faults.
    package var link: String?

    package init(
        platform: Platform? = nil, operations: [String] = [], forms: [String] = [], key: String? = nil,
        probability: Double = 1, attempts: Int? = nil, link: String? = nil
    ) {
        self.platform = platform
        self.operations = operations
        self.forms = forms
        self.key = key
        self.probability = probability
        self.attempts = attempts
        self.link = link
    }

    func covers(_ call: CallFacts) -> Bool {
        (platform == nil || platform == call.platform)
            && (operations.isEmpty || operations.contains { $0.lowercased() == call.operation.lowercased() })
            && (forms.isEmpty || forms.contains { $0.lowercased() == call.form?.lowercased() })
            && (key.map { call.key?.contains($0) ?? false } ?? true)
    }

    func covers(_ delivery: DeliveryFacts) -> Bool {
        (operations.isEmpty || operations.contains(delivery.type))
            && (key.map { delivery.instance?.contains($0) ?? false } ?? true)
    }
}

/// All rules of a run and the seed their draws come from.
package struct FaultPlan: Sendable {
    /// Where the draws come from.
    package var seed: Seed
    /// The rules; the first that strikes a call in a way that ends it wins, delays add up.
    package var rules: [FaultRule]

    package init(seed: Seed = Seed(0), rules: [FaultRule] = []) {
        self.seed = seed
        self.rules = rules
    }
}
