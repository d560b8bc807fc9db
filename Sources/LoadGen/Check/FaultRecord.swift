import Seams

/// What a run's history says of one fault rule.
package struct FaultRecord: Sendable {
    /// The rule's name.
    package var rule: String
    /// The fault's name and what it does; empty when the rule was never armed and the scenario does not list it.
    package var fault: String
    package var summary: String
    /// Whether the scenario asks for it.
    package var isDeclared: Bool
    /// Whether it strikes a process once, when its window opens: what follows is the process's outage, and the end of
    /// the window means nothing.
    package var isMomentary: Bool
    /// When it was open.
    package var windows: [Window] = []
    /// When it struck.
    package var firings: [Moment] = []

    /// One time span in which a rule was open; `until` is nil when the history does not show its end.
    package struct Window: Hashable, Sendable {
        package var from: Moment
        package var until: Moment?
    }
}

/// A time in which the system under test was not running: from being killed, exiting or being paused, to being ready
/// again or resumed.
package struct ProcessOutage: Hashable, Sendable {
    /// The process's name.
    package var process: String
    package var from: Moment
    /// When it was ready again; nil when it never was.
    package var until: Moment?
}

/// An item that the core reported in its dead-letter list.
package struct DeadLetterRecord: Hashable, Sendable {
    package var key: String
    package var instance: String
    package var reason: String
    /// When it was reported, first.
    package var reported: Moment
}
