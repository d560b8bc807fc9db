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
        case .key: draft.id = member.value.integer ?? 0
        case .number:
            guard let number = member.value.scalarText, !number.isEmpty else { return }
            draft.number = number
        case .field(let place):
            guard let input = input(member.value, form.definition.fields[place]) else { return }
            draft.head.append(ModelDraft.Field(place: place, input: input))
        case .entry(let place):
            // A sub-head is an object of its own.
            let rows = member.value.array ?? (member.value.members?.isEmpty == false ? [member.value] : [])
            draft.entries[place] = rows.map { row($0, entry: place) }
        case .status, .system: return
        case nil:
            guard form.entryField(member.key) != nil else { return }
            draft.refusals.append(.wrongLevel(member.key, entity: "BillHead"))
        }
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
                row.id = member.value.integer ?? 0
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
        case .number(let number): .value(.reference(form: form, number: number))
        case .id(let id): .id(form: form, id)
        case .empty: .value(nil)
        case nil: notADictionary(field)
        }
    }

    private mutating func anyReference(_ json: JSON, _ typeField: String, _ field: FieldDefinition) -> ModelDraft.Input?
    {
        guard let place = form.headField(typeField) else { return nil }
        switch ReferenceKey(json) {
        case .number(let number): return .number(number, typeField: place)
        case .id, nil: return notADictionary(field)
        case .empty: return .value(nil)
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
        var dimensions: [FieldValue.Dimension] = []
        for member in members {
            let key = member.key.uppercased().replacing("FDETAILID__", with: "")
            guard let form = forms[key], case .number(let number)? = ReferenceKey(member.value) else { continue }
            dimensions.append(FieldValue.Dimension(key: key, form: form, number: number))
        }
        return .value(dimensions.isEmpty ? nil : .dimensions(dimensions.sorted { $0.key < $1.key }))
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

/// How a reference names what it refers to. Clients spell the number's key as the referred form does: `FNumber`,
/// `FNUMBER`, `FSTAFFNUMBER`, `FUserAccount`.
private enum ReferenceKey {
    case number(String)
    case id(Int64)
    case empty

    private static let numberKeys: Set = ["fnumber", "fstaffnumber", "number", "fuseraccount"]

    /// Nil when `json` is no object.
    init?(_ json: JSON) {
        guard let members = json.members else { return nil }
        for member in members where ReferenceKey.numberKeys.contains(member.key.lowercased()) {
            guard let number = member.value.scalarText, !number.isEmpty else { continue }
            self = .number(number)
            return
        }
        let id = members.lazy.filter { $0.key.lowercased().hasSuffix("id") }.compactMap(\.value.integer).first
        self = if let id, id != 0 { .id(id) } else { .empty }
    }
}

extension JSON {
    /// A check box: `true`, `"true"`, `1` or `"1"`; nil for anything else.
    fileprivate var flagValue: Bool? {
        switch self {
        case .string("1"), .number("1"): true
        case .string("0"), .number("0"): false
        default: boolean
        }
    }
}
