package import Seams

/// How long one approval waited for its audited document.
///
/// Counted from the moment the schedule wanted the approval, so that neither a busy generator nor a stalled system can
/// hide a queue (coordinated omission). An approval without an audited document counts until the end of the run.
package struct LatencySample: Sendable {
    /// The position in `RunIndex.instances`.
    package var instance: Int
    package var due: Timestamp
    /// When its audited document existed; nil when it never did.
    package var audited: Moment?
    /// The time from `due` to `audited`, or to the end of the run.
    package var latency: Duration
}

extension RunIndex {
    /// A sample for each approval that no person had to mend, in order of appearance.
    package var latencySamples: [LatencySample] {
        instances.indices.compactMap { position in
            let instance = instances[position]
            guard instance.needsDocument, !instance.isPoisoned, let due = instance.approvalDue else { return nil }
            let audited = audited(instance)
            return LatencySample(
                instance: position, due: due, audited: audited, latency: max(.zero, (audited?.time ?? end) - due))
        }
    }
}
