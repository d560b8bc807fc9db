import Logging
import Seams

/// A loop of a flow that one worker at a time runs, pass by pass, for as long as it lives.
///
/// Its role is held from pass to pass, and renewed with what a pass stores (`SQLConnection.hold`); whoever lost it stands
/// in line again. A pass that a platform holds back goes on when the gate says so, one that failed after a growing pause.
struct LeaderLoop: Sendable {
    /// When to look again.
    enum Next: Hashable, Sendable {
        /// There is more to do already.
        case now
        /// At this point in time, or when the signal is set.
        case at(Timestamp)
    }

    /// Longer than the calls of one pass can take.
    static let leaseTime = Duration.seconds(180)
    /// How often a worker without the role asks for it.
    private static let patience = Duration.seconds(5)

    let role: String
    let database: any RelationalStore
    let gate: CallGate
    let time: any Time
    let logger: Logger
    let signal: WakeSignal
    /// Where operators' alerts learn of passes that fail.
    var health: LoopHealth?

    /// Runs `pass` until the signal is stopped.
    func run(_ pass: (LeadershipTerm) async throws -> Next) async {
        let alarm = Alarm(time: time, signal: signal)
        var term: LeadershipTerm?
        var failures = 0
        for await _ in signal.signals {
            do {
                if term == nil {
                    term = try await database.takeTerm(role, until: time.now + LeaderLoop.leaseTime, at: time.now)
                }
                guard let held = term else {
                    alarm.set(time.now + LeaderLoop.patience)
                    continue
                }
                switch try await pass(held) {
                case .now: signal.wake()
                case .at(let next): alarm.set(next)
                }
                failures = 0
                health?.worked(role)
            } catch let held as HeldBack {
                alarm.set(held.until)
            } catch is LostLeadership {
                term = nil
                health?.left(role)
                logger.warning("another worker took the role over", metadata: ["role": "\(role)"])
                alarm.set(time.now + LeaderLoop.patience)
            } catch {
                failures += 1
                health?.failed(role, "\(error)", at: time.now)
                logger.warning("a pass failed", metadata: ["role": "\(role)", "error": "\(error)"])
                alarm.set(time.now + gate.retryPause(step: failures))
            }
        }
        alarm.set(nil)
    }
}
