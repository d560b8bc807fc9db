import Foundation

/// A field of a query, such as `FBillNo`, `FProposerID.FName`, `FExpenseAmount`, `FEntity_FEntryID`.
struct QueryColumn: Sendable {
    /// Where the value comes from.
    enum Source: Hashable, Sendable {
        case key
        case number
        case status
        case system(SystemField)
        case head(Int)
        case rowID(entry: Int)
        case rowSequence(entry: Int)
        case row(entry: Int, field: Int)
    }

    /// What kind of value comes out.
    enum ValueType: Hashable, Sendable {
        case text
        case number
        case moment
        case flag
    }

    /// How a column goes on where its field refers to base data.
    indirect enum Hop: Sendable {
        /// To a column of the referred form, by the form's position. `isNumber`: what the fake does not carry is known by
        /// the number that the reference has.
        case base([Int: QueryColumn], isNumber: Bool)
        /// To a dimension of the field, and on from there; nil for the id of what the dimension refers to.
        case dimension(String, Hop?)
    }

    /// The name as it was asked for.
    let name: String
    let source: Source
    /// How to follow a reference; nil for the field's own value, which of a reference is the id.
    let hop: Hop?
    let type: ValueType
    /// More steps than any object allows (`A.B.FName` are two); a bound against hostile input.
    private static let hopsMax = 3
    /// Objects that refuse a reference of a reference: reported of the stock balance.
    private static let shallowForms: Set = ["STK_Inventory"]

    /// The entry whose rows the column ranges over.
    var entry: Int? {
        switch source {
        case .rowID(let entry), .rowSequence(let entry), .row(let entry, _): entry
        default: nil
        }
    }

    /// The cell of a row that has no value: the database holds 0 for a number and for the id of a missing reference.
    var emptyCell: JSON {
        switch source {
        case .head, .row: type == .number && hop == nil ? 0 : .null
        default: .null
        }
    }

    /// Whether an index over `source` finds the column's values: its own, or the numbers that a reference has.
    var isIndexed: Bool {
        guard entry == nil, source != .key else { return false }
        guard let hop else { return !isBareReference }
        guard case .base(let columns, _) = hop else { return false }
        return columns.values.allSatisfy { $0.source == .number && $0.hop == nil }
    }

    /// Whether an index over `source` has the documents in the column's order.
    var isOrderedByIndex: Bool { isIndexed && hop == nil }

    /// Whether the value is the id of what a reference refers to.
    private let isBareReference: Bool

