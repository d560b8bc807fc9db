import Seams
import Simulators

/// Faults of events on their way to the core. None of them costs the core a try: redelivery heals them, or the listing.
extension SwarmKind {
    static let deliveries = [
        SwarmKind(EventDuplicated.self) { draw in
            draw.event([
                "copies": String(draw.dice.integer(in: 1...3)),
                "every": draw.dice.duration(.milliseconds(1), .seconds(3)).memberText,
                "new-id": draw.dice.pick(["true", "false"]),
            ])
        },
        SwarmKind(EventDelayed.self) { draw in
            draw.event(["by": draw.dice.duration(.milliseconds(50), .seconds(12)).memberText])
        },
        SwarmKind(EventReordered.self) { draw in
            draw.event(["within": draw.dice.duration(.milliseconds(50), .seconds(8)).memberText])
        },
        SwarmKind(EventDropped.self) { draw in draw.event(draw.anyAttempts()) },
        SwarmKind(EventLost.self) { draw in draw.event([:]) },
        SwarmKind(EventSignatureWrong.self) { draw in draw.event(draw.anyAttempts()) },
    ]
}

extension SwarmDraw {
    /// A rule for events.
    fileprivate mutating func event(_ settings: Members) -> Members {
        settings.merging(window()) { $1 }.merging(probability()) { $1 }
    }
}
