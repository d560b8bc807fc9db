/// A filter, ready to judge rows. Like SQL it knows a third answer: what compares with an empty field is neither true
/// nor false.
indirect enum QueryFilter: Sendable {
    case all([QueryFilter])
    case any([QueryFilter])
    case not(QueryFilter)
    case constant(Bool)
    case compare(QueryColumn, Comparison, FilterLiteral)
    case isIn(QueryColumn, [FilterLiteral])
    case like(QueryColumn, LikePattern)
    case isNull(QueryColumn)

    /// A comparison operator.
    enum Comparison: String, Sendable {
        case equal = "="
        case unequal = "<>"
        case greater = ">"
        case greaterOrEqual = ">="
        case less = "<"
        case lessOrEqual = "<="

        func holds(_ order: Int) -> Bool {
            switch self {
            case .equal: order == 0
            case .unequal: order != 0
            case .greater: order > 0
            case .greaterOrEqual: order >= 0
            case .less: order < 0
            case .lessOrEqual: order <= 0
            }
        }

        /// The operator with its sides exchanged.
        var mirrored: Comparison {
            switch self {
            case .equal, .unequal: self
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            }
        }
    }

    /// Whether a row fits; nil when it cannot be said because a field is empty.
    func judges(_ row: QueryRow, _ bases: BaseData) -> Bool? {
        switch self {
        case .all(let parts): return QueryFilter.all(parts.lazy.map { $0.judges(row, bases) })
        case .any(let parts): return QueryFilter.all(parts.lazy.map { $0.judges(row, bases).map(!) }).map(!)
        case .not(let part): return part.judges(row, bases).map(!)
        case .constant(let value): return value
        case .compare(let column, let comparison, let literal):
            return row.value(column, bases).flatMap(literal.order).map(comparison.holds)
        case .isIn(let column, let literals):
            guard let value = row.value(column, bases) else { return nil }
            return literals.contains { $0.order(of: value) == 0 }
        case .like(let column, let pattern):
            return row.value(column, bases).map { pattern.matches($0.cell.scalarText ?? "") }
        case .isNull(let column): return row.value(column, bases) == nil
        }
    }

    /// The columns that the filter looks at.
    var columns: [QueryColumn] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        case .not(let part): part.columns
        case .constant: []
        case .compare(let column, _, _), .isIn(let column, _), .like(let column, _), .isNull(let column): [column]
        }
    }

    /// The keys or numbers that a row must have one of, when the filter says so: lets a query skip all other documents.
    var lookup: QueryLookup? {
        switch self {
        case .all(let parts): parts.lazy.compactMap(\.lookup).first
        case .compare(let column, .equal, let literal): QueryLookup(column.source, [literal])
        case .isIn(let column, let literals): QueryLookup(column.source, literals)
        default: nil
        }
    }

    private static func all(_ answers: some Sequence<Bool?>) -> Bool? {
        var isKnown = true
        for answer in answers {
            guard let answer else {
                isKnown = false
                continue
            }
            if !answer { return false }
        }
        return isKnown ? true : nil
    }
}

/// Documents that can be found without looking at all.
enum QueryLookup: Hashable, Sendable {
    case ids([Int64])
    case numbers([String])

    init?(_ source: QueryColumn.Source, _ literals: [FilterLiteral]) {
        switch source {
        case .key: self = .ids(literals.compactMap { Int64($0.text) })
        case .number: self = .numbers(literals.map(\.text))
        default: return nil
        }
    }
}
