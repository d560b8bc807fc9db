/// The body of a `BatchSave` for documents whose models are frozen text: they go in as they are, since their hashes stand
/// for these bytes.
package enum BatchSaveBody {
    /// Appends the body for `models` to `bytes`.
    package static func write(form: String, models: some Sequence<String>, audits: Bool, to bytes: inout [UInt8]) {
        bytes += "{\"formid\":".utf8
        JSONValue.write(form, to: &bytes)
        bytes += ",\"data\":{\"NeedReturnFields\":[\"FBillNo\"],\"IsVerifyBaseDataField\":true,".utf8
        bytes += "\"IsAutoSubmitAndAudit\":\(audits),\"Model\":[".utf8
        var isFirst = true
        for model in models {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes += model.utf8
        }
        bytes += "]}}".utf8
    }
}
