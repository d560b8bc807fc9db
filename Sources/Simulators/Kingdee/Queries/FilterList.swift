/// The array form of a filter: `[{"Left":"(","FieldName":"FBillNo","Compare":"67","Value":"X","Right":")","Logic":0}]`.
///
/// Turned into the words of the text form, so that both mean the same. Of the comparison codes only 67 (equals) is
/// known; operators may be written as text.
enum FilterList {
    static func tokens(of conditions: [JSON]) throws(KingdeeRefusal) -> [FilterToken] {
        var tokens: [FilterToken] = []
        for (index, condition) in conditions.enumerated() {
            if index > 0 { tokens.append(.word(joins(conditions[index - 1]))) }
            tokens += try parentheses("Left", condition)
            tokens.append(.word(text("FieldName", condition)))
            tokens += try comparison(condition)
            tokens += try parentheses("Right", condition)
        }
        return tokens
    }

    /// Nothing else stands there, so that no text of a filter comes in by the side.
    private static func parentheses(_ key: String, _ condition: JSON) throws(KingdeeRefusal) -> [FilterToken] {
        let tokens = try FilterToken.tokens(of: text(key, condition))
        guard tokens.allSatisfy({ $0 == .symbol("(") || $0 == .symbol(")") }) else {
            throw .brokenFilter("“\(text(key, condition))”附近有语法错误")
        }
        return tokens
    }

    private static func joins(_ condition: JSON) -> String {
        ["1", "or"].contains(text("Logic", condition).lowercased()) ? "or" : "and"
    }

    private static func comparison(_ condition: JSON) throws(KingdeeRefusal) -> [FilterToken] {
        let code = text("Compare", condition).lowercased()
        let value = FilterToken.text(text("Value", condition))
        switch code {
        case "67", "=", "==": return [.symbol("="), value]
        case "<>", "!=": return [.symbol("<>"), value]
        case ">", ">=", "<", "<=": return [.symbol(code), value]
        case "like", "not like": return code.split(separator: " ").map { .word(String($0)) } + [value]
        case "is null", "is not null": return code.split(separator: " ").map { .word(String($0)) }
        case "in", "not in":
            return code.split(separator: " ").map { .word(String($0)) } + list(condition.member(ignoringCase: "Value"))
        default: throw .brokenFilter("不支持的比较符“\(code)”")
        }
    }

    /// `A,B` or `'A','B'`, also in parentheses, or an array.
    private static func list(_ value: JSON?) -> [FilterToken] {
        let texts = value?.array?.map { $0.scalarText ?? "" }
        let items =
            texts?.map(FilterToken.text)
            ?? (value?.scalarText ?? "").split(separator: ",").map { item in
                var item = item.drop { " '(".contains($0) }
                while let last = item.last, " ')".contains(last) { item = item.dropLast() }
                return FilterToken.text(String(item))
            }
        return [.symbol("(")] + items.enumerated().flatMap { $0 == 0 ? [$1] : [.symbol(","), $1] } + [.symbol(")")]
    }

    private static func text(_ key: String, _ condition: JSON) -> String {
        condition.member(ignoringCase: key)?.scalarText ?? ""
    }
}
