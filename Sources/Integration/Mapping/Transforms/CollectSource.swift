/// `collect: {table: TableField_DETAIL, of: TextField_NOTE}`: a list of one value of each row; rows where nothing is filled in
/// do not count. `item: first` takes one of them, `join: "、"` makes text of them.
struct CollectSource: Transform {
    static let isSource = true
    private let column: TableColumn

    var sources: [String] { [column.table] }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let column = TableColumn(&rule, "collect", hasValue: true, library) else { return nil }
        self.column = column
    }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        let values = try column.values(record).compactMap(\.self)
        return values.isEmpty ? nil : .array(values)
    }
}
