import Yams

/// How an entry of the document gets its rows: from one of the form's tables, from several, or fixed ones.
struct EntryRule: Sendable {
    /// The document's entry, such as `FEntity`.
    let entry: String
    private let parts: [RowsRule]

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

    /// The entry's rows; nil when there are none and there may be none.
    func rows(_ record: RecordContext) throws(MappingError) -> JSONValue? {
        var problems: [MappingError.Problem] = []
        var rows: [JSONValue] = []
        for part in parts {
            do {
                rows += try part.rows(record)
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        return rows.isEmpty ? nil : .array(rows)
    }
}

extension JSONValue {
    /// Sets a member, the last one if there was none; dots lead into objects.
    mutating func set(_ path: String, to value: JSONValue) {
        var members: [Member] = []
        if case .object(let old) = self { members = old }
        let name = String(path.prefix { $0 != "." })
        let rest = path.dropFirst(name.count + 1)
        let index = members.firstIndex { $0.name == name } ?? members.count
        if index == members.count { members.append(Member(name, .object([]))) }
        if rest.isEmpty {
            members[index].value = value
        } else {
            members[index].value.set(String(rest), to: value)
        }
        self = .object(members)
    }
}
