/// The mappings that `mapping:` may name instead of a file. One more is one line.
package enum ShippedMappings {
    /// By name: the file that messages call it, and its text.
    private static let all: [(name: String, file: String, yaml: String)] = [
        ("standard-expense", ExpenseMapping.file, ExpenseMapping.yaml),
        ("expense-with-files", ExpenseFilesMapping.file, ExpenseFilesMapping.yaml),
        ("expense-voucher", VoucherMapping.file, VoucherMapping.yaml),
        ("purchase-requisition", PurchaseMapping.file, PurchaseMapping.yaml),
        ("yida-requisition", "yida.yaml", MaterialRequestMapping.yaml),
        ("yida-data-requisition", "yida.yaml", MaterialRequestMapping.plainYAML),
        ("yida-with-files", "yida.yaml", MaterialRequestMapping.filesYAML),
        ("yida-purchasing-requisition", "yida.yaml", MaterialRequestMapping.purchasingYAML),
        ("yida-purchasing-data-requisition", "yida-data.yaml", MaterialRequestMapping.purchasingPlainYAML),
        ("yida-stores-requisition", "yida-stores.yaml", MaterialRequestMapping.storesYAML),
        ("employees", "employees.yaml", EmployeesTemplate.mapping),
        ("stock-alert", "alert.yaml", AlertTemplate.mapping),
        ("attendance-results", "attendance.yaml", AttendanceTemplate.mapping),
    ]

    /// The names, in the order of the list.
    package static var names: [String] { all.map(\.name) }

    /// The mapping called `name`: the file that messages call it, and its text; nil when none is.
    package static func named(_ name: String) -> (file: String, yaml: String)? {
        all.first { $0.name == name }.map { ($0.file, $0.yaml) }
    }
}
