/// The documents of one form, found by id and by number without a search, and by other columns through indexes.
struct DocumentBook: Sendable {
    /// Documents by `id - firstID`; deleted ones leave a gap, since ids are never given twice.
    private var slots: [DocumentRecord?] = []
    /// How many documents there are.
    private(set) var count = 0
    /// Ids by number in lower case: the database's collation does not tell case. More than one only where uniqueness is
    /// not enforced or has a scope.
    private var idsByNumber: [String: [Int64]] = [:]
    /// The columns that queries looked for, at most `indexesMax`: each is kept from the first such query on, so that
    /// nobody pays for what nobody asks for.
    private var indexes: [DocumentIndex] = []
    /// The last running number by prefix, date or scope.
    private var lastNumbers: [String: Int] = [:]
    private var lastRowID = DocumentBook.firstRowID - 1
    /// The document of each row, by `row id - firstRowID`. A row that is gone keeps its place.
    private var documentsByRow: [Int64] = []
    private static let firstRowID: Int64 = 200_001
    private let firstID: Int64
    /// A bound on what queries can make the book remember.
    private static let indexesMax = 12

    init(firstID: Int64) {
        self.firstID = firstID
    }

    /// The document with an id.
    subscript(id: Int64) -> DocumentRecord? {
        guard let slot = slot(of: id) else { return nil }
        return slots[slot]
    }

    /// The ids of the documents with a number, ascending.
    func ids(of number: String) -> [Int64] {
        idsByNumber[number.lowercased()] ?? []
    }

    /// The first document with a number.
    func first(number: String) -> DocumentRecord? {
        ids(of: number).first.flatMap { self[$0] }
    }

    /// All documents, by id.
    var all: [DocumentRecord] { slots.compactMap(\.self) }

    /// The document that has the row with an id.
    func document(ofRow id: Int64) -> DocumentRecord? {
        guard id >= DocumentBook.firstRowID, id <= lastRowID,
            let record = self[documentsByRow[Int(id - DocumentBook.firstRowID)]],
            record.entries.contains(where: { rows in rows.contains { $0.id == id } })
        else { return nil }
        return record
    }

    /// All ids that were given so far.
    var ids: Range<Int64> { firstID..<firstID + Int64(slots.count) }

    /// Stores a document, new (id 0) or known, and gives ids to it and its rows.
    mutating func store(_ record: inout DocumentRecord) {
        if record.id == 0 {
            record.id = firstID + Int64(slots.count)
            slots.append(nil)
        }
        for entry in record.entries.indices {
            for row in record.entries[entry].indices where record.entries[entry][row].id == 0 {
                lastRowID += 1
                record.entries[entry][row].id = lastRowID
                documentsByRow.append(record.id)
            }
        }
        guard let slot = slot(of: record.id) else { return }
        let old = slots[slot]
        if old == nil { count += 1 }
        if old?.number != record.number {
            if let old { forget(old) }
            if !record.number.isEmpty { remember(record) }
        }
        for index in indexes.indices { indexes[index].replace(old, with: record) }
        slots[slot] = record
    }

    /// Removes a document.
    mutating func remove(_ record: DocumentRecord) {
        guard let slot = slot(of: record.id), let old = slots[slot] else { return }
        forget(old)
        for index in indexes.indices { indexes[index].replace(old, with: nil) }
        slots[slot] = nil
        count -= 1
    }

    /// The next running number of a series, starting at 1.
    mutating func nextNumber(series: String) -> Int {
        lastNumbers[series, default: 0] += 1
        return lastNumbers[series, default: 0]
    }

    /// The index over a column of the head, made now if nobody asked for it before; nil when there are too many.
    mutating func index(over source: QueryColumn.Source) -> DocumentIndex? {
        if let known = indexes.first(where: { $0.source == source }) { return known }
        guard indexes.count < DocumentBook.indexesMax else { return nil }
        let made = DocumentIndex(source, of: slots.lazy.compactMap(\.self))
        indexes.append(made)
        return made
    }

    /// Shows the documents with ids in `ids`, one after the other, until `body` has had enough.
    func walk<Failure: Error>(
        _ ids: Range<Int64>, reversed: Bool, _ body: (DocumentRecord) throws(Failure) -> Bool
    ) throws(Failure) {
        let ids = ids.clamped(to: self.ids)
        for step in ids {
            let id = reversed ? ids.lowerBound + (ids.upperBound - 1 - step) : step
            guard let record = slots[Int(id - firstID)] else { continue }
            guard try body(record) else { return }
        }
    }

    /// Leaves out the first `skipped` documents of `ids`, or the last when `reversed`: by arithmetic unless some were
    /// deleted.
    func dropping(_ skipped: Int, of ids: Range<Int64>, reversed: Bool) -> Range<Int64> {
        let ids = ids.clamped(to: self.ids)
        var kept = count == slots.count ? min(skipped, ids.count) : 0
        var left = count == slots.count ? 0 : skipped
        while left > 0, kept < ids.count {
            let id = reversed ? ids.upperBound - 1 - Int64(kept) : ids.lowerBound + Int64(kept)
            if slots[Int(id - firstID)] != nil { left -= 1 }
            kept += 1
        }
        return reversed ? ids.lowerBound..<ids.upperBound - Int64(kept) : ids.lowerBound + Int64(kept)..<ids.upperBound
    }

    private func slot(of id: Int64) -> Int? {
        guard id >= firstID, id - firstID < Int64(slots.count) else { return nil }
        return Int(id - firstID)
    }

    /// Keeps the ids of a number ascending, also when an older document takes it over.
    private mutating func remember(_ record: DocumentRecord) {
        let key = record.number.lowercased()
        let place = idsByNumber[key]?.lastIndex { $0 < record.id }.map { $0 + 1 } ?? 0
        idsByNumber[key, default: []].insert(record.id, at: place)
    }

    private mutating func forget(_ record: DocumentRecord) {
        let key = record.number.lowercased()
        idsByNumber[key]?.removeAll { $0 == record.id }
        if idsByNumber[key]?.isEmpty == true { idsByNumber[key] = nil }
    }
}
