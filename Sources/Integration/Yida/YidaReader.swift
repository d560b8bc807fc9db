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
/// Of several workers one at a time lists.
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
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    /// Makes a pass.
    let signal: WakeSignal
    /// Wakes the workers.
    let documents: WakeSignal
    let leadership: Leadership

    /// Runs until the signal is stopped.
    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        let retries = Backoff(base: .seconds(1), cap: settings.every)
        var failures = 0
        for await _ in signal.signals {
            do {
                let next = try await leadership.lead { try await pass(under: $0) }
                failures = 0
                alarm.set(next ?? time.now + min(settings.every, .seconds(5)))
            } catch let held as HeldBack {
                alarm.set(max(held.until, time.now + .milliseconds(100)))
            } catch {
                failures += 1
                metrics.caughtUp(new: 0, succeeded: false)
                logger.warning("Yida's forms were not listed", metadata: ["error": "\(error)"])
                alarm.set(time.now + retries.limit(step: failures))
            }
        }
        alarm.set(nil)
    }

    /// One pass over all forms; returns when the next is due.
    func pass(under term: LeadershipTerm) async throws -> Timestamp {
        for form in routes.yidaForms { try await list(form, term) }
        for form in try await store.changedForms(at: time.now, limit: YidaReader.comparisonsMax) {
            try await compare(form)
        }
        let next = time.now + settings.every
        return try await store.nextChangedForm().map { max(min($0, next), time.now + .seconds(1)) } ?? next
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

    /// Lists a window, in halves where it holds more than Yida gives out.
    private func list(
        _ form: YidaForm, from start: Timestamp, through end: Timestamp, _ term: LeadershipTerm
    ) async throws {
        let first = try await page(1, of: form, from: start, through: end)
        guard first.total <= YidaPage.formsMax else {
            let middle = (start + (end - start) / 2).wholeSecond
            guard middle > start, middle < end else { throw TooManyForms(form: form.id, at: start) }
            try await list(form, from: start, through: middle, term)
            return try await list(form, from: middle, through: end, term)
        }
        let pages = (first.total + YidaPage.size - 1) / YidaPage.size
        var new = 0
        for number in stride(from: pages, to: 1, by: -1) {
            let page = try await page(number, of: form, from: start, through: end)
            new += try await keep(page.forms, of: form, term)
        }
        // With one page, it is this one; with several, it may have changed while the others were read.
        let last = pages > 1 ? try await page(1, of: form, from: start, through: end) : first
        new += try await keep(last.forms, of: form, term)
        metrics.caughtUp(new: new, succeeded: true)
        guard new > 0 else { return }
        logger.debug("found new forms", metadata: ["form": "\(form.id)", "new": "\(new)"])
    }

    private func page(
        _ number: Int, of form: YidaForm, from start: Timestamp, through end: Timestamp
    ) async throws -> YidaPage {
        var waits = 0
        while true {
            do {
                return try await gate.read(.listForms) { [yida] in
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
            fresh = try await gate.read(.readForm) { [yida] in try await yida.form(form.instance, of: source) }
        } catch PlatformFailure.notFound {
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
