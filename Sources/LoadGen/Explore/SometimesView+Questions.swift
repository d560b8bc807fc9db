import Seams
import Simulators

/// What points ask of a run.
extension SometimesView {
    /// When the core died, in order.
    var deaths: [Moment] { changes.filter { SometimesView.isDeath($0.change) }.map(\.moment) }

    static func isDeath(_ change: String) -> Bool { change == "killed" || change == "power-lost" }

    /// The times without a core: from a death until it was ready again.
    var downtimes: [(from: Moment, until: Moment)] {
        spans(from: SometimesView.isDeath, until: { $0 == "ready" })
    }

    /// The times in which the process did not run though it lived.
    var pauses: [(from: Moment, until: Moment)] {
        spans(from: { $0 == "paused" }, until: { $0 == "resumed" })
    }

    /// The times in which the process could store nothing.
    var fullDisks: [(from: Moment, until: Moment)] {
        spans(from: { $0 == "disk-full" }, until: { $0 == "disk-free" })
    }

    private func spans(
        from opens: (String) -> Bool, until closes: (String) -> Bool
    ) -> [(from: Moment, until: Moment)] {
        changes.indices.filter { opens(changes[$0].change) }.compactMap { position in
            changes[position...].first { closes($0.change) }.map { (changes[position].moment, $0.moment) }
        }
    }

    /// Whether the core died between two steps of an approval.
    func died(between earlier: Moment?, and later: Moment?) -> Bool {
        guard let earlier, let later else { return false }
        return deaths.contains { earlier.sequence < $0.sequence && $0.sequence < later.sequence }
    }

    /// Whether some approval was between the two steps when the core died.
    func someDied(between earlier: KeyPath<Story, Moment?>, and later: KeyPath<Story, Moment?>) -> Bool {
        !deaths.isEmpty && stories.contains { died(between: $0[keyPath: earlier], and: $0[keyPath: later]) }
    }

    /// The writes to Kingdee.
    var writes: [Call] { calls.filter { SometimesCatalog.writes.contains($0.operation) } }

    func calls(_ operation: String, struckBy fault: any Fault.Type) -> [Call] {
        calls.filter { $0.operation == operation && $0.kinds.contains(fault.name) }
    }

    /// Whether a fault of that kind struck a call of one of these operations.
    func struck(_ operations: [String], by fault: any Fault.Type) -> Bool {
        calls.contains { operations.contains($0.operation) && $0.kinds.contains(fault.name) }
    }

    /// The instance's only document is audited.
    func isDeliveredOnce(_ id: String?) -> Bool {
        guard let instance = id.flatMap(run.instance) else { return false }
        return instance.documents.count == 1 && run.audited(instance) != nil
    }

    /// Whether a call of these operations failed, and a later one succeeded.
    func recovered(_ operations: [String]) -> Bool {
        let all = calls.filter { operations.contains($0.operation) }
        guard let first = all.firstIndex(where: \.failed) else { return false }
        return all[first...].contains { $0.record.succeeded }
    }

    /// Whether one of the calls was under way at one of the moments.
    func anyUnderWay(_ calls: [Call], at moments: [Moment]) -> Bool {
        moments.contains { moment in calls.contains { $0.isUnderWay(at: moment) } }
    }

    /// The windows of faults of these kinds that were open at `moment`.
    func openRules(_ kinds: [any Fault.Type], at moment: Moment) -> [String] {
        let names = kinds.map { $0.name }
        return run.faults.filter { fault in
            names.contains(fault.fault)
                && fault.windows.contains { window in
                    window.from.sequence <= moment.sequence
                        && window.until.map { $0.sequence > moment.sequence } ?? true
                }
        }.map(\.rule)
    }

    /// The link that a rule strikes.
    func link(of rule: String) -> String? {
        run.record.scenario.faults.first { $0.id == rule }?.aim.link
    }

    /// The longest one exchange of the core may take.
    var callTimeout: Duration { run.record.scenario.duration(of: "delivery.callTimeout") ?? .seconds(5) }
}

extension SometimesCatalog {
    /// The operations that a core must use, as the simulators name them.
    static let read = "workflow/processInstances/get"
    static let reads = [read, "processinstance/get"]
    static let listings = ["workflow/processes/instanceIds/query", "processinstance/listids"]
    static let comment = "workflow/processInstances/comments"
    static let writes = ["Save", "Submit", "Audit"]
    static let lookUps = ["ExecuteBillQuery", "BillQuery", "View"]
    static let logIns = [
        "oauth2/accessToken", "gettoken", "LoginByAppSecret", "LoginBySign", "ValidateUser", "ValidateUser2",
    ]
    static let streamOpening = "gateway/connections/open"

    /// What makes the core die.
    static let deadly: [any Fault.Type] = [ProcessKilled.self, PowerLost.self]
    /// What cuts a link.
    static let cuts: [any Fault.Type] = [LinkRefused.self, LinkBlackHole.self, LinkReset.self, LinkOneWay.self]
}
