/// `count: {table: TableField_DETAIL}`: how many rows a table has; with `when`, for how many it holds.
struct CountSource: Transform {
    static let isSource = true
    private let column: TableColumn

    var sources: [String] { [column.table] }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let column = TableColumn(&rule, "count", hasValue: false, library) else { return nil }
        self.column = column
    }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        .number(String(try column.values(record).count))
    }
}
