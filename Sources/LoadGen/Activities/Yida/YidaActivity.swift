import Seams
import Simulators

/// What becomes of filled Yida forms besides their documents: the result stands in the form once, and a form that somebody
/// changes after its document was made waits for a person.
///
/// The forms themselves are the workload's: `workload: {kind: yida, …}` or `kind: yida-data`.
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
    private let tracker = YidaChanges()

    init?(_ section: inout ScenarioSection) {
        changes = section.integer("changes", in: 0...10_000) ?? changes
    }

    init(changes: Int) {
        self.changes = changes
    }

    var length: Duration { .zero }

    func prepare(_ stage: ActivityStage) async throws {
        // A scenario that was read once is run for many seeds.
        tracker.begin()
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {}

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        let workload = stage.scenario.workload
        let wanted = workload.outcomeCounts.approved - workload.poisoned
        let told = forms(stage).count { form in YidaActivity.text(form, Field.number) != "" }
        guard told >= wanted else { return false }
        let changed = tracker.instances
        guard !changed.isEmpty, let core = stage.core else { return true }
        // A core that was killed answers later.
        let held = (try? await core.deadLetters()).map { Set($0.map(\.instance)) } ?? []
        return changed.allSatisfy(held.contains)
    }

    func intervene(_ stage: ActivityStage) async throws -> Bool {
        guard changes > 0 else { return false }
        var draws = stage.seed.stream("changes")
        let done = forms(stage).filter { YidaActivity.text($0, Field.number) != "" }.shuffled(using: &draws)
        for form in done.prefix(changes) {
            let user = stage.world.dingTalkWorld.company.employees.last?.userID ?? form.modifier
            let text = YidaActivity.text(form, Field.purpose) + "（更正）"
            try stage.world.dingTalk.changeForm(
                form.instance, by: user, [JSON.Member(Field.purpose, .string(text))])
            stage.record(YidaActivity.self, "changed", of: form.instance, ["version": String(form.version + 1)])
            tracker.add(form.instance)
        }
        return !done.isEmpty
    }

    func conclude(_ stage: ActivityStage) async throws {
        for form in forms(stage) {
            let detail = [
                "version": String(form.version), "number": YidaActivity.text(form, Field.number),
                "state": YidaActivity.text(form, Field.state), "reason": YidaActivity.text(form, Field.reason),
            ]
            stage.record(YidaActivity.self, "form", of: form.instance, detail)
        }
        guard let core = stage.core else { return }
        for letter in try await core.deadLetters() {
            stage.record(YidaActivity.self, "held", of: letter.instance, ["reason": letter.reason])
        }
    }

    private func forms(_ stage: ActivityStage) -> [YidaState] {
        guard let form = stage.scenario.workload.kind.yidaForm else { return [] }
        return stage.world.dingTalk.filledForms(of: form.formUUID)
    }

    private static func text(_ form: YidaState, _ field: String) -> String {
        form.values[field]?.scalarText ?? ""
    }
}
