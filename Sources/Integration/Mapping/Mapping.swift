/// How approval instances of one template become documents of one form: read from a file, checked whole, then pure.
package struct Mapping: Sendable {
    /// Tells mappings apart: the first 16 hexadecimal digits of a hash of the file and its dictionaries' files.
    package let version: String
    /// The approval template.
    package let processCode: String
    /// The form's id, such as `ER_ExpReimbursement`.
    package let form: String
    /// The field that carries the instance's id: by it the documents of an instance are found.
    package let sourceField: String
    /// The field that carries our own number, such as `FBillNo`.
    package let numberField: String
    private let head: [FieldRule]
    private let tables: [TableRule]

    init(
        version: String, processCode: String, form: String, sourceField: String, numberField: String,
        head: [FieldRule], tables: [TableRule]
    ) {
        self.version = version
        self.processCode = processCode
        self.form = form
        self.sourceField = sourceField
        self.numberField = numberField
        self.head = head
        self.tables = tables
    }

    /// Makes the document of `instance`, with our own `number`. The same input always gives the same bytes.
    ///
    /// - Throws: `MappingError` with everything that stands against it.
    package func map(_ instance: ApprovalInstance, number: String) throws(MappingError) -> MappedDocument {
        let form = FormContext(instance: instance, number: number)
        var model = JSONValue.object([])
        var problems: [MappingError.Problem] = []
        for rule in head {
            do {
                if let value = try rule.value(form, path: rule.field) { model.set(rule.field, to: value) }
            } catch {
                problems += error.problems
            }
        }
        for table in tables {
            do {
                if let rows = try table.rows(form) { model.set(table.entry, to: rows) }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        return MappedDocument(form: self.form, model: model.jsonText)
    }
}
