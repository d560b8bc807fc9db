package import Logging
package import Seams

/// Sends the messages to approvals' people. Its failures never touch a document.
///
/// DingTalk takes a comment as often as it is sent. One whose outcome is unknown is looked for among the instance's
/// comments, at once and again when it can no longer be carried out, and only then sent once more.
package struct NoticeSender: Sendable {
    /// How long after a call without a usable answer DingTalk may still write the comment. No source says; a comment that
    /// comes later than that is doubled, which is a nuisance and no more.
    private static let settle = Duration.seconds(10)

    package let store: ItemStore
    package let dingTalk: any DingTalkPort
    /// Nil without Yida.
    package let yida: (any YidaPort)?
    package let routes: RouteTable?
    package let policy: DeliveryPolicy
    package let gate: CallGate
    package let time: any Time
    package let logger: Logger

    package init(
        store: ItemStore, dingTalk: any DingTalkPort, yida: (any YidaPort)? = nil, routes: RouteTable? = nil,
        policy: DeliveryPolicy, gate: CallGate, time: any Time, logger: Logger
    ) {
        self.store = store
        self.dingTalk = dingTalk
        self.yida = yida
        self.routes = routes
        self.policy = policy
        self.gate = gate
        self.time = time
        self.logger = logger
    }

    /// Takes at most `limit` due notices.
    package func claim(limit: Int) async throws -> [Notice] {
        try await store.claimNotices(limit: limit, at: time.now, lease: time.now + policy.callLimit + .seconds(10))
    }

    /// Sends a claimed notice, or decides that it must not be sent again.
    package func send(_ notice: Notice) async {
        do {
            try await store.store(await fate(of: notice), of: notice, at: time.now)
        } catch {
            logger.warning(
                "a notice's fate was not stored", metadata: ["instance": "\(notice.instance)", "error": "\(error)"])
        }
    }

    private func fate(of notice: Notice) async -> NoticeFate {
        guard notice.draft.kind != .form else { return await formFate(of: notice) }
        if notice.mayHaveBeenSent { return await fate(ofLost: notice, "nobody knows whether it was sent") }
        if notice.tries > 0, let fate = await find(notice) { return fate }
        if let held = gate.admit(.comment) { return .again(held.until, reason: held.reason.rawValue, countsTry: false) }
        let result = await gate.call(.comment) { [dingTalk] in
            try await dingTalk.comment(on: notice.instance, text: notice.draft.text)
        }
        return switch result {
        case .success: .sent
        case .failure(.outcomeUnknown(let reason)): await fate(ofLost: notice, reason)
        case .failure(let failure): fate(of: notice, after: failure)
        }
    }

    /// What becomes of a notice that DingTalk may have, or may still take.
    private func fate(ofLost notice: Notice, _ reason: String) async -> NoticeFate {
        if case .found = await find(notice) { return .found }
        guard notice.tries + 1 < policy.attempts else { return .dropped(reason) }
        return .again(time.now + NoticeSender.settle, reason: reason, countsTry: true)
    }

    /// Looks for a notice among the comments; nil when it is not there.
    private func find(_ notice: Notice) async -> NoticeFate? {
        do {
            let comments = try await gate.read(.readInstance) { [dingTalk] in
                try await dingTalk.comments(on: notice.instance)
            }
            // The same text may have been sent before, for an earlier failure.
            return comments.count { $0 == notice.draft.text } > notice.twins ? .found : nil
        } catch let held as HeldBack {
            return .again(held.until, reason: held.reason.rawValue, countsTry: false)
        } catch PlatformFailure.notFound(let reason) {
            return .dropped(reason)
        } catch {
            return .again(
                time.now + gate.retryPause(step: notice.pauses + 1), reason: "\(error)", countsTry: false)
        }
    }

    func fate(of notice: Notice, after failure: PlatformFailure) -> NoticeFate {
        let pause = time.now + gate.retryPause(step: notice.pauses + 1)
        switch failure {
        case .throttled(_, let retryAfter):
            return .again(max(pause, time.now + retryAfter), reason: "\(failure)", countsTry: false)
        case .notSent, .transient, .sessionLost, .logInRefused:
            return .again(pause, reason: "\(failure)", countsTry: false)
        case .outcomeUnknown: return .dropped("\(failure)")
        case .rejected, .notFound, .duplicateNumber:
            logger.warning("DingTalk refuses a notice", metadata: ["instance": "\(notice.instance)"])
            return .dropped("\(failure)")
        }
    }
}
