import Foundation
import Seams

/// Where rotated entries go: one file a segment of a chain, JSON lines, the first of which says what the segment follows.
package struct AuditArchive: Sendable {
    /// Stores a file under this name; returns once it is on the disk. The same name with the same text may come twice.
    package typealias Write = @Sendable (_ name: String, _ text: String) throws -> Void

    let write: Write

    package init(write: @escaping Write) {
        self.write = write
    }

    /// Stores entries of one chain that follow `place` one after the other; returns the file's name.
    func store(_ records: [AuditRecord], after place: AuditPlace) throws -> String {
        guard let last = records.last else { return "" }
        let segment = AuditSegment(after: place, records: records)
        let name = "audit-\(AuditArchive.fileName(place.chain))-\(place.number + 1)-\(last.number).jsonl"
        try write(name, segment.text)
        return name
    }

    /// A chain's name with nothing in it that a file's name cannot have.
    private static func fileName(_ chain: String) -> String {
        String(chain.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

/// A piece of one chain outside the store: an archive, or an export. It verifies on its own, and links up with the piece
/// before by the hash it follows.
package struct AuditSegment: Sendable {
    /// What stood before its first entry.
    package var after: AuditPlace
    package var records: [AuditRecord]
    /// Lines that are no entries, counted from 1.
    package var unreadable: [Int] = []
    /// In which line of its file the heading stands, and each record; empty for what was read from no file.
    package private(set) var lines: [Int] = []

    package init(after: AuditPlace, records: [AuditRecord]) {
        self.after = after
        self.records = records
    }

    /// The file's text.
    package var text: String {
        ([heading] + records.map(\.line)).joined(separator: "\n") + "\n"
    }

    /// The first line, which tells what the segment follows.
    package var heading: String {
        JSONValue.members([
            "format": "rehearsal-audit-1", "chain": .string(after.chain), "after": .number(String(after.number)),
            "hash": .string(after.hash),
        ]).jsonText
    }

    /// Reads the text of a file, which may hold several segments one after the other.
    ///
    /// Lines before the first heading are no entries.
    package static func segments(of text: String) -> [AuditSegment] {
        var segments: [AuditSegment] = []
        var strays: [Int] = []
        var lines = JSONLines(Data(text.utf8))
        while let line = lines.next() {
            // A text that is no JSON is no entry.
            let view = (try? JSONTape(parsing: line.text))?.root
            if let place = view.flatMap(AuditSegment.place) {
                segments.append(AuditSegment(after: place, records: []))
                segments[segments.count - 1].lines.append(line.number)
            } else if segments.isEmpty {
                strays.append(line.number)
            } else if let record = view.flatMap(AuditRecord.init(reading:)) {
                segments[segments.count - 1].records.append(record)
                segments[segments.count - 1].lines.append(line.number)
            } else {
                segments[segments.count - 1].unreadable.append(line.number)
            }
        }
        if segments.isEmpty { segments.append(AuditSegment(after: .start(of: ""), records: [])) }
        segments[0].unreadable.insert(contentsOf: strays, at: 0)
        return segments
    }

    /// What a heading says; nil for a line that is none.
    private static func place(_ line: JSONView) -> AuditPlace? {
        guard line.firstName == "format", line["format"]?.text == "rehearsal-audit-1",
            let chain = line["chain"]?.text, let number = line["after"]?.text.flatMap({ Int64($0) }),
            let hash = line["hash"]?.text
        else { return nil }
        return AuditPlace(chain: chain, number: number, hash: hash)
    }
}
