import Seams
import Simulators
import Synchronization

/// What a person watching a run sees.
package struct RunProgress: Sendable, Hashable {
    /// `starting`, `workload`, `settling`, `judging`.
    package var phase = "starting"
    /// Since the run started.
    package var elapsed = Duration.zero
    /// Approvals submitted, and how many of them were approved.
    package var submitted = 0
    package var approved = 0
    /// Events that the system under test acknowledged.
    package var delivered = 0
    /// Audited documents.
    package var documents = 0
    /// The fault windows open now, by rule id.
    package var activeFaults: [String] = []

    package init() {}
}

/// Follows the history of a running scenario: counts for the progress line, and what quiescence needs to know.
final class RunTracker: Sendable {
    private struct State {
        var next = 0
        var progress = RunProgress()
        var origin: Timestamp?
        var active: Set<String> = []
        var awaited: Set<String> = []
        var sourceOf: [String: String] = [:]
        var audited: Set<String> = []
        var auditedDocuments: Set<String> = []
        var voucherOf: [String: String] = [:]
        var vouched: Set<String> = []
        var callsUnderWay = 0
        var lastActivity: Timestamp?
    }

    private let history: History
    private let form: String
    private let sourceField: String
    private let awaitsVouchers: Bool
    private let state = Mutex(State())

    init(history: History, form: String, sourceField: String, awaitsVouchers: Bool = false) {
        self.history = history
        self.form = form
        self.sourceField = sourceField
        self.awaitsVouchers = awaitsVouchers
    }

    /// Reads what the history got since the last look.
    func catchUp(now: Timestamp) {
        state.withLock { state in
            for event in history.events(from: state.next) {
                state.next = event.sequence + 1
                take(event, &state)
            }
            state.progress.elapsed = state.origin.map { now - $0 } ?? .zero
        }
    }

    var progress: RunProgress { state.withLock { $0.progress } }

    /// The approved instances that have no audited document yet, or no voucher where there must be one.
    var backlog: Set<String> {
        state.withLock { state in
            state.awaited.subtracting(awaitsVouchers ? state.audited.intersection(state.vouched) : state.audited)
        }
    }

    /// Whether `instance` has an audited document.
    func isAudited(_ instance: String) -> Bool { state.withLock { $0.audited.contains(instance) } }

    /// Whether no call is under way and nothing changed for `pause`.
    func isCalm(for pause: Duration, now: Timestamp) -> Bool {
        state.withLock { state in
            state.callsUnderWay == 0 && state.lastActivity.map { now - $0 >= pause } ?? true
        }
    }

    private func take(_ event: HistoryEvent, _ state: inout State) {
        state.origin = state.origin ?? event.time
        switch event.fact {
        case .phase(let name): state.progress.phase = name
        case .faultArmed(let rule, _, _): state.active.insert(rule)
        case .faultDisarmed(let rule): state.active.remove(rule)
        case .callArrived: state.callsUnderWay += 1
        case .callAnswered, .callCut: state.callsUnderWay -= 1
        case .instanceStarted: state.progress.submitted += 1
        case .instanceFinished(let instance, let outcome, _, _):
            if outcome == .agree {
                state.progress.approved += 1
                state.awaited.insert(instance)
            }
        case .instanceRevoked(let instance, _, let revocation):
            state.awaited.remove(instance)
            if let revocation { state.awaited.remove(revocation) }
        case .eventAcknowledged: state.progress.delivered += 1
        case .documentSaved(_, RightVoucher.form, let id, _, _, _, let content) where awaitsVouchers:
            state.voucherOf[id] = voucherSource(of: content, among: state.awaited)
        case .documentStatusChanged(_, RightVoucher.form, let id, _, _, _, "C") where awaitsVouchers:
            if let source = state.voucherOf[id] { state.vouched.insert(source) }
        case .documentSaved(_, form, let id, _, _, _, let content):
            state.sourceOf[id] = source(of: content, among: state.awaited)
        case .documentStatusChanged(_, form, let id, _, _, _, "C"):
            state.auditedDocuments.insert(id)
            state.progress.documents = state.auditedDocuments.count
            if let source = state.sourceOf[id] { state.audited.insert(source) }
        default: return
        }
        state.progress.activeFaults = state.active.sorted()
        if event.fact.isActivity { state.lastActivity = event.time }
    }

    /// The approval instance that a document names: the longest word of its source field that is a known instance.
    private func source(of content: String, among instances: Set<String>) -> String? {
        guard let text = (try? JSON(parsing: content))?[sourceField]?.scalarText else { return nil }
        return instance(in: text, among: instances)
    }

    private func voucherSource(of content: String, among instances: Set<String>) -> String? {
        guard let content = try? JSON(parsing: content) else { return nil }  // no JSON names no instance
        for text in ContentPath(RightVoucher.sourceField).values(in: content).compactMap(\.scalarText) {
            if let instance = instance(in: text, among: instances) { return instance }
        }
        return nil
    }

    private func instance(in text: String, among instances: Set<String>) -> String? {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(String.init)
        return words.first { instances.contains($0) } ?? instances.sorted().first { text.contains($0) }
    }
}

extension HistoryFact {
    /// Whether it shows that work is going on; reads that a core repeats for ever do not.
    fileprivate var isActivity: Bool {
        switch self {
        case .documentSaved, .documentStatusChanged, .documentDeleted, .eventSent, .eventAcknowledged, .eventRefused,
            .instanceStarted, .instanceFinished, .instanceRevoked, .process, .activity, .notificationSent,
            .robotMessageSent:
            true
        default: false
        }
    }
}
