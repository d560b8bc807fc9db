import Seams
import Simulators

/// Everything that a report is made of.
package struct RunReport: Sendable {
    package let record: RunRecord
    package let judgement: Judgement

    /// The numbers of the run.
    package var statistics: RunStatistics { judgement.statistics }

    package init(_ record: RunRecord, _ judgement: Judgement) {
        self.record = record
        self.judgement = judgement
    }

    /// How long the run took, from its first to its last event.
    package var duration: Duration {
        max(.zero, judgement.run.end - (record.events.first?.time ?? judgement.run.end))
    }
}
