import Logging
import Seams

/// Finds filled Yida forms: lists what was changed since a durable checkpoint, stores what is new, and compares what
/// changed after its document was made.
///
/// Yida sends no events for plain forms, so the listing is what nothing is lost by. It filters by the time of the last
/// change, in whole seconds; a window reaches back before its checkpoint (equal times, listings that lag behind) and ends a
/// little before now. Pages are read from the last to the first: a form that is changed meanwhile leaves the window, and
/// what moves up then moves onto pages that are still to be read. The checkpoint moves when all of a window is stored.
///
/// A reader is for one application: what holds it up does not hold up others. One form that cannot be listed does not hold up
/// the application's other forms either. Of several workers one at a time lists an application.
struct YidaReader: Sendable {
    /// One listing covers at most this much.
    private static let windowMax = Duration.seconds(86_400)
    private static let ageMax = Duration.seconds(364 * 86_400)
    /// Forms compared in one pass; the rest follows in the next.
    private static let comparisonsMax = 200

    let store: ItemStore
    let routes: RouteTable
    let yida: any YidaPort
    let settings: YidaSettings
    /// The application, by its code.
    let application: String
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    /// Makes a pass.
    let signal: WakeSignal
    /// Wakes the workers.
    let documents: WakeSignal
    let leadership: Leadership

    /// What its leadership and its health go by.
    static func role(of application: YidaApplication, in settings: YidaSettings) -> String {
        settings.applications.count == 1 ? "yida" : "yida \(application.appType)"
    }

    private var role: String {
        settings.applications.count == 1 ? "yida" : "yida \(application)"
    }

    /// The application's forms, in the order of the mappings.
    private var forms: [YidaForm] {
        routes.yidaForms.filter { settings.application(of: $0)?.appType == application }
    }

