import Integration
import Seams
import Synchronization

/// Somebody who revokes the approval while the core works on it: before the n-th call to a platform, or when all is done.
/// The event that tells of it is pushed at once, and again to the next process when nobody acknowledged it.
final class Revoker: Sendable {
    enum Way: String, CaseIterable, Sendable {
        case withdrawn, deleted
        /// By an approval of its own, which names the first.
        case approved
        /// Withdrawn, and the event lost: only a look through the withdrawn ones finds it.
        case unheard
    }

    private struct State {
        var intake: Intake?
        var kill: KillSwitch?
        var calls = 0
        var isRevoked = false
        var isAcknowledged = false
    }

    private let way: Way
    private let call: Int
    private let dingTalk: FakeDingTalk
    private let state = Mutex(State())

    init(_ way: Way, before call: Int, _ dingTalk: FakeDingTalk) {
        self.way = way
        self.call = call
        self.dingTalk = dingTalk
    }

    var calls: Int { state.withLock { $0.calls } }

    /// A process took over.
    func begin(_ intake: Intake, _ kill: KillSwitch) {
        state.withLock { ($0.intake, $0.kill) = (intake, kill) }
    }

    /// A call to a platform is about to be made.
    func callStarts() async {
        let isTime = state.withLock { state in
            if !state.isRevoked { state.calls += 1 }
            return state.calls == call
        }
        if isTime { _ = await revoke() }
    }

    /// Revokes it, unless that is done. Returns whether it did.
    func revoke() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isRevoked = true }
            return !state.isRevoked
        }
        guard isFirst else { return false }
        switch way {
        case .withdrawn, .unheard: dingTalk.put(.make(status: "TERMINATED", result: ""))
        case .deleted: dingTalk.remove("INST-1")
        case .approved:
            var revocation = ApprovalInstance.make(id: "INST-2")
            revocation.bizAction = "REVOKE"
            revocation.mainInstanceID = "INST-1"
            dingTalk.put(revocation)
        }
        await push()
        return true
    }

    /// Pushes the event again that nobody acknowledged.
    func repeatEvent() async {
        if state.withLock({ $0.isRevoked && !$0.isAcknowledged }) { await push() }
    }

    private func push() async {
        let (intake, kill) = state.withLock { ($0.intake, $0.kill) }
        guard let intake, let kill, way != .unheard else { return }
        let event =
            switch way {
            case .withdrawn, .unheard: IncomingEvent.make(id: "event-2", change: "terminate")
            case .deleted: IncomingEvent.make(id: "event-2", change: "delete")
            case .approved: IncomingEvent.make(id: "event-2", instance: "INST-2")
            }
        let isAcknowledged = await intake.accept(event, from: .callback) && !kill.isDead
        state.withLock { $0.isAcknowledged = isAcknowledged }
    }
}
