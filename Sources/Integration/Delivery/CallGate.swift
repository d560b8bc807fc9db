package import Seams
import Synchronization

/// Stands in front of all platform calls: breakers, rates, the retry budget, the limit of a call, and its metrics.
///
/// Asking (`admit`) is apart from calling, because an intent is stored in between, and nobody should wait then.
package final class CallGate: Sendable {
    /// Calls of one operation that fail together: of one Yida application, say. Most operations have the empty lane only.
    private struct Key: Hashable {
        var operation: PlatformOperation
        var lane = ""
    }

    private struct Controls {
        var breakers: [Key: CircuitBreaker] = [:]
        /// Those of the empty lane hold for all lanes: the platform counts the calls of an API, whatever they are about.
        var rates: [Key: AdaptiveRate] = [:]
        var limits: [PlatformOperation: LatencyLimit] = [:]
        var budget = RetryBudget()
        /// Since when breakers are open, and when their calls were last wanted.
        var open: [Key: (since: Timestamp, wanted: Timestamp)] = [:]
        /// When a platform last did as it should.
        var answered: [PlatformName: Timestamp] = [:]
        /// The platforms that refuse our log-in, and those that accepted it once.
        var refused: [PlatformName: RefusedLogIn] = [:]
        var accepted: Set<PlatformName> = []
    }

    /// How Yida throttles one application (its table of errors); DingTalk's own limits count an API's calls together.
    private static let laneThrottle = "failure.operation."
    /// Whoever waits for an open breaker asks again at least this often.
    private static let horizon = Duration.seconds(60)

    private let controls = Mutex(Controls())
    private let limit: Duration
    private let backoff: Backoff
    private let time: any Time
    private let randomness: any Randomness
    private let metrics: Metrics
    private let onRefusal: @Sendable (RefusedLogIn) -> Void
    private let onRecovery: @Sendable (PlatformName) async -> Void

    /// A gate whose calls take at most `limit`. `onRefusal` hears when a platform begins to refuse our log-in, and
    /// `onRecovery` when one accepts it again, or answers again after a breaker had opened.
    package init(
        limit: Duration, backoff: Backoff, time: any Time, randomness: any Randomness, metrics: Metrics,
        onRefusal: @escaping @Sendable (RefusedLogIn) -> Void = { _ in },
        onRecovery: @escaping @Sendable (PlatformName) async -> Void
    ) {
        self.limit = limit
        self.backoff = backoff
        self.time = time
        self.randomness = randomness
        self.metrics = metrics
        self.onRefusal = onRefusal
        self.onRecovery = onRecovery
    }

    /// Asks for one call: nil lets it go.
    ///
    /// - Parameter lane: what fails apart from other calls of the operation, from a bounded set such as the configured Yida
    ///   applications.
    package func admit(
        _ operation: PlatformOperation, lane: String = ""
    ) -> (until: Timestamp, reason: WaitReason)? {
        let now = time.now
        let key = Key(operation: operation, lane: lane)
        return controls.withLock { controls in
            if let until = controls.limits[operation]?.admit(at: now) { return (until, .throttled) }
            if let until = controls.rates[Key(operation: operation), default: AdaptiveRate()].admit(at: now) {
                return (until, .throttled)
            }
            if !lane.isEmpty, let until = controls.rates[key]?.admit(at: now) { return (until, .throttled) }
            guard let until = controls.breakers[key, default: CircuitBreaker()].admit(at: now) else { return nil }
            controls.open[key]?.wanted = now
            let isRefused = controls.refused[operation.platform] != nil
            return (until, isRefused ? .logIn(operation.platform) : .unreachable(operation.platform))
        }
    }

    /// Makes an admitted call. One that takes longer than its limit, or is cancelled, has an unknown outcome.
    package func call<Value: Sendable>(
        _ operation: PlatformOperation, lane: String = "", within ownLimit: Duration? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, PlatformFailure> {
        let start = time.now
        controls.withLock { $0.limits[operation, default: LatencyLimit()].began() }
        let result = await limited(ownLimit ?? limit, body)
        let took = time.now - start
        let tellsOfLoad = result.failure?.tellsOfLoad ?? true
        controls.withLock { $0.limits[operation]?.ended(after: tellsOfLoad ? took : nil) }
        let isNews = noteLogIn(operation, result.failure)
        let hasRecovered = report(Key(operation: operation, lane: lane), result.failure) || isNews
        metrics.called(operation, outcome: result.failure?.label ?? "ok", took: took)
        if hasRecovered { await onRecovery(operation.platform) }
        return result
    }

    /// Asks for one call and makes it: for calls that only read, which have no intent to store in between.
    ///
    /// - Throws: `HeldBack` when it may not go yet, or the `PlatformFailure` of the call.
    package func read<Value: Sendable>(
        _ operation: PlatformOperation, lane: String = "", _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let held = admit(operation, lane: lane) { throw HeldBack(until: held.until, reason: held.reason) }
        return try await call(operation, lane: lane, body).get()
    }

    /// The pause before the `step`-th retry in a row: full jitter, or the longest limit when the budget is used up.
    package func retryPause(step: Int) -> Duration {
        let isAllowed = controls.withLock { $0.budget.spend() }
        metrics.retried(withinBudget: isAllowed)
        return isAllowed
            ? backoff.pause(step: step, fraction: randomness.fraction("backoff"))
            : backoff.cap / 2 + randomness.duration(upTo: backoff.cap / 2, "backoff")
    }

    /// How many calls of each operation may be under way, where that is less than the most.
    package var callsMax: [PlatformOperation: Int] {
        controls.withLock { controls in
            controls.limits.compactMapValues { $0.callsMax < LatencyLimit().callsMax ? $0.callsMax : nil }
        }
    }

    /// The operations whose breaker is open.
    package var openBreakers: [PlatformOperation] {
        controls.withLock { controls in
            let open = Set(controls.breakers.filter(\.value.isOpen).keys.map(\.operation))
            return PlatformOperation.allCases.filter(open.contains)
        }
    }

    /// The breakers that keep somebody from his work, with the time at which they opened. One that nobody has asked any
    /// more since its platform works again is open, but in nobody's way.
    package var obstacles: [OpenBreaker] {
        controls.withLock { controls in
            PlatformOperation.allCases.compactMap { operation in
                let answered = controls.answered[operation.platform] ?? Timestamp(nanoseconds: .min)
                let since = controls.open.filter { key, open in
                    key.operation == operation && controls.breakers[key]?.isOpen == true
                        && answered <= open.wanted + CallGate.horizon
                }.values.map(\.since).min()
                return since.map { OpenBreaker(operation: operation, since: $0) }
            }
        }
    }

    /// The platforms that refuse our log-in at the moment.
    package var refusedLogIns: [RefusedLogIn] {
        controls.withLock { controls in PlatformName.allCases.compactMap { controls.refused[$0] } }
    }

    /// The rates in force, in calls per second, of operations that were throttled.
    package var rates: [PlatformOperation: Double] {
        let now = time.now
        return controls.withLock { controls in
            controls.rates.reduce(into: [:]) { rates, rate in
                guard let perSecond = rate.value.perSecond(at: now) else { return }
                rates[rate.key.operation] = min(rates[rate.key.operation] ?? perSecond, perSecond)
            }
        }
    }

    private func limited<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, PlatformFailure> {
        do {
            guard let value = try await time.withTimeout(limit, body) else {
                return .failure(.outcomeUnknown("no answer within \(limit.unitText)"))
            }
            return .success(value)
        } catch let failure as PlatformFailure {
            return .failure(failure)
        } catch {
            return .failure(.outcomeUnknown("\(error)"))
        }
    }

    /// Notes what a call says of our log-in. Returns whether the platform accepts it again.
    private func noteLogIn(_ operation: PlatformOperation, _ failure: PlatformFailure?) -> Bool {
        let platform = operation.platform
        switch failure {
        case .logInRefused(let reason):
            let new = controls.withLock { controls -> RefusedLogIn? in
                let isNew = controls.refused[platform] == nil
                let refused = RefusedLogIn(
                    platform: platform, since: controls.refused[platform]?.since ?? time.now, reason: reason,
                    wasAccepted: controls.accepted.contains(platform))
                controls.refused[platform] = refused
                return isNew ? refused : nil
            }
            if let new { onRefusal(new) }
            return false
        // A robot of DingTalk needs no log-in, nor does the exchange of a code; Kingdee refuses nothing else before it.
        case nil where operation.needsLogIn, .rejected where platform == .kingdee, .notFound, .duplicateNumber:
            return controls.withLock { controls in
                controls.accepted.insert(platform)
                return controls.refused.removeValue(forKey: platform) != nil
            }
        case nil, .rejected, .notSent, .outcomeUnknown, .throttled, .transient, .sessionLost: return false
        }
    }

    /// Returns whether the platform answers again.
    private func report(_ key: Key, _ failure: PlatformFailure?) -> Bool {
        let now = time.now
        let platform = key.operation.platform
        return controls.withLock { controls in
            switch failure {
            case .notSent, .outcomeUnknown, .transient, .sessionLost, .logInRefused:
                controls.breakers[key, default: CircuitBreaker()].failed(at: now)
                if controls.breakers[key]?.isOpen == true {
                    controls.open[key, default: (since: now, wanted: now)].wanted = now
                }
                return false
            case .throttled(let reason, let retryAfter):
                let isOfLane = !key.lane.isEmpty && reason.hasPrefix(CallGate.laneThrottle)
                let throttled = isOfLane ? key : Key(operation: key.operation)
                controls.rates[throttled, default: AdaptiveRate()].throttled(at: now, retryAfter: retryAfter)
            case .duplicateNumber, .rejected, .notFound: break
            case nil: controls.budget.earn()
            }
            controls.answered[platform] = now
            controls.open[key] = nil
            let hasRecovered = controls.breakers[key, default: CircuitBreaker()].succeeded()
            if hasRecovered { controls.budget.refill() }
            return hasRecovered
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

extension PlatformFailure {
    /// Whether the time that it took says how busy the platform is: not where nobody worked on the call.
    fileprivate var tellsOfLoad: Bool {
        switch self {
        case .outcomeUnknown, .rejected, .notFound, .duplicateNumber: true
        case .notSent, .throttled, .transient, .sessionLost, .logInRefused: false
        }
    }

    /// A short name from a bounded set, for metrics.
    package var label: String {
        switch self {
        case .notSent: "not-sent"
        case .outcomeUnknown: "outcome-unknown"
        case .throttled: "throttled"
        case .transient: "transient"
        case .sessionLost: "session-lost"
        case .logInRefused: "log-in-refused"
        case .duplicateNumber: "duplicate-number"
        case .rejected: "rejected"
        case .notFound: "not-found"
        }
    }
}

/// A breaker that holds calls back.
package struct OpenBreaker: Hashable, Codable, Sendable {
    package var operation: PlatformOperation
    package var since: Timestamp
}

/// A platform that refuses our log-in: nothing can be done there until a person has put that right.
package struct RefusedLogIn: Hashable, Codable, Sendable {
    package var platform: PlatformName
    package var since: Timestamp
    /// What the platform says, without secrets.
    package var reason: String
    /// Whether it accepted the log-in before, since the start.
    package var wasAccepted: Bool
}

/// A breaker or a rate does not let a call go before `until`.
package struct HeldBack: Error, Hashable, CustomStringConvertible {
    package var until: Timestamp
    package var reason: WaitReason

    package var description: String { "held back: \(reason.rawValue)" }
}
