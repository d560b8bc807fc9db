/// The body of a `BatchSave`, written model by model into one buffer.
package enum BatchSaveBody {
    /// Appends the body for models that are frozen text: they go in as they are, since their hashes stand for these bytes.
    package static func write(form: String, models: some Sequence<String>, audits: Bool, to bytes: inout [UInt8]) {
        write(form: form, models: models, fields: [], deletesRows: false, audits: audits, to: &bytes) { $1 += $0.utf8 }
    }

    /// The body for new documents, or for changes of the `fields` of documents whose model names its key.
    static func text(
        form: String, models: [JSONValue], fields: [String], deletesRows: Bool = false, audits: Bool
    ) -> String {
        var bytes: [UInt8] = []
        write(form: form, models: models, fields: fields, deletesRows: deletesRows, audits: audits, to: &bytes) {
            $0.write(to: &$1)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write<Model>(
        form: String, models: some Sequence<Model>, fields: [String], deletesRows: Bool, audits: Bool,
        to bytes: inout [UInt8], _ write: (Model, inout [UInt8]) -> Void
    ) {
        bytes += "{\"formid\":".utf8
        JSONValue.write(form, to: &bytes)
        bytes += ",\"data\":{\"NeedUpDateFields\":".utf8
        JSONValue.array(fields.map(JSONValue.string)).write(to: &bytes)
        bytes += ",\"NeedReturnFields\":[],\"IsDeleteEntry\":\(deletesRows),\"IsVerifyBaseDataField\":true,".utf8
        bytes += "\"IsAutoSubmitAndAudit\":\(audits),\"Model\":[".utf8
        var isFirst = true
        for model in models {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            write(model, &bytes)
        }
        bytes += "]}}".utf8
    }
}
