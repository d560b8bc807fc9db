import Seams
import Simulators

/// Carries out what faults do to links and processes, and keeps the history's fault windows exact also where no traffic
/// meets them.
struct FaultTimeline: Sendable {
    let rules: [FaultRule]
    let faults: FaultEngine
    /// Puts a link, by its name, into a condition.
    let setLink: @Sendable (String, LinkCondition) async throws -> Void
    /// Strikes the process under test and brings it back; a rule's window may bound how long.
    let strike: @Sendable (FaultRule, ProcessStrike) async throws -> Void
    /// What the history calls the n-th process.
    var name: @Sendable (Int) -> String = { _ in "core" }
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
            guard let name = step.rule.aim.link else { return }
            if step.opens { faults.noteFired(rule: step.rule.id, target: "link \(name)") }
            try await setLink(name, step.opens ? fault.condition : .whole)
        case let fault as any ProcessFault where step.opens:
            // One that is aimed at an I/O step fires when it meets it.
            if fault.strike.ioStep == 0 {
                faults.noteFired(rule: step.rule.id, target: "process \(name(fault.worker))")
            }
            try await strike(step.rule, fault.strike)
        default:
            break
        }
    }
}
