import Seams
package import Simulators

/// One thing that must hold, judged from the history alone.
///
/// Each checker is one file and one line in `CheckerCatalog.all`. It must be able to fire: a planted history that it
/// calls violated is part of its tests, and so is a history with nothing to look at, which it must not pass.
package protocol Checker: Sendable {
    /// The name in reports, such as `no-duplicates`.
    static var name: String { get }
    /// What it checks, for the report's two languages.
    static var claim: BilingualText { get }
    /// The bound that the scenario sets, such as `5 s`; nil for a checker without one.
    static func bound(in scenario: Scenario) -> BilingualText?
    /// Whether the scenario asks for it.
    static func applies(to scenario: Scenario) -> Bool
    /// Whether it has a say in the judgement of this run. Differs from `applies(to:)` of the scenario only where nobody
    /// asked for the check and the history has nothing for it: then it is left out of the report, since "passed" would
    /// claim that something was looked at, and "undecided" would void a run that nobody wanted to prove this.
    static func applies(to run: RunIndex) -> Bool
    /// What it counts as examined, in the plural: `approvals`, `calls`.
    static var unit: BilingualText { get }
    /// Judges a run by its index. Must not trap on any history, however strange.
    static func check(_ run: RunIndex) -> Verdict
}

extension Checker {
    package static func bound(in scenario: Scenario) -> BilingualText? { nil }

    package static func applies(to run: RunIndex) -> Bool { applies(to: run.record.scenario) }

    /// Judges a run that nothing else judges; `Judgement` builds the index once for all checkers.
    package static func check(_ run: RunRecord) -> Verdict {
        check(RunIndex(run))
    }
}

/// A sentence in English and in Chinese.
package struct BilingualText: Codable, Hashable, Sendable {
    package var en: String
    package var zh: String

    package init(_ en: String, _ zh: String) {
        self.en = en
        self.zh = zh
    }

    /// A text that is the same in both languages.
    init(_ text: String) {
        self.init(text, text)
    }
}

extension BilingualText {
    /// The text with personal fields masked, see `PersonalText`.
    var masked: BilingualText { BilingualText(PersonalText.masked(en), PersonalText.masked(zh)) }
}

/// A checker's judgement.
package enum Verdict: Hashable, Sendable {
    /// It held for each of so many things looked at (1 or more).
    case holds(examined: Int)
    /// It did not hold.
    case violated([Finding])
    /// It cannot be said: nothing to look at, or evidence is missing. Never a pass.
    case undecided(BilingualText)
}

/// One violation.
package struct Finding: Codable, Hashable, Sendable {
    /// What is concerned: an instance id, a bill number, a fault rule.
    package var subject: String
    /// What is wrong, with the numbers.
    package var message: BilingualText
    /// The history's lines that show it, by sequence.
    package var evidence: [Int]

    package init(subject: String, message: BilingualText, evidence: [Int]) {
        self.subject = subject
        self.message = message
        self.evidence = evidence
    }
}

/// A recorded run: what checkers and reports work from, whether it just ended or was read from a folder.
package struct RunRecord: Sendable {
    package var scenario: Scenario
    /// The whole history, in order.
    package var events: [HistoryEvent]
    /// The claims of the workload by their id.
    package var claims: [String: Claim]
    /// What a report says about where the run came from.
    package var origin: RunOrigin

    package init(
        scenario: Scenario, events: [HistoryEvent], claims: [String: Claim], origin: RunOrigin = RunOrigin()
    ) {
        self.scenario = scenario
        self.events = events
        self.claims = claims
        self.origin = origin
    }
}