    /// Runs until the signal is stopped.
    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        let retries = Backoff(base: .seconds(1), cap: settings.every)
        var failures = 0
        var last = ""
        for await _ in signal.signals {
            do {
                let next = try await leadership.lead { try await pass(under: $0) }
                if next != nil {
                    metrics.health.worked(role)
                    (failures, last) = (0, "")
                }
                alarm.set(next ?? time.now + min(settings.every, .seconds(5)))
            } catch let held as HeldBack {
                alarm.set(max(held.until, time.now + .milliseconds(100)))
            } catch {
                failures += 1
                metrics.caughtUp(new: 0, succeeded: false)
                metrics.health.failed(role, "\(error)", at: time.now)
                // A form that is gone fails every pass: said once is enough.
                if last != "\(error)" {
                    logger.warning("Yida's forms were not listed", metadata: ["error": "\(error)"])
                }
                last = "\(error)"
                alarm.set(time.now + retries.limit(step: failures))
            }
        }
        alarm.set(nil)
    }

    /// One pass over all forms; returns when the next is due.
    ///
    /// - Throws: when the gate holds back or the role is lost, at once; what is wrong with single forms in the end, together.
    func pass(under term: LeadershipTerm) async throws -> Timestamp {
        let forms = forms
        var failures: [YidaPassFailure.Part] = []
        for form in forms {
            do {
                try await list(form, term)
                if try await isDeletionDue(of: form) { try await lookForDeleted(form, term) }
            } catch let failure where !YidaReader.endsPass(failure) {
                failures.append(.init(form: form.id, reason: "\(failure)"))
            }
        }
        let flows = forms.map(\.flow)
        for form in try await store.changedForms(of: flows, at: time.now, limit: YidaReader.comparisonsMax) {
            do {
                try await compare(form)
            } catch let failure where !YidaReader.endsPass(failure) {
                failures.append(.init(form: form.flow, reason: "\(failure)"))
                try await store.compare(form, again: time.now + settings.every)
            }
        }
        guard failures.isEmpty else { throw YidaPassFailure(failures) }
        let next = time.now + settings.every
        return try await store.nextChangedForm(of: flows).map { max(min($0, next), time.now + .seconds(1)) } ?? next
    }

    /// Whether a failure concerns the whole pass: it is held back, the role is lost, or the store does not answer.
    private static func endsPass(_ failure: any Error) -> Bool {
        !(failure is PlatformFailure || failure is TooManyForms || failure is TooManyDeleted)
    }

    // MARK: Listing

    private func list(_ form: YidaForm, _ term: LeadershipTerm) async throws {
        let end = (time.now - settings.margin).wholeSecond
        let position = try await store.position(of: form.flow) ?? end - settings.lookback
        var start = max(position - settings.overlap, end - YidaReader.ageMax).wholeSecond
        while start < end {
            let windowEnd = min(end, start + YidaReader.windowMax)
            try await list(form, from: start, through: windowEnd, term)
            try await store.advance(cursor: form.flow, to: windowEnd, under: term)
            start = windowEnd
        }
    }

    private func list(
        _ form: YidaForm, from start: Timestamp, through end: Timestamp, _ term: LeadershipTerm
    ) async throws {
        var new = 0
        try await walk(form, from: start, through: end) { new += try await keep($0, of: form, term) }
        metrics.caughtUp(new: new, succeeded: true)
        guard new > 0 else { return }
        logger.debug("found new forms", metadata: ["form": "\(form.id)", "new": "\(new)"])
    }

    /// Shows a window's pages to `body`, in halves where it holds more than Yida gives out.
    func walk(
        _ form: YidaForm, from start: Timestamp, through end: Timestamp,
        _ body: ([ApprovalInstance]) async throws -> Void
    ) async throws {
        let first = try await page(1, of: form, from: start, through: end)
        guard first.total <= YidaPage.formsMax else {
            let middle = (start + (end - start) / 2).wholeSecond
            guard middle > start, middle < end else { throw TooManyForms(form: form.id, at: start) }
            try await walk(form, from: start, through: middle, body)
            return try await walk(form, from: middle, through: end, body)
        }
        let pages = (first.total + YidaPage.size - 1) / YidaPage.size
        for number in stride(from: pages, to: 1, by: -1) {
            try await body(try await page(number, of: form, from: start, through: end).forms)
        }
        // With one page, it is this one; with several, it may have changed while the others were read.
        let last = pages > 1 ? try await page(1, of: form, from: start, through: end) : first
        try await body(last.forms)
    }

    private func page(
        _ number: Int, of form: YidaForm, from start: Timestamp, through end: Timestamp
    ) async throws -> YidaPage {
        var waits = 0
        while true {
            do {
                return try await gate.read(.listForms, lane: form.lane) { [yida] in
                    try await yida.changed(form, from: start, through: end, page: number)
                }
            } catch let held as HeldBack where waits < 10 && held.until - time.now < .seconds(5) {
                // A long listing is slowed down rather than begun again.
                waits += 1
                try await time.sleep(until: held.until)
            }
        }
    }

    private func keep(_ forms: [ApprovalInstance], of form: YidaForm, _ term: LeadershipTerm) async throws -> Int {
        let own = routes.writtenFields(flow: form.flow)
        let listed = forms.map { instance in
            let isRunning = form.process != nil && !instance.isOver
            return ListedForm(
                flow: form.flow, instance: instance.id,
                arrival: Arrival(
                    keys: routes.keys(flow: form.flow, instance: instance.id), news: isRunning ? .listed : .over),
                fingerprint: MappedDocument.hash(of: instance.content(without: own).jsonText))
        }
        let new = try await store.receive(listed, under: term, at: time.now)
        documents.wake()
        return new
    }

    // MARK: Comparing

    /// Compares a changed form with what its documents were made of. The form is read again for that: the listing may be
    /// older than what they were made of.
    private func compare(_ form: ChangedForm) async throws {
        let items = try await store.items(of: form.instance).filter { $0.key.flow == form.flow }
        guard case .yida(let source)? = items.compactMap({ routes.route(of: $0.key) }).first?.source else {
            return try await store.compare(form, again: time.now + settings.every)
        }
        // What was not read yet will be read as it is now.
        let made = items.filter { ![.received, .open, .ignored, .abandoned].contains($0.progress.state) }
        let resting = made.filter { [.done, .dead].contains($0.progress.state) }
        guard !resting.isEmpty else {
            let waits = made.contains { !$0.progress.state.isResting || $0.progress.state == .human }
            return try await store.compare(form, again: waits ? time.now + settings.every : nil)
        }
        let fresh: ApprovalInstance
        do {
            fresh = try await gate.read(.readForm, lane: source.lane) { [yida] in
                try await yida.form(form.instance, of: source)
            }
        } catch PlatformFailure.notFound {
            try await deleted([form.instance], of: source)
            return try await store.compare(form, again: nil)
        }
        for item in resting { try await decide(item, fresh) }
        try await store.compare(form, again: resting.count < made.count ? time.now + settings.every : nil)
    }

    private func decide(_ item: Item, _ fresh: ApprovalInstance) async throws {
        guard let known = try await store.body(of: item.id).instance else { return }
        let own = try await store.writtenFields(of: item.id).union(routes.writtenFields(flow: item.key.flow))
        let changed = known.changedFields(against: fresh, without: own)
        guard !changed.isEmpty else { return }
        var machine = DeliveryMachine(item.progress, instance: item.key.instance, policy: DeliveryPolicy())
        guard machine.sourceChanged(changed) else { return }
        var step = ItemStep(path: machine.takePath(), progress: machine.progress)
        step.note = "the form was changed: \(changed.joined(separator: ", "))"
        step.due = machine.progress.state.isResting ? nil : time.now
        do {
            try await store.store(step, of: item, at: time.now)
        } catch is StaleClaim {
            return  // a person decided meanwhile
        }
        logger.warning(
            "a form was changed after it was read",
            metadata: ["item": "\(item.key)", "state": "\(machine.progress.state.rawValue)"])
        documents.wake()
    }
}

extension DeliveryMachine {
    /// The source says something else than what was read, in these fields. A document that exists is a person's to decide
    /// on; a form that could not be mapped was perhaps corrected, and is read again. Returns whether that changes anything.
    mutating func sourceChanged(_ fields: [String]) -> Bool {
        let number = progress.document?.number ?? ""
        switch progress.state {
        case .done:
            _ = rest(
                in: .human,
                "the form was changed in \(fields.joined(separator: ", ")) after it became the document \(number); the "
                    + "document says what it said before")
            return true
        case .dead where progress.sentAt == nil && progress.document == nil:
            replayedFromStart()
            return true
        default: return false
        }
    }
}

/// What a pass could not do; the rest of it was done.
struct YidaPassFailure: Error, CustomStringConvertible {
    /// One form that failed.
    struct Part {
        let form: String
        let reason: String
    }

    private static let shownMax = 5
    let description: String

    init(_ parts: [Part]) {
        let shown = parts.prefix(YidaPassFailure.shownMax).map { "\($0.form): \($0.reason)" }
        let rest = parts.count - shown.count
        description = shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }
}

/// More forms were changed within a second than Yida gives out of one listing.
struct TooManyForms: Error, CustomStringConvertible {
    let form: String
    let at: Timestamp

    var description: String {
        "more than \(YidaPage.formsMax) forms of \(form) were changed at \(at.isoText): Yida lists no more of one second"
    }
}

extension Timestamp {
    /// The second that it lies in.
    fileprivate var wholeSecond: Timestamp { Timestamp(seconds: seconds) }
}
