import Foundation

/// How a query finds its documents without looking at all of them: what it walks over, in which direction, and whether
/// it may end behind the page.
///
/// What a plan leaves out cannot fit the filter; what it shows is still judged. So every plan of a query gives the same
/// rows as `scan`.
struct QueryPlan: Sendable {
    /// What a query walks over.
    enum Walk: Sendable {
        /// Documents by id.
        case book(Range<Int64>)
        /// Single documents, ascending.
        case ids([Int64])
        /// Places of an index.
        case index(DocumentIndex, Range<Int>)
    }

    private(set) var walk: Walk
    private(set) var isReversed = false
    /// Whether the documents come in the order of the first order column, so that what lies behind the page need not be
    /// looked at.
    private(set) var isInOrder: Bool
    /// Whether documents with the same value in the first order column belong together: their order is not final yet.
    private(set) var isGrouped = false
    /// Rows in front of the page that need not be looked at either.
    private(set) var skipped = 0

    /// Looks at all documents.
    static func scan(_ query: DocumentQuery) -> QueryPlan {
        QueryPlan(walk: .book(0..<Int64.max), isInOrder: query.order.isEmpty)
    }

    private init(walk: Walk, isInOrder: Bool) {
        self.walk = walk
        self.isInOrder = isInOrder
    }

    /// Chooses the walk with the fewest documents; makes the indexes that it needs.
    init(_ query: DocumentQuery, _ book: inout DocumentBook) {
        let candidates = QueryCandidates(query.filter, &book)
        let isExact = query.filter == nil || candidates.isExact
        let first = query.order.first
        isInOrder = true
        isReversed = first?.isDescending ?? false
        walk = candidates.byID(in: book)
        if let first, first.column.source != .key {
            guard first.column.isOrderedByIndex, let index = candidates.ordered(by: first.column.source, query, &book)
            else {
                (isInOrder, isReversed) = (false, false)
                return
            }
            isGrouped = true
            walk = .index(index.index, index.places)
            skip(query, index.index, index.places, isExact: isExact && index.hasAll)
        } else if isExact, query.entries.isEmpty {
            skip(query, book)
        }
    }

    /// Shows the documents, each with its value in the first order column, until `body` has had enough.
    func each<Failure: Error>(
        in book: DocumentBook, _ body: (DocumentRecord, QueryKey?) throws(Failure) -> Bool
    ) throws(Failure) {
        switch walk {
        case .book(let ids):
            try book.walk(ids, reversed: isReversed) { record throws(Failure) in try body(record, nil) }
        case .ids(let ids):
            for step in ids.indices {
                guard let record = book[ids[isReversed ? ids.count - 1 - step : step]] else { continue }
                guard try body(record, nil) else { return }
            }
        case .index(let index, let places):
            try index.entries.walk(places, reversed: isReversed) { entry throws(Failure) in
                guard let record = book[entry.id] else { return true }
                return try body(record, entry.key)
            }
        }
    }

    /// Goes straight to the page, by id.
    private mutating func skip(_ query: DocumentQuery, _ book: DocumentBook) {
        switch walk {
        case .book(let ids):
            // Where most documents fit, the walk shows also those that do not.
            guard query.filter == nil else { return }
            skipped = query.page.lowerBound
            walk = .book(book.dropping(skipped, of: ids, reversed: isReversed))
        case .index(let index, let places):
            skipped = min(query.page.lowerBound, places.count)
            walk = .index(
                index,
                isReversed
                    ? places.lowerBound..<places.upperBound - skipped : places.lowerBound + skipped..<places.upperBound)
        case .ids: break
        }
    }

    /// Goes straight to the first document that shares its place in the order with the page's first.
    private mutating func skip(_ query: DocumentQuery, _ index: DocumentIndex, _ places: Range<Int>, isExact: Bool) {
        let start = query.page.lowerBound
        guard isExact, query.entries.isEmpty, start > 0, start < places.count else { return }
        if isReversed {
            let key = index.entries[places.upperBound - 1 - start].key
            let end = index.entries.offset { $0.key.precedes(key) || $0.key == key }
            skipped = places.upperBound - min(end, places.upperBound)
            walk = .index(index, places.lowerBound..<places.upperBound - skipped)
        } else {
            let key = index.entries[places.lowerBound + start].key
            skipped = max(index.entries.offset { $0.key.precedes(key) }, places.lowerBound) - places.lowerBound
            walk = .index(index, places.lowerBound + skipped..<places.upperBound)
        }
    }
}

/// What the parts of a filter that all must hold say about which documents can fit.
private struct QueryCandidates {
    /// Documents that the filter names one by one, ascending.
    private var ids: [Int64]?
    private var idRange: Range<Int64>
    private var ranges: [(source: QueryColumn.Source, bounds: DocumentIndex.Bounds)] = []
    private var best: (index: DocumentIndex, places: Range<Int>, isPoint: Bool)?
    /// Whether what the walk shows is what fits.
    private(set) var isExact = false
    /// So few that no index can do better.
    private static let fewIDs = 64
    /// More than these are not gathered one by one.
    private static let idsMax = 20_000

    init(_ filter: QueryFilter?, _ book: inout DocumentBook) {
        idRange = book.ids
        guard let filter else { return }
        let conjuncts = filter.conjuncts
        for part in conjuncts {
            if let found = QueryCandidates.lookup(part, &book), found.count < ids?.count ?? .max { ids = found }
            note(part)
        }
        for (source, bounds) in ranges where ids?.count ?? .max > QueryCandidates.fewIDs {
            guard let index = book.index(over: source) else { continue }
            let places = index.places(in: bounds)
            if places.count < best?.places.count ?? .max { best = (index, places, bounds.isPoint) }
        }
        let isPlain =
            ids == nil
            && conjuncts.allSatisfy { part in
                guard case .compare(let column, let comparison, _) = part else { return false }
                return comparison != .unequal && column.isIndexed && column.hop == nil
            }
        isExact = isPlain && ranges.count == 1 && best != nil
    }

