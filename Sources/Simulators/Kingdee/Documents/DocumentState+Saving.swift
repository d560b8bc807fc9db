import Seams

extension DocumentState {
    /// Why a document was not stored: everything that is wrong with it.
    struct SaveError: Error {
        var refusals: [KingdeeRefusal]
    }

    /// Stores a document, or changes nothing.
    mutating func save(
        _ draft: ModelDraft, as form: KingdeeForm, _ options: SaveOptions, _ effect: Effect
    ) throws(SaveError) -> DocumentRecord {
        guard !form.definition.isReadOnly else { throw SaveError(refusals: [.noSuchOperation("Save")]) }
        guard draft.refusals.isEmpty else { throw SaveError(refusals: draft.refusals) }
        let rule = rule(of: form)
        var options = options
        options.dropsWrongBaseData = !rule.verifiesBaseData
        var record = try original(of: draft, form, options, effect)
        var refusals = ModelMerge.merge(draft, into: &record, form, options, books, forms)
        if !options.isDraft, record.status == .temporary { record.status = .created }
        // A reference to nothing is not also called missing.
        if refusals.isEmpty { refusals = complete(&record, form, validates: options.validates) }
        if let number = draft.number, !rule.overwritesNumber, mayRenumber(record, form, options) {
            record.number = number
        }
        if rule.enforcesUniqueNumber, isTaken(record.number, by: record, form) {
            refusals.append(.numberUsed(record.number, field: form.definition.number.key))
        }
        if !options.isDraft, let missing = form.missingNumber(of: record) { refusals.append(missing) }
        guard refusals.isEmpty else { throw SaveError(refusals: refusals) }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) {
            throw SaveError(refusals: [hindrance])
        }
        if !options.isDraft, let prompt = prompts.refusal("Save", form, options.answers) {
            throw SaveError(refusals: [prompt])
        }
        if !options.isDraft { giveNumber(to: &record, form, effect) }
        let isNew = record.id == 0
        for rule in form.rules { rule.store(&record, form, &self, effect) }
        books[form.position].store(&record)
        effect.journal.saved(record, form, created: isNew)
        return record
    }

    /// Fills what follows from other fields, and says what is missing or against the form's rules.
    func complete(_ record: inout DocumentRecord, _ form: KingdeeForm, validates: Bool) -> [KingdeeRefusal] {
        if record.id == 0 { form.fillDefaults(of: &record) }
        for rule in form.rules { rule.complete(&record, form) }
        guard validates else { return [] }
        let missing = missingFields(of: record, form) + form.tooLong(in: record)
        return missing.isEmpty ? form.rules.flatMap { $0.check(record, form) } : missing
    }

    /// How the tenant set a form up; without a word of it, as its file says.
    func rule(of form: KingdeeForm) -> FormRule {
        rules[form.definition.id]
            ?? FormRule(
                enforcesUniqueNumber: form.definition.enforcesUniqueNumber,
                overwritesNumber: form.definition.overwritesNumber)
    }

    /// Gives a number by the code rule to a document that has none. Running numbers that clients took are skipped.
    mutating func giveNumber(to record: inout DocumentRecord, _ form: KingdeeForm, _ effect: Effect) {
        let rule = form.definition.number.automatic
        guard record.number.isEmpty, !rule.isOff else { return }
        let prefix = rule.prefix + (rule.isDated ? LocalMoment(effect.now).date.compactText : "")
        let series = prefix + scope(of: record, form).map { $0?.content().text ?? "" }.joined(separator: "|")
        repeat {
            record.number = prefix + books[form.position].nextNumber(series: series).decimalText(width: rule.width)
        } while isTaken(record.number, by: record, form)
    }

    private func original(
        of draft: ModelDraft, _ form: KingdeeForm, _ options: SaveOptions, _ effect: Effect
    ) throws(SaveError) -> DocumentRecord {
        guard draft.id != 0 else {
            var record = DocumentRecord(form: form, by: effect.user, at: effect.now)
            record.creator = creator(options) ?? effect.user
            record.status = .temporary
            return record
        }
        guard var record = books[form.position][draft.id] else {
            throw SaveError(refusals: [.noSuchDocument(String(draft.id))])
        }
        if !form.definition.isBaseData, !record.status.isEditable {
            throw SaveError(refusals: [record.status == .audited ? .auditedAlready : .underReview])
        }
        record.modified = effect.now
        record.modifier = effect.user
        return record
    }

    /// The account of the user that `Creator` names.
    private func creator(_ options: SaveOptions) -> String? {
        guard !options.creator.isEmpty, let users = forms.form("SEC_User") else { return nil }
        let book = books[users.position]
        return (book.first(number: options.creator) ?? Int64(options.creator).flatMap { book[$0] })?.number
    }

    private func mayRenumber(_ record: DocumentRecord, _ form: KingdeeForm, _ options: SaveOptions) -> Bool {
        record.id == 0 || options.mayUpdate([form.definition.number.key] + form.definition.number.otherSpellings)
    }

    private func isTaken(_ number: String, by record: DocumentRecord, _ form: KingdeeForm) -> Bool {
        guard !number.isEmpty else { return false }
        let scope = scope(of: record, form)
        return books[form.position].ids(of: number).contains { id in
            guard id != record.id, let other = books[form.position][id] else { return false }
            return self.scope(of: other, form) == scope
        }
    }

    private func scope(of record: DocumentRecord, _ form: KingdeeForm) -> [FieldValue?] {
        form.definition.number.scope.compactMap(form.headField).map { record.head[$0] }
    }

    private func missingFields(of record: DocumentRecord, _ form: KingdeeForm) -> [KingdeeRefusal] {
        var refusals: [KingdeeRefusal] = []
        for (field, value) in zip(form.definition.fields, record.head) where field.isRequired && value == nil {
            refusals.append(.required(field))
        }
        for (entry, rows) in zip(form.definition.entries, record.entries) {
            if entry.isRequired, rows.isEmpty { refusals.append(.entryEmpty(entry)) }
            for (index, row) in rows.enumerated() {
                for (field, value) in zip(entry.fields, row.fields) where field.isRequired && value == nil {
                    refusals.append(.required(field, entry: entry, row: index + 1))
                }
            }
        }
        return refusals
    }
}

