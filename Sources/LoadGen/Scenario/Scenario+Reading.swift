import Seams
import Simulators

extension Scenario {
    /// Reads a whole file; nil when something required is missing, which is then noted like every other mistake.
    init?(
        _ root: consuming ScenarioSection, _ refusalReasons: [Platform: [String]], _ world: RunWorld,
        _ settingMistakes: SettingsCheck
    ) {
        var root = root
        let name = root.name("scenario")
        let proves = root.required("proves", example: "nothing is lost when replies are")
        let seed = root.seed("seed") ?? Seed(1)
        let settings = root.section("world").map { WorldSettings($0) } ?? WorldSettings()
        let system = root.section("system").map { SystemSettings($0, settingMistakes) } ?? SystemSettings()
        let mistakesBefore = root.notes.count
        let activities = root.activities()
        let hasActivities = !activities.isEmpty || root.notes.count > mistakesBefore
        root.know("workload")
        let workload =
            hasActivities && !root.has("workload")
            ? WorkloadSettings(approvals: 0, arrivals: .burst(within: .zero)) : WorkloadSettings(in: &root)
        let settleWithin = root.duration("settle-within", in: .seconds(1) ... .seconds(3600)) ?? .seconds(60)
        let takes = root.duration("takes", in: .seconds(1) ... .seconds(86_400))
        let timeline = Timeline(
            workload: workload?.length.map { length in activities.map(\.activity.length).reduce(length, max) },
            settleWithin: settleWithin)
        let reader = FaultReader(
            timeline: timeline, refusalReasons: refusalReasons, world: world, workers: system.workers)
        let faults = reader.faults(in: &root)
        let interventions = root.interventions(timeline)
        let expectations = Expectations(in: &root, workload: workload, hasFaults: faults.count > 0)
        let explore = root.section("explore").map { ExploreSettings($0) } ?? ExploreSettings()
        root.finish()
        guard let name, let proves, let workload else { return nil }
        self.init(
            name: name, proves: proves, seed: seed, world: settings, system: system, workload: workload,
            activities: activities, faults: faults.rules, interventions: interventions, expectations: expectations,
            settleWithin: settleWithin, takes: takes, explore: explore)
    }
}

/// When a run is over: nothing can be asked to happen later.
struct Timeline {
    /// How long the workload takes by plan; nil for closed arrivals, whose length depends on the system under test.
    let workload: Duration?
    let settleWithin: Duration

    /// What is wrong with something that happens at `moment`; nil when the run is still going on then.
    func mistake(at moment: Duration) -> String? {
        guard let workload, moment >= workload + settleWithin else { return nil }
        return """
            '\(moment.unitText)' is after the end: the workload takes \(workload.unitText) and settle-within is \
            \(settleWithin.unitText)
            """
    }
}

extension ScenarioSection {
    fileprivate mutating func required(_ key: String, example: String) -> String? {
        requires(key, write: example) ? text(key, example: example) : nil
    }

    /// The scenario's name: it becomes a folder's name and part of commands, so it has no spaces and no slashes.
    fileprivate mutating func name(_ key: String) -> String? {
        guard requires(key, write: "lost-replies") else { return nil }
        guard let (text, member) = scalar(key, remedy: "write for example lost-replies") else { return nil }
        guard text.count <= 80, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
            note(member, "'\(text)' is no name; write up to 80 letters, digits and hyphens")
            return nil
        }
        return text
    }

    fileprivate mutating func seed(_ key: String) -> Seed? {
        let remedy = "write a whole number from 0 to \(UInt64.max)"
        guard let (text, member) = scalar(key, remedy: remedy) else { return nil }
        guard let value = UInt64(text) else {
            note(member, "'\(text)' is no seed; \(remedy)")
            return nil
        }
        return Seed(value)
    }

    fileprivate mutating func interventions(_ timeline: Timeline) -> [Intervention] {
        sections("interventions", label: "intervention", example: "- {when: quiet, replay-dead-letters: {}}")
            .compactMap { Intervention($0, timeline) }
    }
}
