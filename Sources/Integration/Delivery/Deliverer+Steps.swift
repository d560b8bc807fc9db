import Logging
import Seams

extension Deliverer {
    /// Stores an intent, and with it what led to it. The call may start when this has returned.
    func storeIntent(_ work: inout DeliveryWork) async throws {
        var step = work.takeStep()
        step.lease = time.now + (step.progress.state == .attaching ? fileLeaseTime : leaseTime)
        work.item = try await store.store(step, of: work.item, at: time.now)
    }

    /// Gives the item back until its pause is over.
    func store(_ pause: DeliveryPause, _ work: inout DeliveryWork) async throws {
        keepHash(of: work)
        var step = work.takeStep()
        switch pause {
        case .until(let time, let reason): (step.due, step.waiting) = (time, reason)
        case .backOff(let number, let reason):
            let isQuiet = reason == .running || reason == .revocation
            let length = isQuiet ? policy.backoff.limit(step: number) : gate.retryPause(step: number)
            (step.due, step.waiting) = (time.now + length, reason)
        }
        step.note = step.progress.reason
        let item = try await store.store(step, of: work.item, at: time.now)
        logger.debug(
            "waiting",
            metadata: [
                "item": "\(item.key)", "state": "\(item.progress.state.rawValue)",
                "for": "\(((item.due ?? time.now) - time.now).unitText)",
            ])
    }

    /// Stores the end of the work, with the message to the approval's people.
    func storeRest(_ work: inout DeliveryWork) async throws {
        var step = work.takeStep()
        if let lacking = try await lackingFiles(work) { step.progress.reason = lacking }
        step.note = step.progress.reason
        // A resting item that was only asked about rests on, and nobody is told again.
        let isNews = !step.path.isEmpty
        switch work.route.source {
        case .approvals: if writesBack, isNews { step.notice = Notice.Draft(step.progress) }
        case .yida: if isNews { step.notice = work.route.writeBack?.notice(of: step.progress) }
        }
        let item = try await store.store(step, of: work.item, at: time.now)
        guard isNews else { return }
        metrics.rested(item.progress.state, took: time.now - item.created)
        log(item, work.machine.cause)
    }

    /// Reasons stay in the store: they may quote names and amounts. Their kind and the step tell where to look.
    private func log(_ item: Item, _ cause: DeliveryMachine.Cause?) {
        var metadata: Logger.Metadata = [
            "item": "\(item.key)", "state": "\(item.progress.state.rawValue)",
            "number": "\(item.progress.document?.number ?? item.number)",
        ]
        if let cause {
            metadata["cause"] = "\(cause.kind.rawValue)"
            metadata["after"] = "\(cause.after.rawValue)"
        }
        switch item.progress.state {
        case .dead: logger.warning("gave the item up; mend and replay it", metadata: metadata)
        case .human: logger.warning("the item waits for a person's decision", metadata: metadata)
        default: logger.info("the item is finished", metadata: metadata)
        }
    }
}

extension Notice.Draft {
    private static let reasonCharactersMax = 200

    /// What the people of an approval are told about its end; nil when there is nothing to tell.
    init?(_ progress: ItemProgress) {
        switch progress.state {
        case .done:
            guard let number = progress.document?.number else { return nil }
            self.init(kind: .done, text: "金蝶单据已生成并审核，单据编号：\(number)")
        case .dead:
            let reason = Notice.Draft.shown(progress.reason ?? "", charactersMax: Notice.Draft.reasonCharactersMax)
            self.init(kind: .dead, text: "金蝶单据未能生成，请联系管理员。原因：\(reason)")
        case .revoked:
            guard progress.document != nil else { return nil }
            self.init(kind: .revoked, text: "审批已撤销，对应的金蝶单据已撤回。")
        case .human:
            guard progress.revocation != nil else { return nil }
            self.init(kind: .kept, text: "审批已撤销，但对应的金蝶单据仍需人工处理，请联系管理员。")
        default: return nil
        }
    }

    /// A reason as everybody may see it who sees the approval: masked before it is cut, so that half a number is none.
    static func shown(_ reason: String, charactersMax: Int) -> String {
        String(PersonalText.masked(reason).prefix(charactersMax))
    }
}
