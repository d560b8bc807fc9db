import Seams

/// The life of a document: saved (A), submitted (B), audited (C).
extension KingdeeClient {
    /// Saves the document whose `Model` is this JSON text, a new one unless the model names its `FID`, and tells its id
    /// and number. References are verified.
    ///
    /// - Throws: `duplicateNumber` when the number exists; the number in the result may differ from the one sent, where a
    ///   code rule replaces it.
    package func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        guard let fields = try? JSONValue(parsing: model), case .object = fields else {
            throw .rejected(reason: "the document's model is no JSON object")
        }
        // The model goes out as it is, not parsed and written again: its hash stands for these bytes.
        let body = """
            {"formid":\(JSONValue.quoted(form)),"data":{"NeedReturnFields":["FBillNo"],"IsVerifyBaseDataField":true,\
            "IsAutoSubmitAndAudit":false,"Model":\(model)}}
            """
        let result = try await call("Save", body: body, isWrite: true)
        let entity = result["ResponseStatus"]?["SuccessEntitys"]?.elements?.first
        guard let id = result["Id"]?.text ?? entity?["Id"]?.text, !id.isEmpty, id != "0",
            let number = result["Number"]?.text ?? entity?["Number"]?.text
        else { throw .outcomeUnknown("saved, but the reply has no id: \(ReplyText.brief(result.jsonText))") }
        return KingdeeDocument(id: id, number: number, status: "A")
    }

    /// Submits a saved document.
    package func submit(form: String, id: String) async throws(PlatformFailure) {
        try await operate("Submit", form: form, id: id)
    }

    /// Audits a submitted document.
    package func audit(form: String, id: String) async throws(PlatformFailure) {
        try await operate("Audit", form: form, id: id)
    }

    /// Sends an operation on one document, for `ExcuteOperation` with the operation's number.
    func operate(
        _ operation: String, number: String? = nil, form: String, id: String
    ) async throws(PlatformFailure) {
        var members = [JSONValue.Member("formid", .string(form))]
        if let number { members.append(JSONValue.Member("opNumber", .string(number))) }
        members.append(
            JSONValue.Member(
                "data", .members(["CreateOrgId": 0, "Numbers": [], "Ids": .string(id), "NetworkCtrl": ""])))
        let body = JSONValue.object(members)
        let result = try await call(operation, body: body.jsonText, isWrite: true)
        guard let block = result["ResponseStatus"], !block.isNull else {
            throw .outcomeUnknown("\(operation) without a status: \(ReplyText.brief(result.jsonText))")
        }
        // "Success" was seen for calls whose ids are not among those done. Old servers list none at all.
        guard let done = block["SuccessEntitys"]?.elements else { return }
        guard done.contains(where: { $0["Id"]?.text == id }) else {
            throw .outcomeUnknown("\(operation) succeeded, but not for document \(id)")
        }
    }

    /// A document's content as `View` shows it, JSON text.
    package func content(form: String, id: String) async throws(PlatformFailure) -> String {
        let body: JSONValue = .members([
            "formid": .string(form), "data": .members(["CreateOrgId": 0, "Number": "", "Id": .string(id)]),
        ])
        let result = try await call("View", body: body.jsonText, isWrite: false)
        guard let content = result["Result"], case .object(let members) = content, !members.isEmpty else {
            throw .notFound("View shows nothing of document \(id)")
        }
        return content.jsonText
    }
}
