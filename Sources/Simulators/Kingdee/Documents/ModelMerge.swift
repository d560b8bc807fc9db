/// Puts a draft into a document: looks the references up, honours the options, and notes what does not exist.
struct ModelMerge {
    let form: KingdeeForm
    let options: SaveOptions
    let books: [DocumentBook]
    let forms: FormCatalog
    /// The keys that an update may touch, in lower case; empty means all. A new document takes everything.
    private let limits: Set<String>
    private(set) var refusals: [KingdeeRefusal] = []

    private init(
        form: KingdeeForm, options: SaveOptions, books: [DocumentBook], forms: FormCatalog, isNew: Bool
    ) {
        self.form = form
        self.options = options
        self.books = books
        self.forms = forms
        limits = isNew ? [] : options.updated
    }

    /// Merges `draft` into `record`, and says what is wrong with it.
    static func merge(
        _ draft: ModelDraft, into record: inout DocumentRecord, _ form: KingdeeForm, _ options: SaveOptions,
        _ books: [DocumentBook], _ forms: FormCatalog
    ) -> [KingdeeRefusal] {
        var merge = ModelMerge(form: form, options: options, books: books, forms: forms, isNew: record.id == 0)
        let draft = options.sortsFields ? draft.sorted : draft
        merge.head(draft.head, &record)
        for (place, entry) in form.definition.entries.enumerated() where merge.mayTouch(entry.key) {
            record.entries[place] = merge.rows(draft.entries[place] ?? [], record, place)
        }
        return merge.refusals
    }

    private mutating func head(_ fields: [ModelDraft.Field], _ record: inout DocumentRecord) {
        for field in fields {
            let definition = form.definition.fields[field.place]
            guard mayTouch(definition.key), !definition.isReadOnly else { continue }
            let before = record.head[field.place]
            record.head[field.place] = resolved(field.input, definition, record)
            if definition.kind == .text { follow(definition, from: before, field.place, &record) }
        }
    }

    /// A reference whose form another field names is emptied when that field comes to name another form, also when the
    /// reference was sent, but before it: fields are applied in order.
    private func follow(
        _ typeField: FieldDefinition, from before: FieldValue?, _ place: Int, _ record: inout DocumentRecord
    ) {
        let usual = FieldValue.text(ModelMerge.usualType)
        guard (before ?? usual) != (record.head[place] ?? usual) else { return }
        for (index, field) in form.definition.fields.enumerated() where field.kind == .anyBase(typeField: typeField.key)
        {
            record.head[index] = nil
        }
    }

    /// What a reference without a form refers to.
    private static let usualType = "BD_Empinfo"

    /// The rows of an entry after an update: those sent, in their order, when the others are to be deleted; else the
    /// stored ones, changed in their place, and then the new ones.
    private mutating func rows(
        _ rows: [ModelDraft.Row], _ record: DocumentRecord, _ place: Int
    ) -> [DocumentRecord.Row] {
        let entry = form.definition.entries[place]
        guard !entry.isSubHead else { return subHead(rows.first, record, place) }
        var result = options.deletesRows ? [] : record.entries[place]
        for row in rows {
            var values = form.emptyRow(of: place)
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

    /// The one row of a sub-head after an update: the stored one with the fields that were sent.
    private mutating func subHead(
        _ row: ModelDraft.Row?, _ record: DocumentRecord, _ place: Int
    ) -> [DocumentRecord.Row] {
        guard let row else { return record.entries[place] }
        var values = record.entries[place].first ?? form.emptyRow(of: place)
        fill(&values, from: row, form.definition.entries[place], record)
        return [values]
    }

    private mutating func fill(
        _ values: inout DocumentRecord.Row, from row: ModelDraft.Row, _ entry: EntryDefinition, _ record: DocumentRecord
    ) {
        // An update that names the entry but none of its fields means all of them.
        let isLimited = values.id != 0 && entry.fields.contains { limits.contains($0.key.lowercased()) }
        for field in row.fields {
            let definition = entry.fields[field.place]
            guard !definition.isReadOnly, !isLimited || mayTouch(definition.key) else { continue }
            values.fields[field.place] = resolved(field.input, definition, record)
        }
    }

    private func mayTouch(_ key: String) -> Bool {
        limits.isEmpty || limits.contains(key.lowercased())
    }

    /// The value to store. Unless base data is verified, a reference to nothing is stored as nothing.
    private mutating func resolved(
        _ input: ModelDraft.Input, _ field: FieldDefinition, _ record: DocumentRecord
    ) -> FieldValue? {
        do throws(KingdeeRefusal) {
            let value = try value(input, field, record)
            if options.controlsPrecision, let refusal = FieldPrecision.refusal(value, field) {
                refusals.append(refusal)
            }
            return FieldPrecision.stored(value, field)
        } catch {
            if options.verifiesBaseData || (options.validates && !options.dropsWrongBaseData) {
                refusals.append(error)
            }
            return nil
        }
    }

    private func value(
        _ input: ModelDraft.Input, _ field: FieldDefinition, _ record: DocumentRecord
    ) throws(KingdeeRefusal) -> FieldValue? {
        switch input {
        case .value(let value):
            return value
        case .reference(let key, let form):
            return try verified(form, key, field).map { .reference(form: $0.form, number: $0.number) }
        case .anyReference(let key, let typeField):
            var form = ModelMerge.usualType
            if case .text(let id)? = record.head[typeField] { form = id }
            return try verified(form, key, field).map { .reference(form: $0.form, number: $0.number) }
        case .dimensions(let sent):
            var dimensions: [FieldValue.Dimension] = []
            for dimension in sent {
                guard let found = try verified(dimension.form, dimension.reference, field) else { continue }
                dimensions.append(.init(key: dimension.key, form: found.form, number: found.number))
            }
            return .dimensions(dimensions)
        }
    }

    /// The reference in the spelling of the base data's own number. What the fake does not carry is taken as it is.
    private func verified(
        _ formID: String, _ key: ReferenceKey, _ field: FieldDefinition
    ) throws(KingdeeRefusal) -> (form: String, number: String)? {
        guard let form = forms.form(formID), form.definition.isBaseData else {
            if case .number(let number) = key { return (formID, number) }
            if case .id(let id) = key { return (formID, String(id)) }
            return nil
        }
        let found: DocumentRecord?
        let label: String
        switch options.searchesNumbers ? key : key.withoutNumbers {
        case .empty: return nil
        case .number(let number):
            found = options.searchesNumbers ? books[form.position].first(number: number) : nil
            label = number
        case .id(let id):
            found = books[form.position][id]
            label = String(id)
        }
        guard let found else { throw .noSuchBaseData(field, label) }
        guard !found.isForbidden else { throw .forbiddenBaseData(field, label) }
        return (form.definition.id, found.number)
    }
}
