import Yams

/// How an entry of the document gets its rows: from one of the form's tables, from several, or fixed ones.
final class EntryRule: MemberRule {
    /// The document's entry, such as `FEntity`.
    let entry: String
    private let parts: [RowsRule]

    var name: String { entry }

    /// Reads the rule behind an entry, a block or a list of blocks; nil, with the mistakes noted, when it is none.
    init?(_ member: MappingSection.Member, _ library: MappingLibrary) {
        entry = member.key
        guard let nodes = member.node.sequence.map(Array.init) else {
            let part = RowsRule(
                member.node, entry: entry, name: "rows.\(entry)", line: member.line, isOnly: true, library)
            guard let part else { return nil }
            parts = [part]
            return
        }
        let read = nodes.enumerated().compactMap { index, node in
            RowsRule(
                node, entry: member.key, name: "rows.\(member.key)[\(index + 1)]",
                line: node.mark?.line ?? member.line, isOnly: false, library)
        }
        guard read.count == nodes.count, !read.isEmpty else {
            if nodes.isEmpty {
                library.notes.note(
                    line: member.line,
                    "rows.\(entry) is empty; write for example [{from: TableField_DETAIL, fields: {…}}]")
            }
            return nil
        }
        parts = read
    }

    /// Whether a row's `field` takes a value from `name`.
    func carries(_ name: String, in field: String) -> Bool {
        parts.contains { $0.carries(name, in: field) }
    }

    /// Whether some of the rows, if there are any, surely carry it.
    func surelyCarries(_ name: String, in field: String) -> Bool {
        parts.contains { $0.surelyCarries(name, in: field) }
    }

    /// Appends the entry's rows; false when there are none and there may be none.
    func write(_ record: RecordContext, _ place: FieldPlace, to bytes: inout [UInt8]) throws(MappingError) -> Bool {
        var problems: [MappingError.Problem] = []
        var count = 0
        let start = bytes.count
        bytes.append(UInt8(ascii: "["))
        for part in parts {
            do throws(MappingError) {
                try part.write(record, count: &count, to: &bytes)
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        guard count > 0 else {
            bytes.removeLast(bytes.count - start)
            return false
        }
        bytes.append(UInt8(ascii: "]"))
        return true
    }
}
