import HTTPTypes
import Logging
import Seams
import Synchronization

/// Who may evaluate and send at the moment: this process while it leads.
final class AlertOffice: Sendable {
    private let state = Mutex<LeadershipTerm?>(nil)

    var term: LeadershipTerm? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Sends what `AlertWatch` put down.
///
/// A robot's message whose outcome is unknown is sent again as it was, with the same `msgUuid`, which the robot shows once;
/// a web hook's with the same `id`, by which its receiver can tell. So a lost reply, and a kill between sending and
/// noting it, double nothing at a receiver that looks.
struct AlertSender: Sendable {
    let store: AlertStore
    let dingTalk: DingTalkClient
    let network: any Network
    let settings: AlertSettings
    let office: AlertOffice
    let policy: DeliveryPolicy
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger

    /// Seventeen a minute; the robot takes twenty.
    static let spacing = Duration.milliseconds(3500)
    /// A refusal may be mended in the configuration, or by the group's owner: until then it is tried this seldom.
    private static let refusedPause = Duration.seconds(300)
    private static let refusedAfter = Duration.seconds(86_400)
    private static let hookTimeout = Duration.seconds(10)

    private var lease: Timestamp { time.now + policy.callLimit + .seconds(10) }

    // MARK: The robot

    func claimRobot() async throws -> [RobotBatch] {
        guard settings.robot != nil, let term = office.term else { return [] }
        do {
            let batch = try await store.claimBatch(
                spacing: AlertSender.spacing, under: term, at: time.now, lease: lease)
            return batch.map { [$0] } ?? []
        } catch is LostLeadership {
            office.term = nil
            return []
        }
    }

    /// When there is something to claim again; nil while another process leads.
    func nextBatch() async throws -> Timestamp? {
        guard settings.robot != nil, office.term != nil else { return nil }
        return try await store.nextBatch(spacing: AlertSender.spacing)
    }

    func send(_ batch: RobotBatch) async {
        guard let robot = settings.robot, let first = batch.messages.first else { return }
        let fate: AlertFate
        if let held = gate.admit(.sendRobotMessage) {
            // Only what is proved to be unsent goes together with others.
            fate = .later(held.until, reason: held.reason.rawValue, mayHaveHappened: batch.isRepeated)
        } else {
            let result = await say(batch.messages.map(\.text), number: batch.number, robot)
            fate = self.fate(result, created: first.created, pauses: batch.pauses, isRepeated: batch.isRepeated)
        }
        await note(fate, of: batch.messages, .robot)
    }

    private func say(
        _ lines: [String], number: String, _ robot: AlertSettings.Robot
    ) async -> Result<Void, PlatformFailure> {
        let title = AlertWords(settings.language).title(settings.name)
        return await gate.call(.sendRobotMessage) { [dingTalk] in
            try await dingTalk.say(title: title, lines: lines, number: number, robot)
        }
    }

    /// Says something that is in no store.
    func say(_ lines: [String], number: String) async -> Result<Void, PlatformFailure> {
        guard let robot = settings.robot else { return .failure(.notSent("no robot")) }
        if let held = gate.admit(.sendRobotMessage) { return .failure(.notSent("held back: \(held.reason.rawValue)")) }
        return await say(lines, number: number, robot)
    }

    // MARK: The web hook

    func claimHooks(_ limit: Int) async throws -> [AlertMessage] {
        guard settings.hook != nil, let term = office.term else { return [] }
        do {
            return try await store.claimHooks(limit: limit, under: term, at: time.now, lease: lease)
        } catch is LostLeadership {
            office.term = nil
            return []
        }
    }

    func nextHook(after now: Timestamp) async throws -> Timestamp? {
        guard settings.hook != nil, office.term != nil else { return nil }
        return try await store.nextHook(after: now)
    }

    func call(_ message: AlertMessage) async {
        guard let hook = settings.hook, let target = HookTarget(hook.url) else { return }
        let fate: AlertFate
        if let held = gate.admit(.callWebHook) {
            fate = .later(held.until, reason: "held back", mayHaveHappened: true)
        } else {
            let result = await call(target, number: message.number, text: message.text, hook.secret)
            fate = self.fate(result, created: message.created, pauses: message.pauses, isRepeated: true)
        }
        await note(fate, of: [message], .hook)
    }

    private func call(
        _ target: HookTarget, number: String, text: String, _ secret: Secret
    ) async -> Result<Void, PlatformFailure> {
        let call = target.call(number: number, text: text, secret: secret, at: time.now)
        return await gate.call(.callWebHook) { [network] in
            try await AlertSender.exchange(call, network)
        }
    }

    /// Tells something that is in no store.
    func call(number: String, text: String) async -> Result<Void, PlatformFailure> {
        guard let hook = settings.hook, let target = HookTarget(hook.url) else {
            return .failure(.notSent("no web hook"))
        }
        if let held = gate.admit(.callWebHook) { return .failure(.notSent("held back: \(held.reason.rawValue)")) }
        return await call(target, number: number, text: text, hook.secret)
    }

    private static func exchange(_ call: HTTPCall, _ network: any Network) async throws(PlatformFailure) {
        let reply: HTTPReply
        do {
            reply = try await network.exchange(call, timeout: hookTimeout)
        } catch {
            throw PlatformFailure(error)
        }
        let status = reply.response.status
        switch status.code {
        case 200..<300: return
        case 429: throw .throttled(reason: "HTTP 429", retryAfter: .seconds(10))
        case 408, 425, 500...: throw .transient(reason: "HTTP \(status.code)")
        default: throw .rejected(reason: "HTTP \(status.code)")
        }
    }

    // MARK: What becomes of it

    private func fate(
        _ result: Result<Void, PlatformFailure>, created: Timestamp, pauses: Int, isRepeated: Bool
    ) -> AlertFate {
        let pause = time.now + gate.retryPause(step: pauses + 1)
        switch result {
        case .success: return .sent
        case .failure(.throttled(let reason, let retryAfter)):
            return .later(max(pause, time.now + retryAfter), reason: reason, mayHaveHappened: isRepeated)
        case .failure(.outcomeUnknown(let reason)), .failure(.transient(let reason)):
            return .later(pause, reason: reason, mayHaveHappened: true)
        case .failure(.notSent(let reason)), .failure(.sessionLost(let reason)), .failure(.logInRefused(let reason)):
            return .later(pause, reason: reason, mayHaveHappened: isRepeated)
        case .failure(let failure):
            guard time.now - created < AlertSender.refusedAfter else { return .refused(reason: "\(failure)") }
            logger.error("a receiver refuses alerts", metadata: ["reason": "\(failure)"])
            return .later(time.now + AlertSender.refusedPause, reason: "\(failure)", mayHaveHappened: isRepeated)
        }
    }

    private func note(_ fate: AlertFate, of messages: [AlertMessage], _ receiver: AlertReceiver) async {
        metrics.alertSent(receiver.rawValue, fate.label, messages: messages.count)
        do {
            try await store.store(fate, of: messages, to: receiver, at: time.now)
        } catch {
            logger.warning("an alert's fate was not stored", metadata: ["error": "\(error)"])
        }
    }
}

extension AlertFate {
    /// A short name from a bounded set, for metrics.
    fileprivate var label: String {
        switch self {
        case .sent: "sent"
        case .later: "later"
        case .refused: "refused"
        }
    }
}
