package import Logging
package import Seams
import Synchronization

/// Finds what no event told us: lists each form's instances since a durable checkpoint and stores the unknown ones.
///
/// DingTalk filters by *creation*, and an instance ends days later; so every listed instance is stored while it is still
/// running, and re-read until it is over. The window overlaps the checkpoint, since listings may lag.
///
/// Of several workers one at a time lists, and what one has listed lately no other lists again.
package struct CatchUp: Sendable {
    /// A listing has many pages; they share this limit.
    private static let listingLimit = Duration.seconds(300)
    /// One listing covers at most this much, because DingTalk gives out no more than 10 000 ids of one (section 3.2).
    private static let windowMax = Duration.seconds(86_400)
    /// How young an approval may be that is not listed yet.
    private static let listingLag = Duration.seconds(10)
    /// The longest step back through completed approvals.
    private static let stepMax = Duration.seconds(30 * 86_400)
    /// DingTalk lists nothing older than 365 days.
    private static let ageMax = Duration.seconds(364 * 86_400)

    private let store: ItemStore
    private let routes: RouteTable
    private let dingTalk: any DingTalkPort
    private let settings: CatchUpSettings
    private let gate: CallGate
    private let time: any Time
    private let metrics: Metrics
    private let logger: Logger
    /// Wakes the workers.
    private let signal: WakeSignal
    /// Nil for a database with one worker.
    private let leadership: Leadership?
    private let lastLook = LastLook()
    private let lastLookForGone = LastLook()

    package init(
        store: ItemStore, routes: RouteTable, dingTalk: any DingTalkPort, settings: CatchUpSettings, gate: CallGate,
        time: any Time, metrics: Metrics, logger: Logger, signal: WakeSignal
    ) {
        self.store = store
        self.routes = routes
        self.dingTalk = dingTalk
        self.settings = settings
        self.gate = gate
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.signal = signal
        leadership =
            store.database.dialect == .postgreSQL
            ? Leadership("catch-up", in: store.database, lease: .seconds(15), time: time) : nil
    }

    /// Runs a pass whenever one is asked for and every `every`, until the requests are stopped. A pass that was asked
    /// for, and the first one after a failed one, also re-read everything that was running.
    package func run(_ requests: CatchUpRequests) async {
        let alarm = Alarm(time: time, signal: requests.signal)
        let retries = Backoff(base: .seconds(1), cap: settings.every)
        var failures = 0
        for await _ in requests.signal.signals {
            let hasSucceeded = await passInTurn(rereading: requests.take() || failures > 0)
            failures = hasSucceeded ? 0 : failures + 1
            alarm.set(time.now + (hasSucceeded ? settings.every : retries.limit(step: failures)))
        }
        alarm.set(nil)
    }

    /// A pass, unless it is another worker's turn. Returns whether none is needed any more; a pass that was asked for is,
    /// until this worker has made it.
    private func passInTurn(rereading: Bool) async -> Bool {
        guard let leadership else { return await pass(rereading: rereading) }
        do {
            let limit = rereading ? nil : time.now - settings.every / 2
            let isMade = try await leadership.lead(unlessDoneSince: limit) { _ in
                guard await pass(rereading: rereading) else { throw IncompletePass() }
                return true
            }
            if isMade == nil { metrics.health.left("catch-up") }
            return isMade ?? !rereading
        } catch is IncompletePass {
            return false
        } catch {
            logger.error("catching up failed", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// One pass over all forms. Returns whether everything was listed and stored.
    package func pass(rereading: Bool) async -> Bool {
        var hasSucceeded = true
        for flow in routes.flows {
            let isListed = await list(flow)
            hasSucceeded = hasSucceeded && isListed
        }
        if rereading || lastLook.isDue(every: settings.revokedEvery, at: time.now) {
            for flow in routes.flows {
                let isListed = await lookForWithdrawn(flow)
                hasSucceeded = hasSucceeded && isListed
            }
            if hasSucceeded { lastLook.was(at: time.now) }
        }
        if hasSucceeded, lastLookForGone.isDue(every: settings.goneEvery, at: time.now) {
            for flow in routes.flows {
                let isListed = await lookForGone(flow)
                hasSucceeded = hasSucceeded && isListed
            }
            if hasSucceeded { lastLookForGone.was(at: time.now) }
        }
        do {
            if rereading, try await store.wakeOpen(at: time.now) > 0 { signal.wake() }
            try await store.forgetEvents(before: time.now - settings.keepEvents)
        } catch {
            logger.error("catching up failed", metadata: ["error": "\(error)"])
            hasSucceeded = false
        }
        if hasSucceeded {
            metrics.health.worked("catch-up")
        } else {
            metrics.health.failed("catch-up", "DingTalk's instances were not listed", at: time.now)
        }
        return hasSucceeded
    }

    private func list(_ flow: String) async -> Bool {
        do {
            let end = time.now - settings.margin
            let position = try await store.position(of: flow) ?? end - settings.lookback
            // A listing is cut where it would reach ahead of DingTalk's clock: what it left out is listed the next time.
            var start = max(position - max(settings.overlap, CatchUp.listingLag), end - CatchUp.ageMax)
            while start < end {
                let windowEnd = min(end, start + CatchUp.windowMax)
                let new = try await list(flow, from: start, to: windowEnd)
                metrics.caughtUp(new: new, succeeded: true)
                start = windowEnd
            }
            return true
        } catch {
            metrics.caughtUp(new: 0, succeeded: false)
            logger.warning("a form's instances were not listed", metadata: ["flow": "\(flow)", "error": "\(error)"])
            return false
        }
    }

    /// Approvals that are withdrawn by now although we have begun their documents: their event was lost. One that was
    /// deleted stands in no listing.
    private func lookForWithdrawn(_ flow: String) async -> Bool {
        do {
            if let held = gate.admit(.listInstances) {
                throw PlatformFailure.notSent("held back: \(held.reason.rawValue)")
            }
            let (from, to) = (time.now - settings.revokedWithin, time.now - settings.margin)
            let listing = await gate.call(.listInstances, within: CatchUp.listingLimit) { [dingTalk] in
                try await dingTalk.withdrawnIDs(processCode: flow, from: from, to: to)
            }
            let keys = try listing.get().flatMap { routes.keys(flow: flow, instance: $0) }
            guard try await store.doubt(keys, at: time.now) > 0 else { return true }
            logger.info("found withdrawn approvals that no event had told of", metadata: ["flow": "\(flow)"])
            signal.wake()
            return true
        } catch {
            logger.warning("withdrawn approvals were not listed", metadata: ["flow": "\(flow)", "error": "\(error)"])
            return false
        }
    }

    /// Approvals that no listing of completed ones names any more although we have begun their documents: they were deleted
    /// or canceled, or are whatever else that is no consent. Only a doubt: each is read before anything is undone, so that a
    /// listing which lags, or forgets one, costs some reads.
    private func lookForGone(_ flow: String) async -> Bool {
        do {
            let end = time.now - settings.margin
            let begun = try await store.begun(
                of: flow, from: end - settings.revokedWithin, to: end - max(settings.overlap, CatchUp.listingLag))
            guard !begun.isEmpty else { return true }
            // Backwards in growing steps, since most began shortly before they were stored; some may be much older.
            var missing = Set(begun)
            var (windowEnd, length) = (end, CatchUp.windowMax)
            while windowEnd > end - CatchUp.ageMax, !missing.isEmpty {
                let start = max(windowEnd - length, end - CatchUp.ageMax)
                missing.subtract(try await completed(flow, from: start, to: windowEnd))
                (windowEnd, length) = (start, min(length * 2, CatchUp.stepMax))
            }
            let keys = begun.filter(missing.contains).flatMap { routes.keys(flow: flow, instance: $0) }
            guard try await store.doubt(keys, at: time.now) > 0 else { return true }
            logger.info("found approvals missing that no event had told of", metadata: ["flow": "\(flow)"])
            signal.wake()
            return true
        } catch {
            logger.warning("completed approvals were not listed", metadata: ["flow": "\(flow)", "error": "\(error)"])
            return false
        }
    }

    private func completed(_ flow: String, from start: Timestamp, to end: Timestamp) async throws -> [String] {
        if let held = gate.admit(.listInstances) { throw PlatformFailure.notSent("held back: \(held.reason.rawValue)") }
        return try await gate.call(.listInstances, within: CatchUp.listingLimit) { [dingTalk] in
            try await dingTalk.completedIDs(processCode: flow, from: start, to: end)
        }.get()
    }

    /// Returns how many items are new.
    private func list(_ flow: String, from start: Timestamp, to end: Timestamp) async throws -> Int {
        if let held = gate.admit(.listInstances) { throw PlatformFailure.notSent("held back: \(held.reason.rawValue)") }
        let listing = await gate.call(.listInstances, within: CatchUp.listingLimit) { [dingTalk] in
            try await dingTalk.instanceIDs(processCode: flow, from: start, to: end)
        }
        let arrivals = try listing.get().map { Arrival(keys: routes.keys(flow: flow, instance: $0), news: .listed) }
        let new = try await store.catchUp(arrivals, cursor: flow, to: end, at: time.now)
        guard new > 0 else { return 0 }
        logger.info("found instances that no event had told of", metadata: ["flow": "\(flow)", "new": "\(new)"])
        signal.wake()
        return new
    }
}

/// When withdrawn approvals were last looked for, by this worker.
private final class LastLook: Sendable {
    private let time = Mutex<Timestamp?>(nil)

    func isDue(every pause: Duration, at now: Timestamp) -> Bool {
        time.withLock { $0.map { now - $0 >= pause } ?? true }
    }

    func was(at now: Timestamp) {
        time.withLock { $0 = now }
    }
}

/// Something was not listed, or not stored: the next pass is not spared.
private struct IncompletePass: Error {}
