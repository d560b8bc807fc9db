import Integration
import Seams

/// What goes wrong with one call of a fake platform.
enum CallFault: Hashable, Sendable, CustomStringConvertible {
    /// It is carried out, and the reply is lost.
    case replyLost
    /// The request is lost, and the caller cannot know.
    case requestLost
    /// It is carried out only so long after its caller gave up.
    case late(Duration)
    /// It is refused, and nothing happens.
    case refused(PlatformFailure)

    var description: String {
        switch self {
        case .replyLost: "reply lost"
        case .requestLost: "request lost"
        case .late(let delay): "carried out \(delay.unitText) late"
        case .refused(let failure): "refused: \(failure.label)"
        }
    }
}

/// The fault that strikes the n-th call of an operation.
struct PlannedFault: Hashable, Sendable, CustomStringConvertible {
    var operation: PlatformOperation
    /// Counted from 1.
    var call: Int
    var fault: CallFault

    var description: String { "\(operation.rawValue) #\(call) \(fault)" }
}

/// Strikes planned calls, each once.
struct FaultPlan: Sendable {
    private var planned: [PlannedFault]
    private var calls: [PlatformOperation: Int] = [:]

    init(_ planned: [PlannedFault] = []) {
        self.planned = planned
    }

    /// How often an operation was called.
    func count(_ operation: PlatformOperation) -> Int { calls[operation] ?? 0 }

    /// Counts a call, and says what goes wrong with it.
    mutating func strike(_ operation: PlatformOperation) -> CallFault? {
        calls[operation, default: 0] += 1
        return planned.first { $0.operation == operation && $0.call == calls[operation] }?.fault
    }
}
