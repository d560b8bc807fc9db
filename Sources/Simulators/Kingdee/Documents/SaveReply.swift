/// The reply of Save, Draft and BatchSave.
enum SaveReply {
    /// One outcome for each document of the call, in their order. `DIndex` starts anew after each `partSize` documents.
    static func reply(
        _ outcomes: [Result<DocumentRecord, DocumentState.SaveError>], _ form: KingdeeForm, _ options: SaveOptions,
        partSize: Int = .max
    ) -> KingdeeReply {
        var status = StatusBlock()
        var returned: [JSON] = []
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let record):
                status.entities.append(.init(id: record.id, number: record.number, index: index % partSize))
                returned.append(ReturnedFields.json(options.returned, of: record, form))
            case .failure(let error):
                status.errors += error.refusals.map { $0.at(index % partSize) }
                returned.append([:])
            }
        }
        return KingdeeReply(["Result": result(status, returned)], error: status.error)
    }

    /// On failure `Id` is the empty text and `Number` is left out, as captured.
    private static func result(_ status: StatusBlock, _ returned: [JSON]) -> JSON {
        guard let first = status.entities.first else {
            return ["ResponseStatus": status.json, "Id": "", "NeedReturnData": .array(returned)]
        }
        return [
            "ResponseStatus": status.json, "Id": .number(first.id), "Number": .string(first.number),
            "NeedReturnData": .array(returned),
        ]
    }
}

/// What `NeedReturnFields` echoes of a stored document: head fields by key, entry fields as `Entity.Field`.
private enum ReturnedFields {
    static func json(_ keys: [String], of record: DocumentRecord, _ form: KingdeeForm) -> JSON {
        var members: [JSON.Member] = []
        var entries: [Int: [String]] = [:]
        for key in keys {
            let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 2, let entry = form.entry(parts[0]) {
                entries[entry, default: []].append(parts[1])
            } else if let value = value(key, record, form) {
                members.append(JSON.Member(key, value))
            }
        }
        for (entry, keys) in entries.sorted(by: { $0.key < $1.key }) {
            let rows = record.entries[entry].map { row(keys, $0, entry, form) }
            members.append(JSON.Member(form.definition.entries[entry].key, .array(rows)))
        }
        return .object(members)
    }

    private static func value(_ key: String, _ record: DocumentRecord, _ form: KingdeeForm) -> JSON? {
        switch form.column(key) {
        case .key: .number(record.id)
        case .number: .string(record.number)
        case .status: .string(record.status.rawValue)
        case .field(let place): record.head[place]?.content() ?? .null
        case .system(let field): record.value(of: field)?.content() ?? .null
        case .entry, nil: nil
        }
    }

    private static func row(_ keys: [String], _ row: DocumentRecord.Row, _ entry: Int, _ form: KingdeeForm) -> JSON {
        .object(
            keys.compactMap { key in
                if [form.definition.entries[entry].rowKey.lowercased(), "fentryid"].contains(key.lowercased()) {
                    return JSON.Member(key, .number(row.id))
                }
                guard let place = form.entryField(key, entry: entry) else { return nil }
                return JSON.Member(key, row.fields[place]?.content() ?? .null)
            })
    }
}
