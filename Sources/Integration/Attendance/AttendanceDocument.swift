import Seams

/// The document of an attendance result, as a mapping of `record: attendance` makes it.
///
/// What is stored of a result is then the record, and it is mapped when it is written: a result that cannot be mapped waits
/// like one that Kingdee refuses, and follows the mapping once that is mended.
struct AttendanceDocument {
    /// A result was stored for a mapping, and there is none any more.
    struct Unmapped: Error, CustomStringConvertible {
        var description: String { "it was read for a mapping of record: attendance, which is no longer configured" }
    }

    private static let member = "record"

    let mapping: Mapping

    /// What a mapping lacks to make such documents, each with a remedy.
    static func mistakes(of mapping: Mapping) -> [String] {
        mapping.numberField.isEmpty
            ? ["number is missing: results are found again by their own number; write number: FBillNo"] : []
    }

    /// What is stored of a result that a mapping is to map.
    static func content(of record: AttendanceRecord) -> String {
        let values = AttendanceRecord.names.compactMap { name in
            record.value(name).map { JSONValue.Member(name, .string($0)) }
        }
        return JSONValue.object([JSONValue.Member(member, .object(values))]).jsonText
    }

    /// The record that is stored; nil when the text is a document that was made without a mapping.
    static func record(in content: String) -> JSONValue? {
        (try? JSONValue(parsing: content))?[member]
    }

    /// The settings with the mapping's form and the fields by which its documents are found.
    func settings(_ settings: AttendanceSettings) -> AttendanceSettings {
        var own = settings
        own.form = mapping.form
        own.numberField = mapping.numberField
        own.keyField = mapping.documents.keyField
        return own
    }

    /// Maps a record. A field of the head that is not filled in is emptied where the document exists: a correction may
    /// empty it.
    ///
    /// - Throws: `MappingError`, `DocumentNotWanted`, or `OracleFailure`.
    func model(of record: JSONValue, number: String, isNew: Bool, _ oracle: any MappingOracle) async throws -> JSONValue
    {
        let document = try await oracle.document { try mapping.map(record: record, number: number, knowledge: $0) }
        var model = try JSONValue(parsing: document.model)
        guard !isNew else { return model }
        for rule in mapping.fieldRules where model.at(path: rule.name) == nil {
            model.set(rule.name, to: rule.emptyValue)
        }
        return model
    }
}
