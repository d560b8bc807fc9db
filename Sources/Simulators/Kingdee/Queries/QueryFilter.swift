import Foundation

/// A filter, ready to judge rows. Like SQL it knows a third answer: what compares with an empty field is neither true
/// nor false.
indirect enum QueryFilter: Sendable {
    case all([QueryFilter])
    case any([QueryFilter])
    case not(QueryFilter)
    /// Nil is a comparison with `null`, which holds for nothing.
    case constant(Bool?)
    case compare(QueryColumn, Comparison, QueryKey)
    case compareColumns(QueryColumn, Comparison, QueryColumn)
    case isIn(QueryColumn, Set<QueryKey>)
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
        case .all(let parts): return QueryFilter.judge(parts, row, bases, deciding: false)
        case .any(let parts): return QueryFilter.judge(parts, row, bases, deciding: true)
        case .not(let part): return part.judges(row, bases).map(!)
        case .constant(let value): return value
        case .compare(let column, let comparison, let key):
            if column.source == .key {
                return QueryKey.order(.number(Decimal(row.record.id)), key).map(comparison.holds)
            }
            return row.value(column, bases).flatMap(key.order).map(comparison.holds)
        case .compareColumns(let left, let comparison, let right):
            guard let left = row.key(left, bases), let right = row.key(right, bases) else { return nil }
            return QueryKey.order(left, right).map(comparison.holds)
        case .isIn(let column, let keys): return row.key(column, bases).map(keys.contains)
        case .like(let column, let pattern):
            return row.value(column, bases).map { pattern.matches($0.cell.scalarText ?? "") }
        case .isNull(let column): return row.value(column, bases) == nil
        }
    }

    /// `and` is decided by the first part that is false, `or` by the first that is true; else a part that cannot be
    /// answered leaves the whole unanswered.
    private static func judge(_ parts: [QueryFilter], _ row: QueryRow, _ bases: BaseData, deciding: Bool) -> Bool? {
        var isKnown = true
        for part in parts {
            guard let answer = part.judges(row, bases) else {
                isKnown = false
                continue
            }
            if answer == deciding { return deciding }
        }
        return isKnown ? !deciding : nil
    }

    /// The columns that the filter looks at.
    var columns: [QueryColumn] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        case .not(let part): part.columns
        case .constant: []
        case .compareColumns(let left, _, let right): [left, right]
        case .compare(let column, _, _), .isIn(let column, _), .like(let column, _), .isNull(let column): [column]
        }
    }

    /// How many comparisons judging a row may take.
    var weight: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(0) { $0 + $1.weight }
        case .not(let part): part.weight
        default: 1
        }
    }

    /// The parts that all must hold.
    var conjuncts: [QueryFilter] {
        if case .all(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
    }
}
