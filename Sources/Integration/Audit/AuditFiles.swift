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
        /// In which file and line a finding is, or which file is not there, where that is known.
        package var files: [AuditFinding: String] = [:]
        /// Where the files of each chain end, by chain.
        package var ends: [AuditPlace] = []

        /// The findings as people read them, with their files.
        package var lines: [String] {
            findings.map { finding in files[finding].map { "\($0): \(finding)" } ?? "\(finding)" }
        }

        fileprivate mutating func note(_ finding: AuditFinding, in file: String?) {
            findings.append(finding)
            if let file, !file.isEmpty { files[finding] = file }
        }
    }

    /// A piece of a chain and the file it stands in.
    private struct Piece {
        var file: String
        var segment: AuditSegment

        /// Where the record at `index` stands, or the heading without one: `file:line`.
        func place(_ index: Int? = nil) -> String {
            let line = index.map { $0 + 1 } ?? 0
            return line < segment.lines.count ? "\(file):\(segment.lines[line])" : file
        }

        var lastPlace: String { place(segment.records.count - 1) }
    }

    /// Verifies each segment on its own, then that the next one follows from it. Segments may overlap, as those of an
    /// export and an archive do.
    ///
    /// - Parameters:
    ///   - links: where the store begins: the files must reach it.
    ///   - rotations: what the store tells of rotations: each file of theirs must be there, and end as they say.
    ///   - isAll: whether there is no store behind the files, so that anchors beyond their end prove a loss.
    package static func verify(
        _ files: [File], anchors: [AuditPlace], links: [AuditPlace] = [], rotations: [AuditRotation] = [],
        isAll: Bool = true
    ) -> Outcome {
        var outcome = Outcome()
        for file in files {
            for segment in file.segments {
                outcome.findings += segment.unreadable.map { .unreadable(file: file.name, line: $0) }
            }
        }
        let pieces = files.flatMap { file in file.segments.map { Piece(file: file.name, segment: $0) } }
            .filter { !$0.segment.records.isEmpty }
        let told = Set(rotations + pieces.flatMap { $0.segment.records.compactMap(AuditRotation.init) })
        for chain in Set(pieces.map(\.segment.after.chain)).sorted() {
            let ordered = pieces.filter { $0.segment.after.chain == chain }.sorted {
                ($0.segment.after.number, $0.segment.records.count) < (
                    $1.segment.after.number, $1.segment.records.count
                )
            }
            let own = told.filter { $0.last.chain == chain }.sorted { $0.last.number < $1.last.number }
            verify(
                ordered, anchors, links.first { $0.chain == chain && $0.number > 0 }, own, isWhole: !isAll, &outcome)
        }
        guard isAll else { return outcome }
        for chain in Set(anchors.map(\.chain)).sorted() {
            let end = outcome.ends.first { $0.chain == chain } ?? .start(of: chain)
            let furthest = anchors.filter { $0.chain == chain }.map(\.number).max() ?? 0
            let last = pieces.last { $0.segment.records.last?.place == end }
            if furthest > end.number { outcome.note(.truncated(end, anchor: furthest), in: last?.lastPlace) }
        }
        return outcome
    }

    private static func verify(
        _ pieces: [Piece], _ anchors: [AuditPlace], _ link: AuditPlace?, _ rotations: [AuditRotation], isWhole: Bool,
        _ outcome: inout Outcome
    ) {
        guard let first = pieces.first?.segment.after else { return }
        // With the store behind them, files reach back to where the rotations say that archiving began.
        let begun = rotations.first { !$0.file.isEmpty }.map { rotation in
            rotations.last { $0.last.number < rotation.last.number }?.last ?? .start(of: first.chain)
        }
        var end = isWhole ? begun.map { $0.number < first.number ? $0 : first } ?? first : first
        var known: [Int64: String] = [first.number: first.hash]
        func names(_ from: Int64, _ through: Int64) -> String {
            var start: Int64 = 1
            var names: [String] = []
            for rotation in rotations {
                if start <= through, rotation.last.number >= from, !names.contains(rotation.file) {
                    names.append(rotation.file)
                }
                start = rotation.last.number + 1
            }
            return names.filter { !$0.isEmpty }.joined(separator: ", ")
        }
        for piece in pieces {
            let segment = piece.segment
            if segment.after.number > end.number {
                let (from, through) = (end.number + 1, segment.after.number)
                outcome.note(.missing(chain: end.chain, from: from, through: through), in: names(from, through))
            } else if known[segment.after.number] != segment.after.hash {
                outcome.note(.anchorDiffers(segment.after), in: piece.place())
            }
            let inside =
                anchors.filter { $0.number >= segment.after.number }
                + rotations.map(\.last).filter { $0.number >= segment.after.number }
            var verifier = AuditVerifier(after: segment.after, anchors: inside)
            for finding in verifier.findings { outcome.note(finding, in: piece.place()) }
            for (index, record) in segment.records.enumerated() {
                let noted = verifier.findings.count
                verifier.take(record)
                for finding in verifier.findings[noted...] { outcome.note(finding, in: piece.place(index)) }
                if let before = known[record.number], before != record.hash {
                    outcome.note(.anchorDiffers(record.place), in: piece.place(index))
                }
                known[record.number] = record.hash
            }
            outcome.entries += verifier.taken
            if verifier.last.number > end.number { end = verifier.last }
        }
        if let link, link.number > end.number {
            let (from, through) = (end.number + 1, link.number)
            outcome.note(.missing(chain: end.chain, from: from, through: through), in: names(from, through))
        } else if let link, let hash = known[link.number], hash != link.hash {
            outcome.note(.anchorDiffers(link), in: names(link.number, link.number))
        }
        outcome.ends.append(end)
    }
}
