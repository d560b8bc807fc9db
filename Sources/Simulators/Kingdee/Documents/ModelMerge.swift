/// Puts a draft into a document: looks the references up, honours the options, and notes what does not exist.
struct ModelMerge {
    let form: KingdeeForm
    let options: SaveOptions
    let books: [DocumentBook]
    /// The keys that an update may touch, in lower case; empty means all. A new document takes everything.
    private let limits: Set<String>
    private(set) var refusals: [KingdeeRefusal] = []

    private init(form: KingdeeForm, options: SaveOptions, books: [DocumentBook], isNew: Bool) {
        self.form = form
        self.options = options
        self.books = books
        limits = isNew ? [] : options.updated
    }

    /// Merges `draft` into `record`, and says what is wrong with it.
    static func merge(
        _ draft: ModelDraft, into record: inout DocumentRecord, _ form: KingdeeForm, _ options: SaveOptions,
        _ books: [DocumentBook]
    ) -> [KingdeeRefusal] {
        var merge = ModelMerge(form: form, options: options, books: books, isNew: record.id == 0)
        merge.head(draft.head, &record)
        for (place, entry) in form.definition.entries.enumerated() where merge.mayTouch(entry.key) {
            record.entries[place] = merge.rows(draft.entries[place] ?? [], record, place)
        }
        return merge.refusals
    }

    private mutating func head(_ fields: [ModelDraft.Field], _ record: inout DocumentRecord) {
        for field in fields {
            let definition = form.definition.fields[field.place]
            guard mayTouch(definition.key) else { continue }
            record.head[field.place] = resolved(field.input, definition, record)
        }
    }

    /// The rows of an entry after an update: those sent, in their order, when the others are to be deleted; else the
    /// stored ones, changed in their place, and then the new ones.
    private mutating func rows(
        _ rows: [ModelDraft.Row], _ record: DocumentRecord, _ place: Int
    ) -> [DocumentRecord.Row] {
        let entry = form.definition.entries[place]
        var result = options.deletesRows ? [] : record.entries[place]
        for row in rows {
            var values = DocumentRecord.Row(fields: Array(repeating: nil, count: entry.fields.count))
            if row.id != 0 {
                guard let known = record.entries[place].first(where: { $0.id == row.id }) else {
                    refusals.append(.noSuchRow(entry, row.id))
                    continue
                }
                values = known
            }
            fill(&values, from: row, entry, record)
            if let index = result.firstIndex(where: { $0.id == values.id && values.id != 0 }) {
                result[index] = values
            } else {
                result.append(values)
            }
        }
        return result
    }

    private mutating func fill(
        _ values: inout DocumentRecord.Row, from row: ModelDraft.Row, _ entry: EntryDefinition, _ record: DocumentRecord
    ) {
        // An update that names the entry but none of its fields means all of them.
        let isLimited = values.id != 0 && entry.fields.contains { limits.contains($0.key.lowercased()) }
        for field in row.fields {
            let definition = entry.fields[field.place]
            guard !isLimited || mayTouch(definition.key) else { continue }
            values.fields[field.place] = resolved(field.input, definition, record)
        }
    }

    private func mayTouch(_ key: String) -> Bool {
        limits.isEmpty || limits.contains(key.lowercased())
    }

    /// The value to store. Without validation, a reference to nothing is stored as nothing.
    private mutating func resolved(
        _ input: ModelDraft.Input, _ field: FieldDefinition, _ record: DocumentRecord
    ) -> FieldValue? {
        do throws(KingdeeRefusal) {
            return try value(input, field, record)
        } catch {
            if options.validates { refusals.append(error) }
            return nil
        }
    }

    private func value(
        _ input: ModelDraft.Input, _ field: FieldDefinition, _ record: DocumentRecord
    ) throws(KingdeeRefusal) -> FieldValue? {
        switch input {
        case .value(.reference(let form, let number)?):
            return try verified(form, number, field)
        case .value(.dimensions(let dimensions)?):
            for dimension in dimensions { _ = try verified(dimension.form, dimension.number, field) }
            return .dimensions(dimensions)
        case .value(let value):
            return value
        case .id(let formID, let id):
            guard let form = FormCatalog.form(formID), let found = books[form.position][id] else {
                throw .noSuchBaseData(field, String(id))
            }
            return try verified(formID, found.number, field)
        case .number(let number, let typeField):
            guard case .text(let formID)? = record.head[typeField] else {
                return try verified("BD_Empinfo", number, field)
            }
            return try verified(formID, number, field)
        }
    }

    /// The reference in the spelling of the base data's own number. What the fake does not carry is taken as it is.
    private func verified(
        _ formID: String, _ number: String, _ field: FieldDefinition
    ) throws(KingdeeRefusal) -> FieldValue {
        guard let form = FormCatalog.form(formID), form.definition.isBaseData else {
            return .reference(form: formID, number: number)
        }
        guard let found = books[form.position].first(number: number) else { throw .noSuchBaseData(field, number) }
        guard !found.isForbidden else { throw .forbiddenBaseData(field, number) }
        return .reference(form: form.definition.id, number: found.number)
    }
}
