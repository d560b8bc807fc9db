extension ApprovalInstance {
    /// The instance with members of its record replaced: by component id, or by `tableField_x.numberField_y` in all rows of
    /// a table. What stands beside a replaced component (`_id`, `_value`) is dropped, since it would contradict it.
    func mendedRecord(_ text: String, _ values: [String: String]) throws(MendingError) -> ApprovalInstance {
        guard var record = try? JSONValue(parsing: text), case .object = record else {
            throw MendingError(mistakes: ["the stored form is no JSON object: replay it unmended"])
        }
        var mistakes: [String] = []
        for (path, value) in values.sorted(by: { $0.key < $1.key }) {
            let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
            guard let id = parts.first, let old = record.own(id) else {
                // Yida leaves out what is not filled in.
                if parts.count == 1, path.wholeMatch(of: /[a-z][A-Za-z]*Field_[A-Za-z0-9_]+/) != nil {
                    record.replace(path, by: .string(value))
                } else {
                    mistakes.append(unknown("component", parts.first ?? path, among: record.memberNames))
                }
                continue
            }
            guard parts.count == 2 else {
                record.replace(id, by: old.mended(value))
                continue
            }
            guard let rows = old.elements, !rows.isEmpty else {
                mistakes.append("'\(id)' is no table with rows")
                continue
            }
            let columns = Set(rows.flatMap(\.memberNames))
            guard columns.contains(parts[1]) else {
                mistakes.append(unknown("column of \(id)", parts[1], among: columns))
                continue
            }
            record.replace(
                id,
                by: .array(
                    rows.map { row in
                        var row = row
                        row.replace(parts[1], by: (row.own(parts[1]) ?? "").mended(value))
                        return row
                    }))
        }
        guard mistakes.isEmpty else { throw MendingError(mistakes: mistakes) }
        var instance = self
        instance.recordAsRead = recordAsRead ?? text
        instance.record = record.jsonText
        return instance
    }

    /// The record with members of these names; what was read is kept beside it.
    func adding(_ members: [(name: String, text: String)]) -> ApprovalInstance {
        guard let text = record, var value = try? JSONValue(parsing: text) else { return self }
        for member in members { value.replace(member.name, by: .string(member.text)) }
        var instance = self
        instance.recordAsRead = recordAsRead ?? text
        instance.record = value.jsonText
        return instance
    }

    /// The form's components as people see them, from either kind of source.
    package var shownValues: [FormValue] {
        guard let text = record, case .object(let members)? = try? JSONValue(parsing: text) else { return values }
        return members.map { member in
            let kind = String(member.name.prefix { $0 != "_" })
            return FormValue(
                id: member.name, name: "", componentType: kind == member.name ? "" : kind,
                value: member.value.text ?? member.value.jsonText)
        }
    }
}

extension JSONValue {
    /// The member of exactly this name.
    fileprivate func own(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// Sets a member, without what stands beside it.
    fileprivate mutating func replace(_ name: String, by value: JSONValue) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.name == name + "_id" || $0.name == name + "_value" }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name, value))
        }
        self = .object(members)
    }

    /// A person's text in the shape of the value that it replaces.
    fileprivate func mended(_ text: String) -> JSONValue {
        switch self {
        case .number: DecimalText.plain(text) == nil ? .string(text) : .number(text)
        case .array:
            (try? JSONValue(parsing: text)).flatMap { $0.elements == nil ? nil : $0 } ?? .array([.string(text)])
        case .null, .bool, .string, .object: .string(text)
        }
    }
}
