extension DocumentState {
    /// Puts what was sent into a document, looking up the references, and says what does not exist.
    func merge(
        _ draft: ModelDraft, into record: inout DocumentRecord, _ form: KingdeeForm, _ options: SaveOptions
    ) -> [KingdeeRefusal] {
        let limits = record.id == 0 ? [] : options.updated
        var refusals: [KingdeeRefusal] = []
        for field in draft.head {
            let definition = form.definition.fields[field.place]
            guard limits.isEmpty || limits.contains(definition.key.lowercased()) else { continue }
            do {
                record.head[field.place] = try resolve(field.input, definition, record, form)
            } catch {
                refuse(error, options, &refusals) { record.head[field.place] = nil }
            }
        }
        for (place, entry) in form.definition.entries.enumerated()
        where limits.isEmpty || limits.contains(entry.key.lowercased()) {
            let rows = draft.entries[place] ?? []
            record.entries[place] = merged(rows, with: record, place, form, options, limits, &refusals)
        }
        return refusals
    }

    /// The rows of an entry after an update: those sent, in their order, when the others are to be deleted; else the
    /// stored ones, changed in their place, and then the new ones.
    private func merged(
        _ rows: [ModelDraft.Row], with record: DocumentRecord, _ place: Int, _ form: KingdeeForm,
        _ options: SaveOptions,
        _ limits: Set<String>, _ refusals: inout [KingdeeRefusal]
    ) -> [DocumentRecord.Row] {
        let entry = form.definition.entries[place]
        let stored = record.entries[place]
        var result = options.deletesRows ? [] : stored
        for row in rows {
            var values = DocumentRecord.Row(fields: Array(repeating: nil, count: entry.fields.count))
            if row.id != 0 {
                guard let known = stored.first(where: { $0.id == row.id }) else {
                    refusals.append(.noSuchRow(entry, row.id))
                    continue
                }
                values = known
            }
            fill(&values, from: row, entry, record, form, options, limits, &refusals)
            if let index = result.firstIndex(where: { $0.id == values.id && values.id != 0 }) {
                result[index] = values
            } else {
                result.append(values)
            }
        }
        return result
    }

    private func fill(
        _ values: inout DocumentRecord.Row, from row: ModelDraft.Row, _ entry: EntryDefinition,
        _ record: DocumentRecord,
        _ form: KingdeeForm, _ options: SaveOptions, _ limits: Set<String>, _ refusals: inout [KingdeeRefusal]
    ) {
        // An update that names the entry but none of its fields means all of them.
        let namesFields = values.id != 0 && entry.fields.contains { limits.contains($0.key.lowercased()) }
        for field in row.fields {
            let definition = entry.fields[field.place]
            guard !namesFields || limits.contains(definition.key.lowercased()) else { continue }
            do {
                values.fields[field.place] = try resolve(field.input, definition, record, form)
            } catch {
                refuse(error, options, &refusals) { values.fields[field.place] = nil }
            }
        }
    }

    /// Without validation, a reference to nothing is stored as nothing.
    private func refuse(
        _ refusal: KingdeeRefusal, _ options: SaveOptions, _ refusals: inout [KingdeeRefusal],
        otherwise empty: () -> Void
    ) {
        if options.validates { refusals.append(refusal) } else { empty() }
    }

    private func resolve(
        _ input: ModelDraft.Input, _ field: FieldDefinition, _ record: DocumentRecord, _ form: KingdeeForm
    ) throws(KingdeeRefusal) -> FieldValue? {
        switch input {
        case .value(let value):
            if case .reference(let form, let number)? = value { return try verified(form, number, field) }
            if case .dimensions(let dimensions)? = value {
                for dimension in dimensions { _ = try verified(dimension.form, dimension.number, field) }
            }
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
    private func verified(_ formID: String, _ number: String, _ field: FieldDefinition) throws(KingdeeRefusal)
        -> FieldValue
    {
        guard let form = FormCatalog.form(formID), form.definition.isBaseData else {
            return .reference(form: formID, number: number)
        }
        guard let found = books[form.position].first(number: number) else { throw .noSuchBaseData(field, number) }
        guard !found.isForbidden else { throw .forbiddenBaseData(field, number) }
        return .reference(form: form.definition.id, number: found.number)
    }
}
