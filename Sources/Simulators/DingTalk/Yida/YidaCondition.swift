import Foundation

/// One condition on a component of a record, from `searchFieldJson` or `searchCondition`.
struct YidaCondition {
    /// How a value is compared.
    enum Operator: String {
        case equal = "eq"
        case like
        case greater = "gt"
        case atLeast = "ge"
        case less = "lt"
        case atMost = "le"
        case between
        case contains
        case among = "in"
    }

    let field: YidaField
    let comparison: Operator
    let value: JSON

    /// The conditions of a text: an object of values (`{"textField_x":"abc","dateField_x":[from,to]}`), or a list of
    /// `{"key","value","type","operator","componentName"}`. All must hold.
    static func all(
        _ text: String, of form: YidaForm, usesAliases: Bool, member: String
    ) throws(DingTalkRefusal) -> [YidaCondition] {
        guard let parsed = try? JSON(parsing: text) else { throw .yidaFormat(member) }
        var conditions: [YidaCondition] = []
        if let list = parsed.array {
            for rule in list { conditions.append(try listed(rule, form, usesAliases, member)) }
            return conditions
        }
        guard let members = parsed.members else { throw .yidaFormat(member) }
        let filled = members.filter { $0.value != .null && $0.value != "" && $0.value != [] }
        guard members.isEmpty || !filled.isEmpty else {
            throw .yida(
                "invalidParameter.json.componentValuesEmptyInSearchFieldJson", "searchFieldJson所有组件值都为空", member)
        }
        for entry in filled {
            let field = try field(entry.key, form, usesAliases)
            conditions.append(YidaCondition(field: field, comparison: usual(field, entry.value), value: entry.value))
        }
        return conditions
    }

    private static func listed(
        _ rule: JSON, _ form: YidaForm, _ usesAliases: Bool, _ member: String
    ) throws(DingTalkRefusal) -> YidaCondition {
        guard let key = rule["key"]?.string, let value = rule["value"] else { throw .yidaFormat(member) }
        let field = try field(key, form, usesAliases)
        guard let name = rule["operator"]?.string else {
            return YidaCondition(field: field, comparison: usual(field, value), value: value)
        }
        guard let comparison = Operator(rawValue: name) else {
            throw .yida("invalidState.openSearch.componentCanNotSupportThisOperatorType", "组件不支持该逻辑操作", name)
        }
        return YidaCondition(field: field, comparison: comparison, value: value)
    }

    /// Columns of tables can be searched too.
    private static func field(
        _ name: String, _ form: YidaForm, _ usesAliases: Bool
    ) throws(DingTalkRefusal) -> YidaField {
        let fields = form.fields + form.fields.flatMap(\.children)
        let found = fields.first { $0.id == name || (usesAliases && !$0.alias.isEmpty && $0.alias == name) }
        guard let found else {
            throw .yida(
                "invalidState.openSearch.canNotFindKeyAccordingToComponentFieldId", "找不到高性能检索服务上对应的key", name)
        }
        return found
    }

    private static func usual(_ field: YidaField, _ value: JSON) -> Operator {
        switch field.type {
        case "NumberField", "RateField", "DateField": value.array?.count == 2 ? .between : .equal
        case "RadioField", "SelectField": .equal
        default: .like
        }
    }

    func holds(for record: YidaRecord) -> Bool {
        if let value = record[field.id] { return matches(value) }
        // A column of a table: one row is enough.
        return record.values.contains { member in
            (member.value.array ?? []).contains { row in row[field.id].map(matches) ?? false }
        }
    }

    private func matches(_ stored: JSON) -> Bool {
        switch comparison {
        case .equal: stored == value || (YidaCondition.compare(stored, value) == 0)
        case .like: isLike(stored)
        case .greater: YidaCondition.compare(stored, value).map { $0 > 0 } ?? false
        case .atLeast: YidaCondition.compare(stored, value).map { $0 >= 0 } ?? false
        case .less: YidaCondition.compare(stored, value).map { $0 < 0 } ?? false
        case .atMost: YidaCondition.compare(stored, value).map { $0 <= 0 } ?? false
        case .between: isBetween(stored)
        case .contains: isLike(stored)
        case .among:
            (value.array ?? [value]).contains { wanted in
                stored == wanted || YidaCondition.compare(stored, wanted) == 0
                    || (stored.array ?? []).contains { $0.scalarText == wanted.scalarText }
            }
        }
    }

    /// A text contains the other; a list has all the wanted elements.
    private func isLike(_ stored: JSON) -> Bool {
        if let elements = stored.array, let wanted = value.array {
            let texts = Set(elements.compactMap(\.scalarText))
            return wanted.allSatisfy { $0.scalarText.map(texts.contains) ?? false }
        }
        let text = value.scalarText ?? value.text
        return (stored.scalarText ?? stored.text).contains(text)
    }

    private func isBetween(_ stored: JSON) -> Bool {
        guard let bounds = value.array, bounds.count == 2, let low = YidaCondition.compare(stored, bounds[0]),
            let high = YidaCondition.compare(stored, bounds[1])
        else { return false }
        return low >= 0 && high <= 0
    }

    /// Below, at or above 0 as `left` is less than, equal to or more than `right`: numbers by value, texts by their
    /// characters; nil when they cannot be compared.
    static func compare(_ left: JSON, _ right: JSON) -> Int? {
        guard let leftText = left.scalarText, let rightText = right.scalarText else { return nil }
        if let leftNumber = Decimal(string: leftText), let rightNumber = Decimal(string: rightText),
            FormNumber.isDecimal(leftText), FormNumber.isDecimal(rightText)
        {
            return leftNumber < rightNumber ? -1 : leftNumber > rightNumber ? 1 : 0
        }
        return leftText < rightText ? -1 : leftText > rightText ? 1 : 0
    }
}
