package import Seams
import Synchronization

/// Decides, request by request and event by event, what goes wrong.
///
/// Each decision is a function of (seed, rule, business key, attempt at that key), so that the order in which requests
/// arrive cannot change it. Stateful faults (a rate limit) see the requests in their order of arrival by nature.
package final class FaultEngine: Sendable {
    private struct State {
        var plan = FaultPlan()
        var origin: Timestamp?
        var open: Set<Int> = []
        var faults: [Int: any CallFault] = [:]
        var attempts: [String: Int] = [:]
        var fired: [String: Int] = [:]
        var armed: Set<String> = []
    }

    private let time: any Time
    private let history: History
    private let state = Mutex(State())

    /// An engine without rules: nothing goes wrong.
    package init(time: any Time, history: History) {
        self.time = time
        self.history = history
    }

    /// Replaces the plan. Windows count from `origin`.
    package func install(_ plan: FaultPlan, origin: Timestamp) {
        disarm()
        state.withLock { state in
            state = State()
            state.plan = plan
            state.origin = origin
            for (index, rule) in plan.rules.enumerated() {
                if let fault = rule.fault as? any CallFault { state.faults[index] = fault }
            }
        }
        refresh()
    }

    /// Ends all faults: the liveness phase begins. Rules stay listed for `unfired` and `current`.
    package func disarm() {
        refresh()
        state.withLock { state in
            for index in state.open.sorted() {
                history.record(.faultDisarmed(rule: state.plan.rules[index].id))
            }
            state.open = []
            state.origin = nil
        }
    }

    /// Records the windows that opened or closed since the last look. Called with each decision, and by the harness's
    /// clockwork so that a window without traffic is recorded too.
    package func refresh() {
        state.withLock { state in
            guard let origin = state.origin else { return }
            let elapsed = time.now - origin
            for (index, rule) in state.plan.rules.enumerated()
            where rule.isOpen(at: elapsed) != state.open.contains(index) {
                if state.open.remove(index) != nil {
                    history.record(.faultDisarmed(rule: rule.id))
                } else {
                    state.open.insert(index)
                    state.armed.insert(rule.id)
                    let type = type(of: rule.fault)
                    history.record(.faultArmed(rule: rule.id, fault: type.name, summary: type.summary))
                }
            }
        }
    }

    /// The plan in force.
    package var plan: FaultPlan { state.withLock { $0.plan } }

    /// The rules whose window is open now.
    package var active: [FaultRule] {
        refresh()
        return state.withLock { state in state.open.sorted().map { state.plan.rules[$0] } }
    }

    /// How often each rule struck, by its id; rules that were armed and never struck have 0.
    package var firings: [String: Int] {
        state.withLock { state in
            state.armed.reduce(into: state.fired) { $0[$1, default: 0] += 0 }
        }
    }

    /// Notes that a rule struck a link or a process, which the engine itself does not carry out.
    package func noteFired(rule: String, target: String) {
        state.withLock { $0.fired[rule, default: 0] += 1 }
        history.record(.faultFired(rule: rule, call: nil, target: target))
    }

    /// What goes wrong with a request, in the order of the rules.
    package func effects(on call: CallFacts, number: Int) -> [CallEffect] {
        refresh()
        return state.withLock { state in
            var effects: [CallEffect] = []
            for index in state.open.sorted() {
                let rule = state.plan.rules[index]
                guard var fault = state.faults[index], rule.aim.covers(call) else { continue }
                let key = "\(call.platform.rawValue).\(call.operation) \(call.key ?? "")"
                guard let attempt = strikes(rule, key: key, &state) else { continue }
                let fraction = state.plan.seed.fraction([rule.id, key, "amount", String(attempt)])
                let effect = fault.effect(on: call, at: time.now, fraction: fraction)
                state.faults[index] = fault
                guard let effect else { continue }
                state.fired[rule.id, default: 0] += 1
                history.record(.faultFired(rule: rule.id, call: number, target: key))
                effects.append(effect)
            }
            return effects
        }
    }

    /// What goes wrong with an attempt to deliver an event.
    package func effects(on delivery: DeliveryFacts) -> [DeliveryEffect] {
        refresh()
        return state.withLock { state in
            var effects: [DeliveryEffect] = []
            for index in state.open.sorted() {
                let rule = state.plan.rules[index]
                guard let fault = rule.fault as? any DeliveryFault, rule.aim.covers(delivery) else { continue }
                // The draw belongs to the instance, since event ids are made in order of arrival.
                let key = "\(delivery.type) \(delivery.instance ?? delivery.event)"
                guard let attempt = strikes(rule, key: key, &state) else { continue }
                state.fired[rule.id, default: 0] += 1
                history.record(.faultFired(rule: rule.id, call: nil, target: key))
                let fraction = state.plan.seed.fraction([rule.id, key, "amount", String(attempt)])
                effects.append(fault.effect(on: delivery, fraction: fraction))
            }
            return effects
        }
    }

    /// Counts the attempt at this key and draws: the attempt's number when the rule strikes, else nil.
    private func strikes(_ rule: FaultRule, key: String, _ state: inout State) -> Int? {
        let attempt = state.attempts["\(rule.id) \(key)", default: 0] + 1
        state.attempts["\(rule.id) \(key)"] = attempt
        if let attempts = rule.aim.attempts, attempt > attempts { return nil }
        return state.plan.seed.fraction([rule.id, key, String(attempt)]) < rule.aim.probability ? attempt : nil
    }
}
