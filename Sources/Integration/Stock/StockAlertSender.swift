import Logging
import Seams

/// Sends the notifications of stock alerts, and sees to it that limits and lost replies neither swallow nor double one.
///
/// A call whose outcome is unknown is repeated with the same text: DingTalk drops the same content to the same person on
/// the same day without a word, so that the repetition reaches exactly those whom the first call did not. The result,
/// asked for afterwards, tells who was dropped because of a limit; they are sent it again later.
struct StockAlertSender: Sendable {
    let store: StockAlertStore
    let dingTalk: DingTalkClient
    /// The application that sends (`agent_id`).
    let agent: Int
    let settings: StockAlertSettings
    let records: RecordMappings
    let oracle: any MappingOracle
    let policy: DeliveryPolicy
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger

    /// How long after the call its result is asked for; it is worked off asynchronously.
    private static let lookUpAfter = Duration.seconds(3)
    /// The result is known for a day.
    private static let resultKept = Duration.seconds(86_000)
    /// How often a result is looked at in which somebody named stands in no list: seven minutes altogether.
    private static let looksMax = 8
    private static let lookPauseMax = Duration.seconds(120)

    func claim(limit: Int) async throws -> [StockAlert] {
        try await store.claim(limit: limit, at: time.now, lease: time.now + policy.callLimit + .seconds(10))
    }

    /// Does what a claimed alert needs next.
    func perform(_ claimed: StockAlert) async {
        var alert = claimed
        let fate = alert.state == .sent ? await lookUp(alert) : await prepareAndSend(&alert)
        metrics.stockNotified(fate.label)
        do {
            try await store.store(fate, of: alert, at: time.now)
        } catch {
            logger.warning(
                "an alert's fate was not stored", metadata: ["alert": "\(alert.number)", "error": "\(error)"])
        }
    }

    /// Lets the mapping make the message before it is sent the first time; afterwards the same is sent again.
    private func prepareAndSend(_ alert: inout StockAlert) async -> StockAlertFate {
        guard alert.state == .pending, alert.mapping == nil, let mapping = records[.stock] else {
            return await send(alert)
        }
        do {
            guard let message = try await alert.prepared(by: mapping, oracle) else {
                return .confirmed(reason: "the mapping wants no message of it")
            }
            try await store.prepare(message, at: time.now)
            alert = message
        } catch let failure as OracleFailure {
            let pause = gate.pause(after: failure, step: alert.pauses + 1, at: time.now)
            return .later(pause, reason: "\(failure)", mayHaveHappened: false)
        } catch {
            let pause = time.now + gate.retryPause(step: alert.pauses + 1)
            return .later(pause, reason: "\(error)", mayHaveHappened: false)
        }
        if alert.isUnmapped {
            logger.error(
                "the mapping of a stock alert failed; the built-in text is sent",
                metadata: ["alert": "\(alert.number)", "mistake": "\(alert.mapping ?? "")"])
        }
        return await send(alert)
    }

    private func send(_ alert: StockAlert) async -> StockAlertFate {
        if let reason = tooLate(alert) { return .refused(reason: reason) }
        if let held = gate.admit(.sendNotification) {
            return .later(held.until, reason: held.reason.rawValue, mayHaveHappened: false)
        }
        let result = await gate.call(.sendNotification) { [dingTalk, agent] in
            try await dingTalk.notify(
                agent: agent, users: alert.users, departments: alert.departments,
                message: StockMessage.body(title: alert.title, text: alert.text))
        }
        let pause = time.now + gate.retryPause(step: alert.pauses + 1)
        switch result {
        case .success(let task):
            return .sent(task: task, lookUpAt: settings.verifies ? time.now + StockAlertSender.lookUpAfter : nil)
        case .failure(.throttled(let reason, let retryAfter)):
            return .later(max(pause, time.now + retryAfter), reason: reason, mayHaveHappened: false)
        case .failure(.outcomeUnknown(let reason)):
            return .later(pause, reason: reason, mayHaveHappened: true)
        case .failure(.notSent(let reason)), .failure(.transient(let reason)), .failure(.sessionLost(let reason)),
            .failure(.logInRefused(let reason)):
            return .later(pause, reason: reason, mayHaveHappened: false)
        case .failure(let failure):
            logger.warning("DingTalk refuses a stock alert", metadata: ["alert": "\(alert.number)"])
            return .refused(reason: "\(failure)")
        }
    }

