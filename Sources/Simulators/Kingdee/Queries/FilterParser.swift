/// Reads a filter: comparisons, `like`, `in`, `between`, `is null`, joined by `and`, `or`, `not` and parentheses.
struct FilterParser {
    private let tokens: [FilterToken]
    private let form: KingdeeForm
    private let forms: FormCatalog
    private var position = 0
    private var depth = 0
    /// Deeper nesting than any client writes; a bound against hostile input that would exhaust the stack.
    private static let depthMax = 100

    /// More conditions or constants than any client writes; the database gives up at fewer.
    private static let conditionsMax = 20_000
    private static let constantsMax = 200_000
    private var conditions = 0

    private enum Operand {
        case column(QueryColumn)
        case constant(Constant)
        case null
    }

    private struct Constant {
        var text: String
        var isNumber: Bool
    }

    private static let keywords: Set = ["and", "or", "not", "in", "is", "like", "between", "null", "escape"]

    private init(_ tokens: [FilterToken], _ form: KingdeeForm, _ forms: FormCatalog) {
        self.tokens = tokens
        self.form = form
        self.forms = forms
    }

    /// Reads a `FilterString`: text, an array of conditions, or text of such an array. Nil when it is empty.
    ///
    /// - Throws: the platform's refusal of a broken filter or an unknown field.
    static func filter(
        _ json: JSON?, for form: KingdeeForm, of forms: FormCatalog
    ) throws(KingdeeRefusal) -> QueryFilter? {
        let tokens = try FilterParser.tokens(of: json)
        guard tokens.count <= constantsMax else { throw .brokenFilter("表达式过长") }
        guard !tokens.isEmpty else { return nil }
        var parser = FilterParser(tokens, form, forms)
        let filter = try parser.alternatives()
        guard parser.position == tokens.count else { throw parser.unexpected() }
        return filter
    }

    private static func tokens(of json: JSON?) throws(KingdeeRefusal) -> [FilterToken] {
        switch json {
        case nil, .null?: return []
        case .array(let list)?: return try FilterList.tokens(of: list)
        case .string(let text)?:
            guard text.first(where: { !$0.isWhitespace }) == "[" else { return try FilterToken.tokens(of: text) }
            guard let list = (try? JSON(parsing: text))?.array else {  // no JSON: a broken text filter
                throw .brokenFilter("“[”附近有语法错误")
            }
            return try FilterList.tokens(of: list)
        case .bool?, .number?, .object?: throw .brokenFilter("“\(json?.scalarText ?? "{")”附近有语法错误")
        }
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
        conditions += 1
        guard conditions <= FilterParser.conditionsMax else { throw .brokenFilter("条件过多") }
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
            guard pattern.utf16.count <= LikePattern.lengthMax else { throw .brokenFilter("模式过长") }
            position += 1
            return .like(column, LikePattern(pattern, escape: try escape()))
        }
        if takeKeyword("in") {
            guard take("(") else { throw unexpected() }
            var keys: Set = [try constant(for: column)]
            while take(",") { keys.insert(try constant(for: column)) }
            guard take(")") else { throw unexpected() }
            return .isIn(column, keys)
        }
        guard takeKeyword("between") else { throw unexpected() }
        let low = try constant(for: column)
        guard takeKeyword("and") else { throw unexpected() }
        return .all([
            .compare(column, .greaterOrEqual, low), .compare(column, .lessOrEqual, try constant(for: column)),
        ])
    }

    /// `escape '!'`: the character behind which a wildcard is an ordinary one.
    private mutating func escape() throws(KingdeeRefusal) -> Character? {
        guard takeKeyword("escape") else { return nil }
        guard case .text(let text)? = peek, text.count == 1 else { throw unexpected() }
        position += 1
        return text.first
    }

    private func comparing(
        _ left: Operand, _ comparison: QueryFilter.Comparison, _ right: Operand
    ) throws(KingdeeRefusal) -> QueryFilter {
        switch (left, right) {
        case (.null, _), (_, .null): return .constant(nil)
        case (.column(let column), .constant(let constant)):
            return .compare(column, comparison, try key(constant, column))
        case (.constant(let constant), .column(let column)):
            return .compare(column, comparison.mirrored, try key(constant, column))
        case (.constant(let left), .constant(let right)):
            let type: QueryColumn.ValueType = left.isNumber || right.isNumber ? .number : .text
            guard let leftKey = QueryKey(literal: left.text, as: type),
                let rightKey = QueryKey(literal: right.text, as: type)
            else { throw .brokenFilter("“\(left.text)”不能与“\(right.text)”比较") }
            return .constant(QueryKey.order(leftKey, rightKey).map(comparison.holds))
        case (.column(let left), .column(let right)):
            guard left.type == right.type else {
                throw .brokenFilter("字段“\(left.name)”与字段“\(right.name)”的类型不同")
            }
            return .compareColumns(left, comparison, right)
        }
    }

    private mutating func operand() throws(KingdeeRefusal) -> Operand {
        guard case .word(let word)? = peek else { return .constant(try constant()) }
        if takeKeyword("null") { return .null }
        guard !FilterParser.keywords.contains(word.lowercased()) else { throw unexpected() }
        position += 1
        // No source tells which functions (`isnull`, `len`) the platform lets through.
        guard peek != .symbol("(") else { throw .brokenFilter("不支持函数“\(word)”") }
        return .column(try QueryColumn(word, in: form, of: forms))
    }

    private mutating func constant(for column: QueryColumn) throws(KingdeeRefusal) -> QueryKey {
        try key(try constant(), column)
    }

    private mutating func constant() throws(KingdeeRefusal) -> Constant {
        defer { position += 1 }
        switch peek {
        case .text(let text)?: return Constant(text: text, isNumber: false)
        case .number(let text)?: return Constant(text: text, isNumber: true)
        default: throw unexpected()
        }
    }

    private func key(_ constant: Constant, _ column: QueryColumn) throws(KingdeeRefusal) -> QueryKey {
        guard let key = QueryKey(literal: constant.text, as: column.type) else {
            throw .brokenFilter("“\(constant.text.prefix(200))”不能转换为字段“\(column.name)”的类型")
        }
        return key
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
