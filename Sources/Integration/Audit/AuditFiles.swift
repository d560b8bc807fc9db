/// Verifies archives and exports, and whether they link up with each other and with the store.
package struct AuditFiles: Sendable {
    /// A file and what is in it.
    package struct File: Sendable {
        package var name: String
        package var segments: [AuditSegment]

        package init(name: String, text: String) {
            self.name = name
            segments = AuditSegment.segments(of: text)
        }
    }

    /// What was found.
    package struct Outcome: Sendable {
        package var entries = 0
        package var findings: [AuditFinding] = []
        /// Where the files of each chain end, by chain.
        package var ends: [AuditPlace] = []
    }

    /// Verifies each segment on its own, then that the next one follows from it. Segments may overlap, as they do after a
    /// crash in the middle of a rotation.
    ///
    /// - Parameters:
    ///   - links: where the store begins: the files must reach it.
    ///   - isAll: whether there is no store behind the files, so that anchors beyond their end prove a loss.
    package static func verify(
        _ files: [File], anchors: [AuditPlace], links: [AuditPlace] = [], isAll: Bool = true
    ) -> Outcome {
        var outcome = Outcome()
        for file in files {
            for segment in file.segments {
                outcome.findings += segment.unreadable.map { .unreadable(file: file.name, line: $0) }
            }
        }
        let segments = files.flatMap(\.segments).filter { !$0.records.isEmpty }
        for chain in Set(segments.map(\.after.chain)).sorted() {
            let ordered = segments.filter { $0.after.chain == chain }.sorted {
                ($0.after.number, $0.records.count) < ($1.after.number, $1.records.count)
            }
            verify(ordered, anchors, links.first { $0.chain == chain && $0.number > 0 }, &outcome)
        }
        guard isAll else { return outcome }
        for chain in Set(anchors.map(\.chain)).sorted() {
            let end = outcome.ends.first { $0.chain == chain } ?? .start(of: chain)
            let furthest = anchors.filter { $0.chain == chain }.map(\.number).max() ?? 0
            if furthest > end.number { outcome.findings.append(.truncated(end, anchor: furthest)) }
        }
        return outcome
    }

    private static func verify(
        _ segments: [AuditSegment], _ anchors: [AuditPlace], _ link: AuditPlace?, _ outcome: inout Outcome
    ) {
        guard var end = segments.first?.after else { return }
        var known: [Int64: String] = [end.number: end.hash]
        for segment in segments {
            if segment.after.number > end.number {
                outcome.findings.append(
                    .missing(chain: end.chain, from: end.number + 1, through: segment.after.number))
            } else if known[segment.after.number] != segment.after.hash {
                outcome.findings.append(.anchorDiffers(segment.after))
            }
            let inside = anchors.filter { $0.number >= segment.after.number }
            var verifier = AuditVerifier(after: segment.after, anchors: inside)
            for record in segment.records {
                verifier.take(record)
                if let before = known[record.number], before != record.hash {
                    outcome.findings.append(.anchorDiffers(record.place))
                }
                known[record.number] = record.hash
            }
            outcome.entries += verifier.taken
            outcome.findings += verifier.findings
            if verifier.last.number > end.number { end = verifier.last }
        }
        if let link, link.number > end.number {
            outcome.findings.append(.missing(chain: end.chain, from: end.number + 1, through: link.number))
        } else if let link, let hash = known[link.number], hash != link.hash {
            outcome.findings.append(.anchorDiffers(link))
        }
        outcome.ends.append(end)
    }
}
