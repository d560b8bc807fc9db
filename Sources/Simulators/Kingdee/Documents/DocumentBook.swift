/// The documents of one form, found by id and by number without a search.
struct DocumentBook: Sendable {
    /// Documents by `id - firstID`; deleted ones leave a gap, since ids are never given twice.
    private var slots: [DocumentRecord?] = []
    /// Ids by number in lower case: the database's collation does not tell case. More than one only where uniqueness is
    /// not enforced or has a scope.
    private var idsByNumber: [String: [Int64]] = [:]
    /// The last running number by prefix, date or scope.
    private var lastNumbers: [String: Int] = [:]
    private var lastRowID = DocumentBook.firstRowID - 1
    /// The document of each row, by `row id - firstRowID`. A row that is gone keeps its place.
    private var documentsByRow: [Int64] = []
    private static let firstRowID: Int64 = 200_001
    private let firstID: Int64

    init(firstID: Int64) {
        self.firstID = firstID
    }

    /// The document with an id.
    subscript(id: Int64) -> DocumentRecord? {
        guard id >= firstID, id < firstID + Int64(slots.count) else { return nil }
        return slots[Int(id - firstID)]
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
        let slot = Int(record.id - firstID)
        if slots[slot]?.number != record.number {
            if let old = slots[slot] { forget(old) }
            if !record.number.isEmpty { idsByNumber[record.number.lowercased(), default: []].append(record.id) }
        }
        slots[slot] = record
    }

    /// Removes a document.
    mutating func remove(_ record: DocumentRecord) {
        forget(record)
        slots[Int(record.id - firstID)] = nil
    }

    /// The next running number of a series, starting at 1.
    mutating func nextNumber(series: String) -> Int {
        lastNumbers[series, default: 0] += 1
        return lastNumbers[series, default: 0]
    }

    private mutating func forget(_ record: DocumentRecord) {
        let key = record.number.lowercased()
        idsByNumber[key]?.removeAll { $0 == record.id }
        if idsByNumber[key]?.isEmpty == true { idsByNumber[key] = nil }
    }
}
