/// `sum: {table: TableField_DETAIL, of: MoneyField_AMOUNT}`: the exact sum over a table's rows; 0 for a table without rows.
/// Rows where nothing is filled in do not count, nor do those for which `when` does not hold. `of` may be a rule, such as
/// `{from: NumberField_CENTS, amount: cents}`.
struct SumSource: Transform {
    static let isSource = true
    private let column: TableColumn

    var sources: [String] { [column.table] }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let column = TableColumn(&rule, "sum", hasValue: true, library) else { return nil }
        self.column = column
    }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        var sum = ExactDecimal.small(0, places: 0)
        for value in try column.values(record) {
            guard let value else { continue }
            guard let text = value.text, let amount = ExactDecimal(grouped: text) else {
                throw TransformRefusal(
                    value: value.text ?? value.jsonText, reason: "it is no amount, so there is no sum",
                    remedy: "write digits only, such as 1005.50 or 1,005.50")
            }
            sum = sum + amount
        }
        return .number(sum.text)
    }
}
