import Seams
import Simulators

/// What is wrong with one Yida application or form for a while: `token-changed: {at: 2s, for: 10s}`, `throttled: …` of the
/// second application, `unpublished: …` of the plain form of the first.
struct YidaTroublePlan: Sendable {
    var trouble: YidaTrouble
    var at: Duration
    var length: Duration

    /// The application or the form, by its code.
    var subject: String {
        trouble == .unpublished ? YidaForm.materialRecord.formUUID : YidaApp.stores.appType
    }

    init(_ trouble: YidaTrouble, at: Duration, for length: Duration) {
        self.trouble = trouble
        self.at = at
        self.length = length
    }

    /// Reads the trouble's section; nil when there is none.
    init?(_ trouble: YidaTrouble, _ section: inout ScenarioSection) {
        guard var plan = section.section(trouble.rawValue) else { return nil }
        let at = plan.duration("at", in: .zero ... .seconds(3600))
        let length = plan.duration("for", in: .milliseconds(100) ... .seconds(3600))
        plan.finish()
        self.init(trouble, at: at ?? .zero, for: length ?? .seconds(5))
    }
}
