/// The forms of the fake. A form is a file and a line here.
enum FormCatalog {
    /// Base data first: queries take a copy of that part alone.
    static let forms: [KingdeeForm] = (PresetBaseData.forms + [.employee, .department, .expenseItem] + bills)
        .enumerated()
        .map { KingdeeForm($1, position: $0) }

    /// How many of `forms` are base data.
    static let baseDataCount = forms.count - bills.count

    private static let bills: [FormDefinition] = [.expenseReimbursement, .expenseRequest, .voucher]
    private static let byID = Dictionary(
        forms.flatMap { [($0.definition.id, $0), ($0.definition.id.lowercased(), $0)] },
        uniquingKeysWith: { first, _ in first })

    /// The form called `id`, regardless of case.
    static func form(_ id: String) -> KingdeeForm? {
        byID[id] ?? byID[id.lowercased()]
    }
}