    /// Why an alert that may have been sent on a day that is over is not sent again; nil when it is.
    private func tooLate(_ alert: StockAlert) -> String? {
        guard alert.state == .sending, settings.overMidnight == .giveUp, let attempted = alert.attempted,
            ShanghaiTime.day(attempted) != ShanghaiTime.day(time.now)
        else { return nil }
        return "nobody knows whether it was sent on \(ShanghaiTime.text(attempted)); overMidnight is give-up"
    }

    private func lookUp(_ alert: StockAlert) async -> StockAlertFate {
        guard let task = alert.task, time.now - (alert.sent ?? time.now) < StockAlertSender.resultKept else {
            return .confirmed(reason: "its result could not be looked up within a day")
        }
        if let held = gate.admit(.readNotification) {
            return .later(held.until, reason: held.reason.rawValue, mayHaveHappened: false)
        }
        let result = await gate.call(.readNotification) { [dingTalk, agent] in
            try await dingTalk.notificationResult(agent: agent, task: task)
        }
        switch result {
        case .success(let result): return fate(of: alert, result)
        case .failure(.rejected(let reason)), .failure(.notFound(let reason)):
            return .confirmed(reason: "its result cannot be looked up: \(reason)")
        case .failure(.throttled(let reason, let retryAfter)):
            return .later(time.now + retryAfter, reason: reason, mayHaveHappened: false)
        case .failure(let failure):
            // With more than a hundred receivers the platform times out each time.
            guard alert.tries + 1 < policy.attempts else {
                return .confirmed(reason: "its result cannot be looked up: \(failure)")
            }
            let pause = time.now + gate.retryPause(step: alert.pauses + 1)
            return .later(pause, reason: "\(failure)", mayHaveHappened: true)
        }
    }

    private func fate(of alert: StockAlert, _ result: NotificationResult) -> StockAlertFate {
        let now = time.now
        let missing = result.missing(of: alert)
        if missing > 0, alert.pauses < StockAlertSender.looksMax {
            // The task is not worked off yet.
            let pause = min(StockAlertSender.lookUpAfter * (1 << alert.pauses), StockAlertSender.lookPauseMax)
            return .later(now + pause, reason: "\(missing) receivers stand in no list yet", mayHaveHappened: false)
        }
        func dropped(_ reason: NotificationResult.Drop.Reason) -> [String] {
            result.dropped.filter { $0.reason == reason }.map(\.user)
        }
        let (ofMinute, ofDay) = (dropped(.minuteLimit), dropped(.dayLimit))
        if !ofMinute.isEmpty {
            let nextMinute = Timestamp(seconds: (now.seconds / 60 + 1) * 60)
            return .again(users: ofMinute + ofDay, at: nextMinute + .seconds(1), reason: "the limit of a minute")
        }
        if !ofDay.isEmpty {
            let tomorrow = ShanghaiTime.midnight(ShanghaiTime.day(now) + 1)
            return .again(users: ofDay, at: tomorrow + .seconds(5), reason: "the limit of a day")
        }
        let gotIt = result.received + dropped(.repetition)
        let lost = result.invalid.count + result.failed.count + dropped(.other).count
        guard lost > 0 else {
            return .confirmed(reason: missing == 0 ? nil : "the result names \(missing) receivers in no list")
        }
        let codes = Set(result.dropped.filter { $0.reason == .other }.map(\.code)).sorted()
        let text =
            "\(lost) receivers get nothing: \(result.invalid.count) are unknown to DingTalk, "
            + "\(result.failed.count) failed" + (codes.isEmpty ? "" : ", others refused with \(codes)")
        return gotIt.isEmpty ? .refused(reason: text) : .confirmed(reason: text)
    }
}

extension NotificationResult {
    /// How many receivers it says nothing of; one, where it says nothing at all and only departments were meant.
    fileprivate func missing(of alert: StockAlert) -> Int {
        let told = Set(invalid + failed + received + dropped.map(\.user))
        guard !alert.users.isEmpty else { return told.isEmpty ? 1 : 0 }
        return Set(alert.users).subtracting(told).count
    }
}

extension StockAlertFate {
    /// A short name from a bounded set, for metrics.
    fileprivate var label: String {
        switch self {
        case .sent: "sent"
        case .confirmed: "confirmed"
        case .again: "limited"
        case .later: "later"
        case .refused: "refused"
        }
    }
}
