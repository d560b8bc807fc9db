extension KingdeeOperation {
    /// 拆单: moves rows of a document into a new one with the same head.
    ///
    /// The SDK has the operation, the manual has not, and its parameters were not found; `Ids` or `Numbers` and
    /// `PkEntryIds` as in other row-level operations are an assumption. The reply lists the new documents.
    static let disassembly = documentOperation(
        "Disassembly", parameters: ["formid", "data"], key: DocumentSelection.key
    ) {
        call throws(KingdeeRefusal) in
        let form = try call.form()
        let data = try call.data()
        let rows = FlagChange.rows(data)
        guard !rows.isEmpty else { throw .parameterEmpty("PkEntryIds") }
        let status = try DocumentSelection(data).perform(call, "拆单") { state, id, effect throws(KingdeeRefusal) in
            try state.split(id, form, rows: Set(rows[id] ?? []), effect)
        }
        return KingdeeReply(status)
    }
}

extension DocumentState {
    fileprivate mutating func split(
        _ id: Int64, _ form: KingdeeForm, rows: Set<Int64>, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard var record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard record.status.isEditable else {
            throw .document(record.number, form.definition, "只有暂存、创建和重新审核的数据才允许拆单")
        }
        let entry = record.entries.firstIndex { $0.contains { rows.contains($0.id) } }
        guard let entry else { throw .parameterEmpty("PkEntryIds") }
        let moved = record.entries[entry].filter { rows.contains($0.id) }
        guard moved.count < record.entries[entry].count else {
            throw .document(record.number, form.definition, "不允许拆分全部分录")
        }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) { throw hindrance }
        var new = record
        (new.id, new.number, new.status) = (0, "", .created)
        (new.creator, new.created) = (effect.user, effect.now)
        (new.modifier, new.modified) = (effect.user, effect.now)
        new.entries = Array(repeating: [], count: record.entries.count)
        new.entries[entry] = moved.map { row in
            var row = row
            row.id = 0
            return row
        }
        record.entries[entry].removeAll { rows.contains($0.id) }
        record.modified = effect.now
        record.modifier = effect.user
        giveNumber(to: &new, form, effect)
        books[form.position].store(&record)
        effect.journal.saved(record, form, created: false)
        books[form.position].store(&new)
        effect.journal.saved(new, form, created: true)
        return new
    }
}
