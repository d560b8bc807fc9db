import Seams

/// One sending of an event that is due or under way.
struct Shot: Hashable, Sendable {
    /// Where a sending comes from.
    enum Kind: Hashable, Sendable {
        /// The platform's own attempt. Before faults have decided about it, `isDecided` is false.
        case attempt(isDecided: Bool, hasWrongSignature: Bool)
        /// One more that a fault made; it is not repeated when it fails.
        case copy
    }

    /// The event as this sending shows it: a copy may have an id of its own.
    var event: PlatformEvent
    /// The platform's attempt, from 1; a copy has that of its original.
    var attempt: Int
    var kind: Kind
    /// Which life of the queue it belongs to: after a reset, what was under way counts for nothing.
    var life: Int

    /// Whether a fault made it.
    var isCopy: Bool { kind == .copy }

    /// Whether faults have still to be asked about it.
    var isUndecided: Bool { kind == .attempt(isDecided: false, hasWrongSignature: false) }

    /// Whether it goes out with a wrong signature.
    var hasWrongSignature: Bool { kind == .attempt(isDecided: true, hasWrongSignature: true) }

    /// What the fault engine is asked with.
    var facts: DeliveryFacts {
        DeliveryFacts(type: event.type, event: event.id, instance: event.instance, attempt: attempt)
    }
}
