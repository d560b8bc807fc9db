import Seams
import Simulators

/// What becomes of filled Yida forms besides their documents: the result stands in the form once, a form that somebody
/// changes or deletes after its document was made waits for a person, and what is wrong with one application or form does
/// not hold up the others.
///
/// The forms themselves are the workload's: `workload: {kind: yida, …}`, `kind: yida-data` or `kind: yida-applications`.
struct YidaActivity: Activity {
    static let key = "yida"

    /// The components of the forms that are the core's own.
    enum Field {
        static let number = "textField_m1q2w3e6"
        static let state = "textField_m1q2w3e7"
        static let reason = "textField_m1q2w3e8"
        /// What people change.
        static let purpose = "textField_m1q2w3e1"
    }

    /// How many forms somebody changes once the world is quiet.
    var changes = 0
    /// How many somebody deletes once the world is quiet.
    var deletions = 0
    /// How many somebody deletes as soon as they count: mostly before their documents, sometimes after.
    var earlyDeletions = 0
    /// Whether the core is to take the documents of deleted forms back at once, instead of asking a person.
    var takesBack = false
    /// How often all links to files are made to end while the workload goes on; nil for never.
    var linksEndEvery: Duration?
    /// What is wrong with an application or a form for a while.
    var troubles: [YidaTroublePlan] = []
    /// How long after its last change Yida's listing shows a form.
    var listedAfter = Duration.zero
    private let tracker = YidaChanges()

    init?(_ section: inout ScenarioSection) {
        changes = section.integer("changes", in: 0...10_000) ?? changes
        deletions = section.integer("deletions", in: 0...10_000) ?? deletions
        earlyDeletions = section.integer("early-deletions", in: 0...10_000) ?? earlyDeletions
        takesBack = section.boolean("taken-back") ?? takesBack
        linksEndEvery = section.duration("links-end-every", in: .milliseconds(50) ... .seconds(3600))
        troubles = YidaTrouble.allCases.compactMap { YidaTroublePlan($0, &section) }
        listedAfter = section.duration("listed-after", in: .zero ... .seconds(600)) ?? listedAfter
    }

    init(changes: Int = 0, deletions: Int = 0, takesBack: Bool = false, troubles: [YidaTroublePlan] = []) {
        self.changes = changes
        self.deletions = deletions
        self.takesBack = takesBack
        self.troubles = troubles
    }

    func coreSettings(in world: ActivityWorld) -> [String: String] {
        takesBack ? ["delivery.onRevoke": "delete"] : [:]
    }

    var length: Duration { troubles.map { $0.at + $0.length }.max() ?? .zero }

    func prepare(_ stage: ActivityStage) async throws {
        // A scenario that was read once is run for many seeds.
        tracker.begin()
        stage.world.dingTalk.yidaIndexing(takes: listedAfter)
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let end = origin + max(length, stage.scenario.workload.length ?? .zero)
        var (begun, ended): (Set<Int>, Set<Int>) = ([], [])
        var (next, left) = (0, earlyDeletions)
        var linksEnd = linksEndEvery.map { origin + $0 }
        while stage.time.now <= end {
            let now = stage.time.now
            for (index, plan) in troubles.enumerated() {
                let subject = plan.subject
                if now >= origin + plan.at, begun.insert(index).inserted {
                    stage.world.dingTalk.begin(plan.trouble, of: subject)
                    stage.record(YidaActivity.self, "shut", of: subject, ["trouble": plan.trouble.rawValue])
                }
                if now >= origin + plan.at + plan.length, ended.insert(index).inserted {
                    stage.world.dingTalk.endTrouble(of: subject)
                    stage.record(YidaActivity.self, "opened", of: subject, ["trouble": plan.trouble.rawValue])
                }
            }
            if let due = linksEnd, let every = linksEndEvery, now >= due {
                stage.world.dingTalk.endFileLinks()
                linksEnd = due + every
            }
            for event in stage.history.events(from: next) {
                next = event.sequence + 1
                guard left > 0, case .instanceFinished(let instance, .agree, let claim?, _) = event.fact,
                    stage.seed.fraction(["early", claim]) < 0.3
                else { continue }
                left -= 1
                try delete(instance, stage)
            }
            try await stage.time.sleep(for: .milliseconds(5))
        }
        for (index, plan) in troubles.enumerated() where begun.contains(index) && ended.insert(index).inserted {
            stage.world.dingTalk.endTrouble(of: plan.subject)
            stage.record(YidaActivity.self, "opened", of: plan.subject, ["trouble": plan.trouble.rawValue])
        }
    }

    private func delete(_ instance: String, _ stage: ActivityStage) throws {
        try stage.world.dingTalk.deleteForm(instance)
        stage.record(YidaActivity.self, "deleted", of: instance)
        tracker.addDeleted(instance)
    }

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        let workload = stage.scenario.workload
        let wanted = workload.outcomeCounts.approved - workload.poisoned - tracker.deleted.count
        let told = forms(stage).count { _, form in YidaActivity.text(form, Field.number) != "" }
        guard told >= wanted else { return false }
        let standing = tracker.deletedWithDocuments(stage.history)
        if takesBack, !standing.isEmpty { return false }
        let waiting = tracker.instances + standing
        guard !waiting.isEmpty, let core = stage.core else { return true }
        // A core that was killed answers later.
        let held = (try? await core.deadLetters()).map { Set($0.map(\.instance)) } ?? []
        return waiting.allSatisfy(held.contains)
    }

    func intervene(_ stage: ActivityStage) async throws -> Bool {
        guard changes + deletions > 0 else { return false }
        var draws = stage.seed.stream("changes")
        let done = forms(stage).map(\.form).filter { YidaActivity.text($0, Field.number) != "" }.shuffled(using: &draws)
        for form in done.prefix(changes) {
            let user = stage.world.dingTalkWorld.company.employees.last?.userID ?? form.modifier
            let text = YidaActivity.text(form, Field.purpose) + "（更正）"
            try stage.world.dingTalk.changeForm(
                form.instance, by: user, [JSON.Member(Field.purpose, .string(text))])
            stage.record(YidaActivity.self, "changed", of: form.instance, ["version": String(form.version + 1)])
            tracker.add(form.instance)
        }
        for form in done.dropFirst(changes).prefix(deletions) { try delete(form.instance, stage) }
        return !done.isEmpty
    }

    func conclude(_ stage: ActivityStage) async throws {
        for (place, form) in forms(stage) {
            let detail = [
                "version": String(form.version), "number": YidaActivity.text(form, Field.number),
                "state": YidaActivity.text(form, Field.state), "reason": YidaActivity.text(form, Field.reason),
                "form": place, "application": stage.world.dingTalk.yidaApplication(of: place) ?? "",
            ]
            stage.record(YidaActivity.self, "form", of: form.instance, detail)
        }
        guard let core = stage.core else { return }
        for letter in try await core.deadLetters() {
            stage.record(YidaActivity.self, "held", of: letter.instance, ["reason": letter.reason])
        }
    }

    private func forms(_ stage: ActivityStage) -> [(place: String, form: YidaState)] {
        stage.scenario.workload.kind.yidaForms.flatMap { form in
            stage.world.dingTalk.filledForms(of: form.formUUID).map { (form.formUUID, $0) }
        }
    }

    private static func text(_ form: YidaState, _ field: String) -> String {
        form.values[field]?.scalarText ?? ""
    }
}