    /// The walk that shows the documents by id.
    func byID(in book: DocumentBook) -> QueryPlan.Walk {
        if let ids, ids.count <= best?.places.count ?? .max { return .ids(ids) }
        guard let best else { return .book(idRange) }
        if best.isPoint { return .index(best.index, best.places) }
        // When most documents fit, the page is soon full.
        guard best.places.count <= book.count / 2 else { return .book(idRange) }
        var found: [Int64] = []
        found.reserveCapacity(best.places.count)
        best.index.entries.walk(best.places) { (entry) throws(Never) in
            found.append(entry.id)
            return true
        }
        return .ids(found.sorted())
    }

    /// The places of the index over the order's first column, unless gathering and sorting is less work; and whether
    /// nothing but the bounds of that column was to be looked at.
    func ordered(
        by source: QueryColumn.Source, _ query: DocumentQuery, _ book: inout DocumentBook
    ) -> (index: DocumentIndex, places: Range<Int>, hasAll: Bool)? {
        let few = min(ids?.count ?? .max, best?.places.count ?? .max)
        if let best, best.index.source == source, ids == nil { return (best.index, best.places, true) }
        guard few > max(256, 2 * query.page.upperBound), let index = book.index(over: source) else {
            return nil
        }
        guard let bounds = ranges.first(where: { $0.source == source })?.bounds else {
            return (index, 0..<index.entries.count, best == nil)
        }
        return (index, index.places(in: bounds), false)
    }

    /// The documents that a part names one by one; nil when it names none, or too many.
    private static func lookup(_ part: QueryFilter, _ book: inout DocumentBook) -> [Int64]? {
        switch part {
        case .compare(let column, .equal, let key): return lookup(column, [key], &book)
        case .isIn(let column, let keys): return keys.count > idsMax ? nil : lookup(column, keys, &book)
        case .any(let parts):
            var found: Set<Int64> = []
            for part in parts {
                guard let ids = lookup(part, &book) else { return nil }
                found.formUnion(ids)
                if found.count > idsMax { return nil }
            }
            return found.sorted()
        case .all(let parts):
            var least: [Int64]?
            for part in parts {
                if let ids = lookup(part, &book), ids.count < least?.count ?? .max { least = ids }
            }
            return least
        default: return nil
        }
    }

    private static func lookup(_ column: QueryColumn, _ keys: Set<QueryKey>, _ book: inout DocumentBook) -> [Int64]? {
        var found: Set<Int64> = []
        switch column.source {
        case .key:
            for case .number(let number) in keys { found.insert(NSDecimalNumber(decimal: number).int64Value) }
        case .number:
            for case .text(let number) in keys { found.formUnion(book.ids(of: number.text)) }
        default:
            guard column.isIndexed, keys.count > 1, let index = book.index(over: column.source) else { return nil }
            for key in keys {
                let places = index.places(in: bounds(column, key))
                guard found.count + places.count <= idsMax else { return nil }
                index.entries.walk(places) { (entry) throws(Never) in
                    found.insert(entry.id)
                    return true
                }
            }
        }
        return found.sorted()
    }

    private mutating func note(_ part: QueryFilter) {
        guard case .compare(let column, let comparison, let key) = part else { return }
        if column.source == .key, case .number(let number) = key {
            narrowIDs(comparison, NSDecimalNumber(decimal: number).doubleValue)
            return
        }
        guard column.isIndexed, let bounds = QueryCandidates.bounds(column, comparison, key) else { return }
        if let known = ranges.firstIndex(where: { $0.source == column.source }) {
            // The number that a reference has is found by another key than the field itself.
            ranges[known].bounds.narrow(to: bounds)
        } else {
            ranges.append((column.source, bounds))
        }
    }

    /// One id more than may be needed, so that no fraction is lost.
    private mutating func narrowIDs(_ comparison: QueryFilter.Comparison, _ number: Double) {
        let bound = Int64(max(-1, min(number.rounded(.down), 1e15)))
        switch comparison {
        case .greater, .greaterOrEqual:
            idRange = max(idRange.lowerBound, min(bound, idRange.upperBound))..<idRange.upperBound
        case .less, .lessOrEqual:
            idRange = idRange.lowerBound..<min(idRange.upperBound, max(bound + 2, idRange.lowerBound))
        case .equal, .unequal: break
        }
    }

    private static func bounds(
        _ column: QueryColumn, _ comparison: QueryFilter.Comparison = .equal, _ key: QueryKey
    ) -> DocumentIndex.Bounds? {
        // A reference's number is indexed in lower case, which has not the order of the numbers themselves.
        if column.hop != nil { return comparison == .equal ? bounds(column, key) : nil }
        return switch comparison {
        case .equal: bounds(column, key)
        case .greater: DocumentIndex.Bounds(lower: key, includesLower: false)
        case .greaterOrEqual: DocumentIndex.Bounds(lower: key)
        case .less: DocumentIndex.Bounds(upper: key, includesUpper: false)
        case .lessOrEqual: DocumentIndex.Bounds(upper: key)
        case .unequal: nil
        }
    }

    private static func bounds(_ column: QueryColumn, _ key: QueryKey) -> DocumentIndex.Bounds {
        guard column.hop != nil, case .text(let text) = key else { return DocumentIndex.Bounds(lower: key, upper: key) }
        let number = QueryKey.text(FoldedText(text.text.lowercased()))
        return DocumentIndex.Bounds(lower: number, upper: number)
    }
}
