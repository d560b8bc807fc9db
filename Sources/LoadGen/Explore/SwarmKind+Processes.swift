import Seams
import Simulators

/// Faults of the core's process. Each death leaves the writes under way unknown, which costs a try.
extension SwarmKind {
    static let processes = [
        SwarmKind(ProcessKilled.self, rulesMax: 3) { draw in draw.death([:]) },
        SwarmKind(ProcessPaused.self) { draw in
            draw.start().merging(["hold": draw.dice.duration(.milliseconds(100), .seconds(8)).memberText]) { $1 }
        },
        SwarmKind(PowerLost.self) { draw in draw.death(["unsynced": draw.dice.pick(["lost", "prefix", "torn"])]) },
        // Two of them could add up to more than the core's listings overlap.
        SwarmKind(ClockJumped.self, rulesMax: 1) { draw in
            guard draw.clockJumpMax > .seconds(1) else { return nil }
            let direction = draw.dice.pick(["forward", "backward"])
            let distance = draw.dice.duration(.seconds(1), draw.clockJumpMax).memberText
            return draw.window(upTo: .seconds(15)).merging(["direction": direction, "by": distance]) { $1 }
        },
        SwarmKind(DiskFull.self) { draw in draw.window() },
    ]
}

extension SwarmDraw {
    /// A death and a new start: by time, or at one of the next I/O steps.
    fileprivate mutating func death(_ settings: Members) -> Members? {
        guard spend(1) != nil else { return nil }
        let away = ["restart-after": dice.duration(.milliseconds(20), .seconds(8)).memberText]
        let base = settings.merging(away) { $1 }
        guard dice.chance(0.5) else { return base.merging(start()) { $1 } }
        let step = Int(dice.spread(1, 500))
        return base.merging(window()) { $1 }.merging(["io-step": String(step)]) { $1 }
    }
}
