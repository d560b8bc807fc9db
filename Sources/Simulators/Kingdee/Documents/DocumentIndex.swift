/// The documents of a book in the order of one column of the head; those with the same value in the order of their ids.
struct DocumentIndex: Sendable {
    /// A document's place in the order.
    struct Entry: Comparable, Sendable {
        /// Nil for an empty field, which comes first.
        var key: QueryKey?
        var id: Int64

        static func < (left: Entry, right: Entry) -> Bool {
            left.key.precedes(right.key) || (left.key == right.key && left.id < right.id)
        }
    }

    /// Values from one to another; nil is no bound. An empty field is never within.
    struct Bounds: Hashable, Sendable {
        var lower: QueryKey?
        var includesLower = true
        var upper: QueryKey?
        var includesUpper = true

        /// The values that both bounds allow.
        mutating func narrow(to other: Bounds) {
            if let bound = other.lower, lower == nil || lower.precedes(bound) || (lower == bound && includesLower) {
                (lower, includesLower) = (bound, other.includesLower)
            }
            if let bound = other.upper, upper == nil || other.upper.precedes(upper) || (upper == bound && includesUpper)
            {
                (upper, includesUpper) = (bound, other.includesUpper)
            }
        }

        /// Whether they leave one value alone, whose documents the index has in the order of their ids.
        var isPoint: Bool { lower != nil && lower == upper }
    }

    let source: QueryColumn.Source
    private(set) var entries = SortedList<Entry>()

    init(_ source: QueryColumn.Source, of records: some Sequence<DocumentRecord>) {
        self.source = source
        entries = SortedList(records.map { Entry(key: $0.key(of: source), id: $0.id) })
    }

    /// Follows a document from one state to the next; nil for before it was there and after it is gone.
    mutating func replace(_ old: DocumentRecord?, with new: DocumentRecord?) {
        let before = old.map { Entry(key: $0.key(of: source), id: $0.id) }
        let after = new.map { Entry(key: $0.key(of: source), id: $0.id) }
        guard before != after else { return }
        if let before { entries.remove(before) }
        if let after { entries.insert(after) }
    }

    /// The places of the documents whose value is within `bounds`.
    func places(in bounds: Bounds) -> Range<Int> {
        let start = entries.offset { entry in
            guard let lower = bounds.lower else { return entry.key == nil }
            return entry.key.precedes(lower) || (!bounds.includesLower && entry.key == lower)
        }
        guard let upper = bounds.upper else { return start..<entries.count }
        let end = entries.offset { entry in
            entry.key.precedes(upper) || (bounds.includesUpper && entry.key == upper)
        }
        return start..<max(start, end)
    }
}

extension DocumentRecord {
    /// What an index over a column of the head has for the document. A reference is found by its number.
    func key(of source: QueryColumn.Source) -> QueryKey? {
        switch source {
        case .number: number.isEmpty ? nil : .text(FoldedText(number))
        case .status: .text(FoldedText(status.rawValue))
        case .system(let field): value(of: field).flatMap(DocumentRecord.key)
        case .head(let place): head[place].flatMap(DocumentRecord.key)
        case .key, .rowID, .rowSequence, .row: nil
        }
    }

    private static func key(_ value: FieldValue) -> QueryKey? {
        guard case .reference(_, let number) = value else { return QueryKey(value) }
        return .text(FoldedText(number.lowercased()))
    }
}
