/// An operation that marks bills or their rows: 作废 and 关闭 with their opposites.
///
/// That a bill is cancelled before and closed after its audit is the platform's usual rule; the texts are assumptions.
struct FlagChange: Sendable {
    enum Flag: Sendable {
        case cancelled
        case closed
    }

    let verb: String
    let flag: Flag
    /// Whether the mark is set, or taken away.
    let sets: Bool

    /// The operation with a number such as `BillClose`; nil when it is no such operation.
    init?(number: String) {
        switch number.lowercased() {
        case "cancel": (verb, flag, sets) = ("作废", .cancelled, true)
        case "uncancel": (verb, flag, sets) = ("反作废", .cancelled, false)
        case "billclose", "ylbillclose", "mrpclose": (verb, flag, sets) = ("关闭", .closed, true)
        case "billunclose", "ylbillunclose", "mrpunclose": (verb, flag, sets) = ("反关闭", .closed, false)
        default: return nil
        }
    }

    /// The rows that `PkEntryIds` names, by document.
    static func rows(_ data: JSON) -> [Int64: [Int64]] {
        var rows: [Int64: [Int64]] = [:]
        for item in data.member(ignoringCase: "PkEntryIds")?.array ?? [] {
            guard let id = item.member(ignoringCase: "Id")?.integer else { continue }
            rows[id, default: []] += DocumentSelection.texts(item.member(ignoringCase: "EntryIds")).compactMap {
                Int64($0)
            }
        }
        return rows
    }
}

extension DocumentState {
    /// Marks a bill, or only some of its rows.
    mutating func mark(
        _ id: Int64, _ form: KingdeeForm, _ change: FlagChange, rows: [Int64], _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard var record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        let key = DocumentSide.Key(form: form.definition.id, id: id)
        var flags = side.flags[key] ?? BillFlags()
        try check(change, flags, record, rows, form)
        // A cancelled bill is an obstacle to all but its own return.
        side.flags[key] = nil
        let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now)
        side.flags[key] = flags
        if let hindrance { throw hindrance }
        switch change.flag {
        case .cancelled: flags.isCancelled = change.sets
        case .closed where rows.isEmpty: flags.isClosed = change.sets
        case .closed:
            if change.sets { flags.closedRows.formUnion(rows) } else { flags.closedRows.subtract(rows) }
        }
        side.flags[key] = flags
        show(change, in: &record, rows, form)
        record.modified = effect.now
        record.modifier = effect.user
        books[form.position].store(&record)
        effect.journal.saved(record, form, created: false)
        return record
    }

    private func check(
        _ change: FlagChange, _ flags: BillFlags, _ record: DocumentRecord, _ rows: [Int64], _ form: KingdeeForm
    ) throws(KingdeeRefusal) {
        let known = Set(record.entries.joined().map(\.id))
        for row in rows where !known.contains(row) { throw .noSuchDocument(String(row)) }
        switch (change.flag, change.sets) {
        case (.cancelled, true) where !record.status.isEditable:
            throw .document(record.number, form.definition, "只有暂存、创建和重新审核的数据才允许作废")
        case (.cancelled, true) where flags.isCancelled:
            throw .document(record.number, form.definition, "单据已经作废")
        case (.cancelled, false) where !flags.isCancelled:
            throw .document(record.number, form.definition, "只有已作废的数据才允许反作废")
        case (.closed, _) where record.status != .audited:
            throw .document(record.number, form.definition, "只有已审核的数据才允许\(change.verb)")
        case (.closed, true) where rows.isEmpty && flags.isClosed:
            throw .document(record.number, form.definition, "单据已经关闭")
        case (.closed, false) where rows.isEmpty && !flags.isClosed:
            throw .document(record.number, form.definition, "只有已关闭的数据才允许反关闭")
        default: break
        }
    }

    /// Where the form has a field for the mark, the field follows it.
    private func show(_ change: FlagChange, in record: inout DocumentRecord, _ rows: [Int64], _ form: KingdeeForm) {
        let value = FieldValue.text(change.sets ? "B" : "A")
        guard rows.isEmpty else {
            for entry in record.entries.indices {
                guard let place = form.entryField("FMRPCloseStatus", entry: entry) else { continue }
                for row in record.entries[entry].indices where rows.contains(record.entries[entry][row].id) {
                    record.entries[entry][row].fields[place] = value
                }
            }
            return
        }
        let key = change.flag == .cancelled ? "FCancelStatus" : "FCloseStatus"
        if let place = form.headField(key) { record.head[place] = value }
    }
}
