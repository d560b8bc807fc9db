import Seams

/// Why values cannot be set on a stored instance. Every mistake is listed, with the near name.
package struct MendingError: Error, Hashable, CustomStringConvertible {
    package var mistakes: [String]

    package var description: String { mistakes.joined(separator: "; ") }
}

extension ApprovalInstance {
    /// The instance with form values replaced: by component id, or by `TableId.ColumnId` in all rows of a table.
    ///
    /// Ids behind a replaced value (`extValue`) are dropped, since they would contradict it.
    package func mended(_ values: [String: String]) throws(MendingError) -> ApprovalInstance {
        if let record { return values.isEmpty ? self : try mendedRecord(record, values) }
        var instance = self
        var mistakes: [String] = []
        for (path, value) in values.sorted(by: { $0.key < $1.key }) {
            let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
            guard let id = parts.first, let index = instance.values.place(of: id) else {
                mistakes.append(unknown("component", parts.first ?? path, among: instance.values.map(\.id)))
                continue
            }
            if parts.count == 1 {
                instance.values[index].value = value
                instance.values[index].extValue = nil
            } else if let mistake = instance.values[index].setColumn(parts[1], to: value) {
                mistakes.append(mistake)
            }
        }
        guard mistakes.isEmpty else { throw MendingError(mistakes: mistakes) }
        return instance
    }
}

extension FormValue {
    /// Sets a cell in each row of a table; returns what is wrong, or nil.
    fileprivate mutating func setColumn(_ column: String, to text: String) -> String? {
        // A table that was not filled in shows its columns instead of rows.
        guard var rows = (try? JSONValue(parsing: value))?.elements, rows.contains(where: { $0["rowValue"] != nil })
        else {
            return "'\(id)' is no table with rows"
        }
        let columns = rows.flatMap { $0["rowValue"]?.elements ?? [] }.compactMap { $0["key"]?.text }
        guard columns.contains(column) else { return unknown("column of \(id)", column, among: Set(columns)) }
        for index in rows.indices {
            let cells = rows[index]["rowValue"]?.elements ?? []
            rows[index].set("rowValue", .array(cells.map { $0.mendedCell(column, text) }))
        }
        value = JSONValue.array(rows).jsonText
        return nil
    }
}

extension JSONValue {
    fileprivate func mendedCell(_ column: String, _ text: String) -> JSONValue {
        guard case .object(let members) = self, self["key"]?.text == column else { return self }
        var cell = JSONValue.object(members.filter { !["extendValue", "extValue"].contains($0.name) })
        cell.set("value", .string(text))
        return cell
    }

    fileprivate mutating func set(_ name: String, _ value: JSONValue) {
        guard case .object(var members) = self else { return }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name, value))
        }
        self = .object(members)
    }
}

func unknown(_ what: String, _ name: String, among names: some Collection<String>) -> String {
    let nearest = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" }
    let all = names.isEmpty ? "" : "; there are \(names.sorted().joined(separator: ", "))"
    return "unknown \(what) '\(name)'\(nearest ?? all)"
}
