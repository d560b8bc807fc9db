import Seams
import Synchronization

/// The directory's way to the platforms: through the gate, and with an eye on outages, because what an outage hid is
/// looked for when it is over.
package struct DirectoryCalls: Sendable {
    /// What became of a call: an answer, a failure, or no call for now.
    enum Outcome<Value: Sendable>: Sendable {
        case success(Value)
        case failure(PlatformFailure)
        case held(Timestamp, WaitReason)
    }

    let gate: CallGate
    private let dingTalk: DingTalkClient
    private let kingdee: KingdeeClient
    private let outages = Outages()
    /// Called when a platform answers again.
    private let onRecovery: @Sendable (PlatformName) async -> Void
    private let signal: WakeSignal

    init(
        gate: CallGate, dingTalk: DingTalkClient, kingdee: KingdeeClient, signal: WakeSignal,
        onRecovery: @escaping @Sendable (PlatformName) async -> Void
    ) {
        self.gate = gate
        self.dingTalk = dingTalk
        self.kingdee = kingdee
        self.signal = signal
        self.onRecovery = onRecovery
    }

    /// Wakes the workers.
    func wake() {
        signal.wake()
    }

    /// Asks for one call: nil lets it go.
    func admit(_ operation: PlatformOperation) -> (until: Timestamp, reason: WaitReason)? {
        let held = gate.admit(operation)
        if let held, held.reason != .throttled { outages.began(operation.platform) }
        return held
    }

    func dingTalk<Value: Sendable>(
        _ operation: PlatformOperation, within limit: Duration? = nil,
        _ body: @escaping @Sendable (DingTalkClient) async throws -> Value
    ) async -> Outcome<Value> {
        if let held = admit(operation) { return .held(held.until, held.reason) }
        let result = await gate.call(operation, within: limit) { [dingTalk] in try await body(dingTalk) }
        await note(operation.platform, result)
        return Outcome(result)
    }

    func kingdee<Value: Sendable>(
        _ operation: PlatformOperation, _ body: @escaping @Sendable (KingdeeClient) async throws -> Value
    ) async -> Outcome<Value> {
        if let held = admit(operation) { return .held(held.until, held.reason) }
        return Outcome(await kingdeeAdmitted(operation, body))
    }

    /// Makes a call that was admitted before its intent was stored.
    func kingdeeAdmitted<Value: Sendable>(
        _ operation: PlatformOperation, _ body: @escaping @Sendable (KingdeeClient) async throws -> Value
    ) async -> Result<Value, PlatformFailure> {
        let result = await gate.call(operation) { [kingdee] in try await body(kingdee) }
        await note(operation.platform, result)
        return result
    }

    private func note(_ platform: PlatformName, _ result: Result<some Sendable, PlatformFailure>) async {
        if case .success = result, outages.ended(platform) { await onRecovery(platform) }
    }
}

extension DirectoryCalls.Outcome {
    fileprivate init(_ result: Result<Value, PlatformFailure>) {
        switch result {
        case .success(let value): self = .success(value)
        case .failure(let failure): self = .failure(failure)
        }
    }
}

/// Which platforms do not answer.
private final class Outages: Sendable {
    private let platforms = Mutex<Set<PlatformName>>([])

    func began(_ platform: PlatformName) {
        platforms.withLock { _ = $0.insert(platform) }
    }

    /// Returns whether there was an outage.
    func ended(_ platform: PlatformName) -> Bool {
        platforms.withLock { $0.remove(platform) != nil }
    }
}
