import Seams
import Simulators

/// Carries out what faults do to links and processes, and keeps the history's fault windows exact also where no traffic
/// meets them.
struct FaultTimeline: Sendable {
    let rules: [FaultRule]
    let faults: FaultEngine
    let links: WireLinks
    let system: SystemProcess
    let restart: @Sendable () async throws -> Void
    let history: History
    let time: any Time

    private struct Step: Sendable {
        let at: Duration
        let rule: FaultRule
        let opens: Bool
    }

    /// Goes through the timeline, counted from `origin`, and returns when the last step is done.
    func run(from origin: Timestamp) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for step in steps {
                try await time.sleep(until: origin + step.at)
                faults.refresh()
                group.addTask { try await carryOut(step) }
            }
        }
    }

    private var steps: [Step] {
        rules.flatMap { rule in
            [Step(at: rule.from, rule: rule, opens: true)]
                + (rule.until.map { [Step(at: $0, rule: rule, opens: false)] } ?? [])
        }.sorted { ($0.at, $0.opens ? 1 : 0, $0.rule.id) < ($1.at, $1.opens ? 1 : 0, $1.rule.id) }
    }

    private func carryOut(_ step: Step) async throws {
        switch step.rule.fault {
        case let fault as any LinkFault:
            guard let name = step.rule.aim.link, let link = links[name] else { return }
            if step.opens { faults.noteFired(rule: step.rule.id, target: "link \(name)") }
            try await link.set(step.opens ? fault.condition : .whole)
        case let fault as any ProcessFault where step.opens:
            faults.noteFired(rule: step.rule.id, target: "process core")
            try await strike(fault.strike)
        default:
            break
        }
    }

    private func strike(_ strike: ProcessStrike) async throws {
        switch strike {
        case .kill(let restartAfter, _):
            await system.kill()
            guard let restartAfter else { return }
            try await time.sleep(for: restartAfter)
            try await restart()
        case .pause(let duration):
            system.pause()
            try await time.sleep(for: duration)
            system.resume()
        case .powerCut, .clockJump: break  // only the virtual world can; reading the scenario refused them
        }
    }
}
