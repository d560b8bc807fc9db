import Seams
import Simulators

/// Everything that a report is made of.
package struct RunReport: Sendable {
    package let record: RunRecord
    package let judgement: Judgement
    /// Who sent what to whom, when the run was in virtual time and its trace was kept.
    package var interleaving: Interleaving?

    /// The numbers of the run.
    package var statistics: RunStatistics { judgement.statistics }

    package init(_ record: RunRecord, _ judgement: Judgement, interleaving: Interleaving? = nil) {
        self.record = record
        self.judgement = judgement
        self.interleaving = interleaving
    }

    /// How long the run took, from its first to its last event.
    package var duration: Duration {
        max(.zero, judgement.run.end - (record.events.first?.time ?? judgement.run.end))
    }
}