    /// Finds the field called `name` in `form`.
    ///
    /// - Throws: the platform's refusal when the metadata has no such field.
    init(_ name: String, in form: KingdeeForm, of forms: FormCatalog) throws(KingdeeRefusal) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isTooDeep = parts.count > 2 && QueryColumn.shallowForms.contains(form.definition.id)
        guard !isTooDeep, let column = QueryColumn(name, parts[...], in: form, of: forms) else {
            throw name.lowercased() == "fid" ? .noSuchColumn(name) : .noSuchField(name)
        }
        self = column
    }

    private init?(_ name: String, _ path: ArraySlice<String>, in form: KingdeeForm, of forms: FormCatalog) {
        guard path.count <= QueryColumn.hopsMax + 2, let first = path.first else { return nil }
        // `FEntity.FRemark` says in which entity to look.
        let entity = path.count > 1 ? form.entry(first) : nil
        let rest = entity == nil ? path : path.dropFirst()
        guard let key = rest.first, let (source, kind) = QueryColumn.find(key, entity, form),
            let (hop, type) = QueryColumn.end(of: kind, rest.dropFirst(), forms)
        else { return nil }
        self.name = name
        self.source = source
        self.hop = hop
        self.type = type
        isBareReference = hop == nil && kind.isReference
    }

    private enum Kind {
        case type(ValueType)
        case field(FieldDefinition.Kind)

        var isReference: Bool {
            switch self {
            case .field(.base), .field(.anyBase), .field(.dimensions): true
            default: false
            }
        }
    }

    private static func find(_ key: String, _ entity: Int?, _ form: KingdeeForm) -> (Source, Kind)? {
        if let entity { return row(key, entity, form) }
        switch form.column(key) {
        case .key: return (.key, .type(.number))
        case .number: return (.number, .type(.text))
        case .status: return (.status, .type(.text))
        case .system(let field): return (.system(field), .field(field.kind))
        case .field(let place): return (.head(place), .field(form.definition.fields[place].kind))
        case .entry: return nil
        case nil: break
        }
        if let found = form.entryField(key) { return row(key, found.entry, form) }
        // The row's own columns carry the entity's key: `FEntity_FEntryID`.
        guard let split = key.range(of: "_", options: .backwards),
            let entry = form.entry(String(key[..<split.lowerBound]))
        else { return nil }
        return row(String(key[split.upperBound...]), entry, form)
    }

    private static func row(_ key: String, _ entry: Int, _ form: KingdeeForm) -> (Source, Kind)? {
        if let field = form.entryField(key, entry: entry) {
            return (.row(entry: entry, field: field), .field(form.definition.entries[entry].fields[field].kind))
        }
        return switch key.lowercased() {
        case "fentryid": (.rowID(entry: entry), .type(.number))
        case "fseq": (.rowSequence(entry: entry), .type(.number))
        default: nil
        }
    }

    /// Where a path leads from a field; nil when it leads nowhere.
    private static func end(
        of kind: Kind, _ path: ArraySlice<String>, _ forms: FormCatalog
    ) -> (Hop?, ValueType)? {
        switch kind {
        case .type(let type): path.isEmpty ? (nil, type) : nil
        case .field(let kind): end(of: kind, path, forms)
        }
    }

    private static func end(
        of kind: FieldDefinition.Kind, _ path: ArraySlice<String>, _ forms: FormCatalog
    ) -> (Hop?, ValueType)? {
        switch kind {
        case .text: return path.isEmpty ? (nil, .text) : nil
        case .decimal: return path.isEmpty ? (nil, .number) : nil
        case .date: return path.isEmpty ? (nil, .moment) : nil
        case .flag: return path.isEmpty ? (nil, .flag) : nil
        case .bill: return path.isEmpty || path.map { $0.lowercased() } == ["fbillno"] ? (nil, .text) : nil
        case .base(let form): return path.isEmpty ? (nil, .number) : end(in: [form], path, forms)
        case .anyBase: return path.isEmpty ? (nil, .number) : end(in: anyForms(forms), path, forms)
        case .dimensions(let dimensions):
            guard let first = path.first else { return (nil, .number) }
            guard let form = dimensions[first.uppercased()] else { return nil }
            guard path.count > 1 else { return (.dimension(first.uppercased(), nil), .number) }
            return end(in: [form], path.dropFirst(), forms).map { (.dimension(first.uppercased(), $0), $1) }
        }
    }

    /// What a reference whose form each document says may refer to; an employee decides what a path means.
    private static func anyForms(_ forms: FormCatalog) -> [String] {
        ["BD_Empinfo"] + forms.forms.filter { $0.definition.isBaseData }.map(\.definition.id)
    }

    private static func end(
        in ids: [String], _ path: ArraySlice<String>, _ forms: FormCatalog
    ) -> (Hop?, ValueType)? {
        var columns: [Int: QueryColumn] = [:]
        var type: ValueType?
        let number = path.map { $0.lowercased() }
        for id in ids {
            guard let form = forms.form(id) else {
                guard number == ["fnumber"] || number == ["fname"] else { return nil }
                type = type ?? .text
                continue
            }
            guard let column = QueryColumn(path.joined(separator: "."), path, in: form, of: forms) else {
                if type == nil { return nil }
                continue
            }
            columns[form.position] = column
            type = type ?? column.type
        }
        return type.map { (.base(columns, isNumber: number == ["fnumber"]), $0) }
    }
}
