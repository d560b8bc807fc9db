package import Seams

/// When a running approval is looked at without an event, because its last event may be lost: often at first, then
/// after an eighth of its age, so that a thousand approvals which wait for weeks cost little of DingTalk's quota.
package struct RereadSchedule: Hashable, Sendable {
    /// The shortest pause.
    package var every: Duration
    /// The longest pause.
    package var cap: Duration

    package init(every: Duration, cap: Duration = .seconds(12 * 3600)) {
        self.every = every
        self.cap = cap
    }

    /// The next look at an approval that has been known since `created`.
    package func next(after now: Timestamp, created: Timestamp) -> Timestamp {
        now + min(max(every, (now - created) / 8), max(cap, every))
    }
}
