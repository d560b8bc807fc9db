/// Reads a filter: comparisons, `like`, `in`, `between`, `is null`, joined by `and`, `or`, `not` and parentheses.
struct FilterParser {
    private let tokens: [FilterToken]
    private let form: KingdeeForm
    private var position = 0
    private var depth = 0
    /// Deeper nesting than any client writes; a bound against hostile input that would exhaust the stack.
    private static let depthMax = 100

    private enum Operand {
        case column(QueryColumn)
        case literal(FilterLiteral)
    }

    private init(_ tokens: [FilterToken], _ form: KingdeeForm) {
        self.tokens = tokens
        self.form = form
    }

    /// Reads a `FilterString`: text, an array of conditions, or text of such an array. Nil when it is empty.
    ///
    /// - Throws: the platform's refusal of a broken filter or an unknown field.
    static func filter(_ json: JSON?, for form: KingdeeForm) throws(KingdeeRefusal) -> QueryFilter? {
        let text = json?.string ?? ""
        let list = text.first == "[" ? (try? JSON(parsing: text))?.array : json?.array  // no JSON: a broken text filter
        let tokens = if let list { try FilterList.tokens(of: list) } else { try FilterToken.tokens(of: text) }
        guard !tokens.isEmpty else { return nil }
        var parser = FilterParser(tokens, form)
        let filter = try parser.alternatives()
        guard parser.position == tokens.count else { throw parser.unexpected() }
        return filter
    }

    private mutating func alternatives() throws(KingdeeRefusal) -> QueryFilter {
        var parts = [try conjunction()]
        while takeKeyword("or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(KingdeeRefusal) -> QueryFilter {
        var parts = [try condition()]
        while takeKeyword("and") { parts.append(try condition()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func condition() throws(KingdeeRefusal) -> QueryFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= FilterParser.depthMax else { throw .brokenFilter("条件嵌套过深") }
        if takeKeyword("not") { return .not(try condition()) }
        guard take("(") else { return try predicate() }
        let inner = try alternatives()
        guard take(")") else { throw unexpected() }
        return inner
    }

    private mutating func predicate() throws(KingdeeRefusal) -> QueryFilter {
        let left = try operand()
        if case .symbol(let symbol)? = peek, let comparison = QueryFilter.Comparison(rawValue: symbol) {
            position += 1
            return try comparing(left, comparison, try operand())
        }
        guard case .column(let column) = left else { throw unexpected() }
        if takeKeyword("is") {
            let isNegated = takeKeyword("not")
            guard takeKeyword("null") else { throw unexpected() }
            return isNegated ? .not(.isNull(column)) : .isNull(column)
        }
        let isNegated = takeKeyword("not")
        let filter = try membership(column)
        return isNegated ? .not(filter) : filter
    }

    private mutating func membership(_ column: QueryColumn) throws(KingdeeRefusal) -> QueryFilter {
        if takeKeyword("like") {
            guard case .text(let pattern)? = peek else { throw unexpected() }
            position += 1
            return .like(column, LikePattern(pattern))
        }
        if takeKeyword("in") {
            guard take("(") else { throw unexpected() }
            var literals = [try literal(for: column)]
            while take(",") { literals.append(try literal(for: column)) }
            guard take(")") else { throw unexpected() }
            return .isIn(column, literals)
        }
        guard takeKeyword("between") else { throw unexpected() }
        let low = try literal(for: column)
        guard takeKeyword("and") else { throw unexpected() }
        return .all([
            .compare(column, .greaterOrEqual, low), .compare(column, .lessOrEqual, try literal(for: column)),
        ])
    }

    private func comparing(
        _ left: Operand, _ comparison: QueryFilter.Comparison, _ right: Operand
    ) throws(KingdeeRefusal) -> QueryFilter {
        switch (left, right) {
        case (.column(let column), .literal(let literal)):
            return .compare(column, comparison, try fitting(literal, column))
        case (.literal(let literal), .column(let column)):
            return .compare(column, comparison.mirrored, try fitting(literal, column))
        case (.literal(let left), .literal(let right)):
            let order = left.number == nil ? right.order(of: .text(left.text)) : right.order(of: .number(left.text))
            return .constant(order.map(comparison.holds) ?? false)
        case (.column(let left), .column(let right)):
            throw .brokenFilter("不支持字段“\(left.name)”与字段“\(right.name)”的比较")
        }
    }

    private mutating func operand() throws(KingdeeRefusal) -> Operand {
        guard case .word(let word)? = peek else { return .literal(try constant()) }
        guard !["and", "or", "not", "in", "is", "like", "between", "null"].contains(word.lowercased()) else {
            throw unexpected()
        }
        position += 1
        return .column(try QueryColumn(word, in: form))
    }

    private mutating func literal(for column: QueryColumn) throws(KingdeeRefusal) -> FilterLiteral {
        try fitting(try constant(), column)
    }

    private mutating func constant() throws(KingdeeRefusal) -> FilterLiteral {
        switch peek {
        case .text(let text)?, .number(let text)?:
            position += 1
            return FilterLiteral(text)
        default: throw unexpected()
        }
    }

    private func fitting(_ literal: FilterLiteral, _ column: QueryColumn) throws(KingdeeRefusal) -> FilterLiteral {
        guard literal.fits(column.type) else { throw .brokenFilter("“\(literal.text)”不能转换为字段“\(column.name)”的类型") }
        return literal
    }

    private var peek: FilterToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
        guard peek?.isKeyword(keyword) == true else { return false }
        position += 1
        return true
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard peek == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private func unexpected() -> KingdeeRefusal {
        switch peek {
        case .word(let text)?, .text(let text)?, .number(let text)?, .symbol(let text)?:
            .brokenFilter("“\(text)”附近有语法错误")
        case nil: .brokenFilter("表达式不完整")
        }
    }
}
