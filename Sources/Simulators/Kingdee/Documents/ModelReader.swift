/// Reads a `Model` against its form. Pure: nothing is looked up.
///
/// Unknown keys are ignored without a word, as on the platform; a known key at the wrong level is an error.
struct ModelReader {
    private let form: KingdeeForm
    private var draft = ModelDraft()

    private init(form: KingdeeForm) {
        self.form = form
    }

    /// Reads `model`.
    static func read(_ model: JSON, as form: KingdeeForm) -> ModelDraft {
        var reader = ModelReader(form: form)
        for member in model.members ?? [] { reader.head(member) }
        return reader.draft
    }

    private mutating func head(_ member: JSON.Member) {
        switch form.headKey(member.key) {
        case .key: draft.id = id(member.value, FieldDefinition(form.definition.key, "实体主键", .decimal))
        case .number:
            guard let number = member.value.scalarText, !number.isEmpty else { return }
            draft.number = number
        case .field(let place):
            guard let input = input(member.value, form.definition.fields[place]) else { return }
            draft.head.append(ModelDraft.Field(place: place, input: input))
        case .entry(let place): draft.entries[place] = rows(member.value).map { row($0, entry: place) }
        case .status, .system: return
        case nil:
            guard form.entryField(member.key) != nil else { return }
            draft.refusals.append(.wrongLevel(member.key, entity: "BillHead"))
        }
    }

    /// The rows that were sent; a sub-head is an object of its own.
    private func rows(_ json: JSON) -> [JSON] {
        json.array ?? (json.members?.isEmpty == false ? [json] : [])
    }

    /// A primary key or a row's id. Anything that is neither a number nor nothing is refused: to take it for 0 would
    /// make an update an insert.
    private mutating func id(_ json: JSON, _ field: FieldDefinition) -> Int64 {
        if json == .null || json.scalarText == "" { return 0 }
        guard let id = json.integer else {
            draft.refusals.append(.badValue(field, json.scalarText ?? json.text))
            return 0
        }
        return id
    }

    private mutating func row(_ json: JSON, entry: Int) -> ModelDraft.Row {
        let definition = form.definition.entries[entry]
        var row = ModelDraft.Row()
        for member in json.members ?? [] {
            if let place = form.entryField(member.key, entry: entry) {
                guard let input = input(member.value, definition.fields[place]) else { continue }
                row.fields.append(ModelDraft.Field(place: place, input: input))
            } else if member.key.equals(ignoringASCIICase: definition.rowKey)
                || member.key.equals(ignoringASCIICase: "FEntryID")
            {
                row.id = id(member.value, FieldDefinition(definition.rowKey, "分录内码", .decimal))
            } else if form.headField(member.key) != nil {
                draft.refusals.append(.wrongLevel(member.key, entity: definition.key))
            }
        }
        return row
    }

    private mutating func input(_ json: JSON, _ field: FieldDefinition) -> ModelDraft.Input? {
        if json == .null || json == .string("") { return .value(nil) }
        switch field.kind {
        case .text: return text(json, field)
        case .decimal: return value(ModelReader.digits(json).map(FieldValue.number), json, field)
        case .date: return value(json.string.flatMap(CivilDate.init).map(FieldValue.date), json, field)
        case .flag: return value(json.flagValue.map(FieldValue.flag), json, field)
        case .base(let form): return reference(json, form, field)
        case .anyBase(let typeField): return anyReference(json, typeField, field)
        case .bill: return bill(json, field)
        case .dimensions(let forms): return dimensions(json, forms, field)
        }
    }

    private mutating func value(_ value: FieldValue?, _ json: JSON, _ field: FieldDefinition) -> ModelDraft.Input? {
        if let value { return .value(value) }
        draft.refusals.append(.badValue(field, json.scalarText ?? json.text))
        return nil
    }

    /// Text, or a name in several languages: `[{"Key":2052,"Value":"张三"}]`.
    private mutating func text(_ json: JSON, _ field: FieldDefinition) -> ModelDraft.Input? {
        let chinese = json.array?.first { $0.member(ignoringCase: "Key")?.integer == 2052 } ?? json.array?.first
        let text = json.scalarText ?? chinese?.member(ignoringCase: "Value")?.scalarText
        return value(text.map(FieldValue.text), json, field)
    }

    private mutating func reference(_ json: JSON, _ form: String, _ field: FieldDefinition) -> ModelDraft.Input? {
        switch ReferenceKey(json) {
        case .empty: .value(nil)
        case let key?: .reference(key, form: form)
        case nil: notADictionary(field)
        }
    }

    private mutating func anyReference(_ json: JSON, _ typeField: String, _ field: FieldDefinition) -> ModelDraft.Input?
    {
        guard let place = form.headField(typeField) else { return nil }
        switch ReferenceKey(json) {
        case .empty: return .value(nil)
        case let key?: return .anyReference(key, typeField: place)
        case nil: return notADictionary(field)
        }
    }

    private mutating func bill(_ json: JSON, _ field: FieldDefinition) -> ModelDraft.Input? {
        guard json.members != nil else { return notADictionary(field) }
        let number = json.member(ignoringCase: "FBillNo")?.scalarText ?? ""
        return .value(number.isEmpty ? nil : .bill(number))
    }

    private mutating func dimensions(
        _ json: JSON, _ forms: [String: String], _ field: FieldDefinition
    ) -> ModelDraft.Input? {
        guard let members = json.members else { return notADictionary(field) }
        var dimensions: [ModelDraft.Dimension] = []
        for member in members {
            let key = member.key.uppercased().replacing("FDETAILID__", with: "")
            guard let form = forms[key], let reference = ReferenceKey(member.value), reference != .empty else {
                continue
            }
            dimensions.append(ModelDraft.Dimension(key: key, form: form, reference: reference))
        }
        return dimensions.isEmpty ? .value(nil) : .dimensions(dimensions.sorted { $0.key < $1.key })
    }

    private mutating func notADictionary(_ field: FieldDefinition) -> ModelDraft.Input? {
        draft.refusals.append(.notADictionary(field))
        return nil
    }

    /// The digits of a number, also when it was sent as text; nil for anything else.
    private static func digits(_ json: JSON) -> String? {
        switch json {
        case .number(let digits): return digits
        case .string(let text):
            let trimmed = text.drop(while: \.isWhitespace)
            guard case .number(let digits)? = try? JSON(parsing: String(trimmed)) else { return nil }  // no number
            return digits
        default: return nil
        }
    }
}