extension KingdeeForm {
    /// What is wrong with a document without a number when the code rule makes none.
    func missingNumber(of record: DocumentRecord) -> KingdeeRefusal? {
        guard definition.number.automatic.isOff, record.number.isEmpty else { return nil }
        return .required(FieldDefinition(definition.number.key, definition.number.name, .text))
    }

    /// Gives a new document what its form gives to fields that the client left out.
    fileprivate func fillDefaults(of record: inout DocumentRecord) {
        for (place, field) in definition.fields.enumerated() where record.head[place] == nil {
            record.head[place] = field.defaultText.flatMap(field.stored)
        }
        for (entry, part) in definition.entries.enumerated()
        where part.fields.contains(where: { $0.defaultText != nil }) {
            for row in record.entries[entry].indices {
                for (place, field) in part.fields.enumerated() where record.entries[entry][row].fields[place] == nil {
                    record.entries[entry][row].fields[place] = field.defaultText.flatMap(field.stored)
                }
            }
        }
    }

    /// Texts that are longer than their fields.
    fileprivate func tooLong(in record: DocumentRecord) -> [KingdeeRefusal] {
        func refusals(_ fields: [FieldDefinition], _ values: [FieldValue?]) -> [KingdeeRefusal] {
            zip(fields, values).compactMap { field, value in
                guard let length = field.length, case .text(let text)? = value, text.utf8.count > length,
                    text.count > length
                else { return nil }
                return .tooLong(field, length)
            }
        }
        return refusals(definition.fields, record.head)
            + zip(definition.entries, record.entries).flatMap { entry, rows in
                rows.flatMap { refusals(entry.fields, $0.fields) }
            }
    }
}
