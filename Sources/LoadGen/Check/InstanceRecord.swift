package import Seams
package import Simulators

/// An event of the history, by when and where.
package struct Moment: Hashable, Sendable {
    package var time: Timestamp
    /// The line in the history.
    package var sequence: Int
}

/// What a run's history says of one approval instance.
package struct InstanceRecord: Sendable {
    /// The instance id.
    package var id: String
    /// The workload's claim id; nil for an instance that a client made.
    package var claim: String?
    /// When it was submitted.
    package var started: Moment?
    /// When the schedule wanted it submitted.
    package var startDue: Timestamp?
    /// When it ended; nil while it is running.
    package var finished: Moment?
    /// When the schedule wanted it ended.
    package var finishDue: Timestamp?
    /// How it ended; nil while it is running.
    package var outcome: InstanceOutcome?
    /// When it was revoked after it had been approved.
    package var revoked: Moment?
    /// Whether it only revokes another one, and asks for nothing itself.
    package var isRevocation = false
    /// Its events to subscribers, in the order in which they were made.
    package var events: [EventRecord] = []
    /// Positions in `RunIndex.documents` of the documents that name it, in order of creation.
    package var documents: [Int] = []
    /// When the core reported it as a dead letter, first.
    package var deadLetter: Moment?
    /// Whether its claim could not be mapped.
    package var isPoisoned = false
    /// Whether a person mended and replayed its dead letter.
    package var isReplayed = false

    package init(id: String) {
        self.id = id
    }

    /// Whether it was approved, for what it asks for.
    package var isApproved: Bool { outcome == .agree && !isRevocation }

    /// Whether an audited document must exist in the end: approved and not revoked, and mappable or mended.
    package var needsDocument: Bool { isApproved && revoked == nil && (!isPoisoned || isReplayed) }

    /// When its approval was due: latency counts from there. Nil unless it was approved.
    package var approvalDue: Timestamp? { isApproved ? finishDue ?? finished?.time : nil }
}

/// What a run's history says of one event to subscribers.
package struct EventRecord: Hashable, Sendable {
    /// The event id.
    package var id: String
    /// The type, such as `bpms_instance_change`; nil when the history does not say.
    package var type: String?
    /// When it was made, or first seen.
    package var created: Moment
    /// When the subscriber took it over, first.
    package var acknowledged: Moment?
}
