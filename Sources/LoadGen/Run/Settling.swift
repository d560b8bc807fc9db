import Seams
import Simulators

/// The end of a run: faults are over, and the world must become quiet; what a person does then; what the core says of
/// itself.
struct Settling: Sendable {
    /// How a note begins that tells of a world which did not become quiet.
    static let notQuiet = "the world was not quiet"

    let scenario: Scenario
    let world: SimulatedWorld
    /// The operator API, which only the built-in core has.
    let core: CoreOperator?
    let history: History
    let tracker: RunTracker
    let time: any Time
    let activities: ActivityRunner

    /// Waits for quiet, and lets people do what they do once it is quiet.
    func settle(_ claims: [Claim]) async throws {
        history.record(.phase(name: "settling"))
        try await waitUntilQuiet(claims, mended: false)
        let late = scenario.interventions.filter { $0.at == nil }
        if let core, scenario.workload.poisoned > 0 || !late.isEmpty { await recordDeadLetters(core) }
        for intervention in late { await intervene(intervention) }
        let haveActed = try await activities.intervene()
        if !late.isEmpty || haveActed { try await waitUntilQuiet(claims, mended: true) }
        try await activities.conclude()
        if let core, late.isEmpty, scenario.workload.poisoned == 0 { await recordDeadLetters(core) }
    }

    /// Waits until every approved instance that can become a document has one, all events are delivered and nothing has
    /// moved for a second; or until the deadline. Whether it became quiet is for the checkers to say.
    func waitUntilQuiet(_ claims: [Claim], mended: Bool) async throws {
        let poisoned = claims.count(where: \.isPoisoned)
        let deadline = time.now + scenario.settleWithin
        while time.now < deadline {
            tracker.catchUp(now: time.now)
            var backlog = tracker.backlog.count - (mended ? 0 : poisoned)
            if backlog > 0, !mended { backlog -= try await activities.awaitingPerson() + awaitingAdoption() }
            if backlog <= 0, world.dingTalk.pendingEvents() == 0, tracker.isCalm(for: .seconds(1), now: time.now),
                try await activities.isQuiet(), await haveDied(mended ? 0 : poisoned)
            {
                return
            }
            try await time.sleep(for: .milliseconds(50))
        }
        history.record(.note(text: "\(Settling.notQuiet) within \(scenario.settleWithin.unitText)"))
    }

    /// Whether as many items as that have become dead letters: one that still tries again must not be missed by the person
    /// who mends them. A core that does not answer just now may still have some to come.
    private func haveDied(_ expected: Int) async -> Bool {
        guard let core, expected > 0 else { return true }
        // The list ends there.
        return ((try? await core.deadLetters())?.count ?? 0) >= min(expected, CoreOperator.deadLettersMax)
    }

    private func recordDeadLetters(_ core: CoreOperator) async {
        do {
            for letter in try await core.deadLetters() {
                history.record(.deadLetter(key: letter.key, instance: letter.instance, reason: letter.reason))
            }
        } catch {
            history.record(.note(text: "the dead letters could not be read: \(error)"))
        }
    }

    /// How many items wait for somebody who looks in Kingdee, which is done once all else is quiet. A core that cannot be
    /// asked is asked again.
    private func awaitingAdoption() async -> Int {
        guard let core, scenario.interventions.contains(where: { $0.at == nil && $0.action == .adoptFound }) else {
            return 0
        }
        return (try? await core.waitingForPerson().count) ?? 0
    }

    /// Looks in Kingdee for what queries do not show.
    private func adoptFound(_ core: CoreOperator) async {
        do {
            for item in try await core.waitingForPerson() {
                let found = world.kingdee.documents(form: item.form).filter {
                    $0.content.text.contains(item.instance)
                }
                guard found.count < 2 else { continue }  // which of them is right is for the checkers to ask
                try await core.decide(item, adopting: found.first)
                history.record(
                    .intervention(action: found.isEmpty ? "redo" : "adopt", target: item.instance, detail: item.form))
            }
        } catch {
            history.record(.note(text: "what waits for a person could not be decided: \(error)"))
        }
    }

    func intervene(_ intervention: Intervention) async {
        guard let core else { return }
        guard case .replayDeadLetters(let values) = intervention.action else { return await adoptFound(core) }
        do {
            for letter in try await core.deadLetters() {
                try await core.replay(letter, set: values)
                let detail = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
                history.record(.intervention(action: "replay-dead-letter", target: letter.instance, detail: detail))
            }
        } catch {
            history.record(.note(text: "the dead letters could not be replayed: \(error)"))
        }
    }
}
