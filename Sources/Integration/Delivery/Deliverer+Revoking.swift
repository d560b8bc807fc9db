import Seams

/// An approval that is revoked while its document is on the way, or after.
extension Deliverer {
    /// How long a document waits for the one that was made after it, without being woken.
    private static let patience = Duration.seconds(600)

    /// Looks whether the approval is revoked, as an event or an approved revocation says. An event is not believed: the
    /// instance is read again, several times when it does not show it, since events may run ahead of the read API.
    func confirmRevocation(_ work: inout DeliveryWork) async -> DeliveryAction {
        if let revoker = work.item.revoker {
            work.settleDoubt()
            return work.machine.revoked("the approval was revoked by \(revoker)", at: time.now)
        }
        let (id, source) = (work.item.key.instance, work.route.source)
        let operation = source == .approvals ? PlatformOperation.readInstance : .readForm
        if let held = gate.admit(operation, lane: source.lane) {
            return work.machine.held(until: held.until, held.reason)
        }
        switch await gate.call(operation, lane: source.lane, { try await read(id, from: source) }) {
        case .success(let instance): return confirmed(by: instance, &work)
        case .failure(.notFound):
            work.settleDoubt()
            let what = source == .approvals ? "the approval was deleted" : "the form was deleted in Yida"
            return work.machine.revoked(what, at: time.now)
        case .failure(let failure) where source != .approvals && failure.isOfShutForm:
            return .pause(.until(time.now + Deliverer.shutPause, .retry))
        case .failure(let failure) where failure.isRefusedForNow || failure.isUnknown:
            return work.machine.pause(after: failure, of: .dingTalk, at: time.now)
        case .failure(let failure):
            work.settleDoubt()
            return work.machine.instanceIsHidden(failure, at: time.now)
        }
    }

    private func confirmed(by instance: ApprovalInstance, _ work: inout DeliveryWork) -> DeliveryAction {
        let isBegun = ![.received, .open].contains(work.machine.progress.state)
        switch ApprovalVerdict(instance) {
        case .over(let reason):
            work.settleDoubt()
            return work.machine.revoked(reason, at: time.now)
        case .approved:
            if let pause = work.machine.doubtLingers() { return pause }
        case .undecided:
            if isBegun, let pause = work.machine.doubtLingers() { return pause }
        }
        work.settleDoubt()
        return work.machine.next(at: time.now)
    }

    /// Takes the document one step back, once nothing is left that was made after it.
    func undo(_ step: UndoStep, _ work: inout DeliveryWork) async throws -> DeliveryAction {
        if let later = try await successor(of: work) {
            return work.machine.awaitsSuccessor(
                later.key.form, later.progress.state, until: time.now + Deliverer.patience)
        }
        if let held = gate.admit(step.operation) { return work.machine.held(until: held.until, held.reason) }
        let (form, id) = (work.route.form, work.machine.progress.document?.id ?? "")
        work.machine.undoStarts(step)
        try await storeIntent(&work)
        switch await gate.call(step.operation, { [kingdee] in try await kingdee.undo(step, form: form, id: id) }) {
        case .success: return work.machine.undone(step, at: time.now)
        case .failure(let failure): return work.machine.undoFailed(failure, at: time.now)
        }
    }

    /// An item of the same approval whose document was made after this one and may still stand.
    private func successor(of work: DeliveryWork) async throws -> Item? {
        let key = work.item.key
        return try await store.items(of: key.instance).first { item in
            guard item.key.flow == key.flow, routes.route(of: item.key)?.after == key.form else { return false }
            guard ![.revoked, .ignored, .abandoned].contains(item.progress.state) else { return false }
            return item.progress.document != nil || item.progress.sentAt != nil
        }
    }
}

extension PlatformFailure {
    /// Whether nobody knows what the call did.
    fileprivate var isUnknown: Bool {
        if case .outcomeUnknown = self { true } else { false }
    }
}
