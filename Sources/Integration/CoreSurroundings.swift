package import Logging
package import Seams

/// What the core stands on: the seams, and what only a process on a real machine has.
package struct CoreSurroundings: Sendable {
    package var database: any RelationalStore
    package var network: any Network
    package var time: any Time
    package var randomness: any Randomness
    package var logger: Logger
    /// Where the configuration's mapping files lie, to load them again when they change; nil never does.
    package var files: (any FileSource)?
    /// What scripts in Python and Groovy run by; nil refuses mappings that have some.
    package var processes: (any ProcessHost)?
    /// Where rotated entries of the audit log go; nil where there is no such place.
    package var archive: AuditArchive?
    /// What the system says of this process, for metrics; nil where it says nothing.
    package var figures: @Sendable () -> ProcessFigures? = { nil }

    package init(
        database: any RelationalStore, network: any Network, time: any Time, randomness: any Randomness, logger: Logger
    ) {
        self.database = database
        self.network = network
        self.time = time
        self.randomness = randomness
        self.logger = logger
    }
}
