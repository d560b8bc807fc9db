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

    /// The name as it was asked for.
    let name: String
    let source: Source
    /// What to follow in the referred object, and there in its referred object.
    let path: [String]
    let type: ValueType

    /// The entry whose rows the column ranges over.
    var entry: Int? {
        switch source {
        case .rowID(let entry), .rowSequence(let entry), .row(let entry, _): entry
        default: nil
        }
    }

    /// Finds the field called `name` in `form`.
    ///
    /// - Throws: the platform's refusal when the metadata has no such field.
    init(_ name: String, in form: KingdeeForm) throws(KingdeeRefusal) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // `FEntity.FRemark` says in which entity to look.
        let entity = parts.count > 1 ? form.entry(parts[0]) : nil
        if entity != nil { parts.removeFirst() }
        guard let (source, kind) = QueryColumn.find(parts[0], entity, form) else {
            throw name.lowercased() == "fid" ? .noSuchColumn(name) : .noSuchField(name)
        }
        self.name = name
        self.source = source
        path = Array(parts.dropFirst())
        guard let type = QueryColumn.type(of: kind, path[...]) else { throw .noSuchField(name) }
        self.type = type
    }

    private enum Kind {
        case type(ValueType)
        case field(FieldDefinition.Kind)
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

    /// The type at the end of a path; nil when the path leads nowhere.
    private static func type(of kind: Kind, _ path: ArraySlice<String>) -> ValueType? {
        switch kind {
        case .type(let type): return path.isEmpty ? type : nil
        case .field(let kind): return type(of: kind, path)
        }
    }

    private static func type(of kind: FieldDefinition.Kind, _ path: ArraySlice<String>) -> ValueType? {
        switch kind {
        case .text: return path.isEmpty ? .text : nil
        case .decimal: return path.isEmpty ? .number : nil
        case .date: return path.isEmpty ? .moment : nil
        case .flag: return path.isEmpty ? .flag : nil
        case .bill: return path.isEmpty || path.first?.lowercased() == "fbillno" ? .text : nil
        case .base(let form): return type(in: form, path)
        case .anyBase: return type(in: "BD_Empinfo", path)
        case .dimensions(let forms):
            guard let first = path.first else { return .number }
            guard let form = forms[first.uppercased()] else { return nil }
            return type(in: form, path.dropFirst())
        }
    }

    private static func type(in formID: String, _ path: ArraySlice<String>) -> ValueType? {
        guard let first = path.first else { return .number }  // the bare reference is its id
        guard let form = FormCatalog.form(formID) else {
            return path.count == 1 && ["fnumber", "fname"].contains(first.lowercased()) ? .text : nil
        }
        guard let (_, kind) = find(first, nil, form) else { return nil }
        return type(of: kind, path.dropFirst())
    }
}
