import Seams

/// How many may be disabled at once before a person is asked: section `organisation.brake` of the configuration.
///
/// A list that was read by half, or a scope of authorisation that somebody took back in DingTalk, looks as if everybody
/// had left. That is no reason to lock a company out of its ledger.
package struct DirectoryBrake: Hashable, Sendable {
    /// So many people are always believed to have left, however small the company is.
    package var people = 20
    /// The same for departments.
    package var departments = 5
    /// Of a larger company so many per cent, 0 ... 100; 100 takes the brake off.
    package var percent = 20
    /// What "at once" is.
    package var within = Duration.seconds(600)

    package init() {}

    /// How many of `known` may be disabled within the time.
    func limit(_ kind: DirectoryKind, known: Int) -> Int {
        max(kind == .employee ? people : departments, known * percent / 100)
    }

    mutating func take(from section: inout SettingsSection) {
        section.read("people", into: &people, in: 0...1_000_000)
        section.read("departments", into: &departments, in: 0...1_000_000)
        section.read("percent", into: &percent, in: 0...100)
        section.read("within", into: &within, in: .seconds(1) ... .seconds(86_400))
        section.finish()
    }
}

/// Why people or departments wait for one decision.
package enum DirectoryLeaveCause: String, CaseIterable, Sendable {
    /// More left at once than is believed.
    case left
    /// Only Kingdee has them, and they were never ours.
    case unknown
}

extension DirectoryDifference {
    /// What a person decides about somebody whom only Kingdee has.
    static let leave = DirectoryDifference(
        field: DirectoryContent.status, ours: DirectoryContent.disabled, theirs: DirectoryContent.active)
}
