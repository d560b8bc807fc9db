import Seams

/// Writes of many documents in one call, with a verdict for each.
extension KingdeeClient {
    /// What became of one document of a batch: its id and number, or why it was not written.
    package typealias BatchVerdict = Result<KingdeeDocument, PlatformFailure>

    /// Saves documents in one call, new ones, or changes of those whose model names its key: `BatchSave`. It is no
    /// transaction: what is good is kept when the rest is refused.
    ///
    /// - Parameters:
    ///   - fields: for changes the keys that may be touched, entries too; empty for all.
    ///   - deletesRows: for changes whether rows of an entry that its model names no more are deleted.
    ///   - audits: whether the documents are submitted and audited at once.
    /// - Returns: the verdicts, one for each model.
    func saveBatch(
        form: String, models: [JSONValue], fields: [String] = [], deletesRows: Bool = false, audits: Bool
    ) async throws(PlatformFailure) -> [BatchVerdict] {
        let body = BatchSaveBody.text(
            form: form, models: models, fields: fields, deletesRows: deletesRows, audits: audits)
        return try await saveBatch(body: body, count: models.count, audits: audits)
    }

    /// Takes new documents a step further in one call: `BatchSave`, whose models go out as they are, or `Submit` or `Audit`.
    package func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [BatchVerdict] {
        switch step {
        case .save:
            var bytes: [UInt8] = []
            BatchSaveBody.write(form: form, models: subjects, audits: false, to: &bytes)
            return try await saveBatch(
                body: String(decoding: bytes, as: UTF8.self), count: subjects.count, audits: false)
        case .submit: return try await operate("Submit", form: form, ids: subjects)
        case .audit: return try await operate("Audit", form: form, ids: subjects)
        }
    }

    private func saveBatch(
        body: String, count: Int, audits: Bool
    ) async throws(PlatformFailure) -> [BatchVerdict] {
        let result = try await call("BatchSave", body: body, isWrite: true, isBatch: true)
        guard let block = result["ResponseStatus"], !block.isNull else {
            throw .outcomeUnknown("BatchSave without a status")
        }
        var verdicts = KingdeeClient.unjudged(count)
        for entity in block["SuccessEntitys"]?.elements ?? [] {
            let index = KingdeeClient.place(of: entity, in: verdicts)
            guard verdicts.indices.contains(index), let id = entity["Id"]?.text, id != "0", !id.isEmpty else {
                continue
            }
            verdicts[index] = .success(
                KingdeeDocument(id: id, number: entity["Number"]?.text ?? "", status: audits ? "C" : "A"))
        }
        KingdeeClient.judge(&verdicts, block)
        return verdicts
    }

    /// Takes documents one step further in one call: `Submit`, `Audit`.
    func operate(_ operation: String, form: String, ids: [String]) async throws(PlatformFailure) -> [BatchVerdict] {
        try await operate(operation, number: nil, form: form, ids: ids)
    }

    /// Forbids base data, or allows it again: `ExcuteOperation` with `Forbid` or `Enable`.
    func forbid(_ isForbidden: Bool, form: String, ids: [String]) async throws(PlatformFailure) -> [BatchVerdict] {
        try await operate("ExcuteOperation", number: isForbidden ? "Forbid" : "Enable", form: form, ids: ids)
    }

    private func operate(
        _ operation: String, number: String?, form: String, ids: [String]
    ) async throws(PlatformFailure) -> [BatchVerdict] {
        var members = [JSONValue.Member("formid", .string(form))]
        if let number { members.append(JSONValue.Member("opNumber", .string(number))) }
        members.append(
            JSONValue.Member(
                "data",
                .members([
                    "CreateOrgId": 0, "Numbers": [], "Ids": .string(ids.joined(separator: ",")), "NetworkCtrl": "",
                ])))
        let result = try await call(operation, body: JSONValue.object(members).jsonText, isWrite: true, isBatch: true)
        guard let block = result["ResponseStatus"], !block.isNull else {
            throw .outcomeUnknown("\(operation) without a status")
        }
        var verdicts = KingdeeClient.unjudged(ids.count)
        guard let done = block["SuccessEntitys"]?.elements else {
            // Very old servers list nothing.
            guard block["IsSuccess"]?.flag == true else { return verdicts }
            return ids.map { .success(KingdeeDocument(id: $0, number: "", status: "")) }
        }
        for entity in done {
            guard let id = entity["Id"]?.text, let index = ids.firstIndex(of: id) else { continue }
            verdicts[index] = .success(KingdeeDocument(id: id, number: entity["Number"]?.text ?? "", status: ""))
        }
        KingdeeClient.judge(&verdicts, block)
        return verdicts
    }

    /// What nobody said anything of may have been done.
    private static func unjudged(_ count: Int) -> [BatchVerdict] {
        Array(repeating: .failure(.outcomeUnknown("the reply says nothing of this document")), count: count)
    }

    /// The place in the batch that an entry of a status block is about; -1 when it does not tell. Old servers tell none:
    /// of several documents nobody knows then which one it was, and each has to be looked up.
    private static func place(of entry: JSONValue, in verdicts: [BatchVerdict]) -> Int {
        entry["DIndex"]?.text.flatMap { Int($0) } ?? (verdicts.count == 1 ? 0 : -1)
    }

    /// Gives each error to the document at its place.
    private static func judge(_ verdicts: inout [BatchVerdict], _ block: JSONValue) {
        let code = block["MsgCode"]?.text.flatMap { Int($0) }
        for error in block["Errors"]?.elements ?? [] {
            let index = place(of: error, in: verdicts)
            guard verdicts.indices.contains(index), case .failure = verdicts[index] else { continue }
            let field = error["FieldName"]?.text ?? ""
            let text = (field.isEmpty ? "" : "\(field): ") + ReplyText.brief(error["Message"]?.text ?? "no message")
            verdicts[index] = .failure(KingdeeMessage.failure(code: code, text: text))
        }
    }
}

extension KingdeeMessage {
    /// The failure of one document in a batch. What was refused had no effect, except after a fault of the server.
    static func failure(code: Int?, text: String) -> PlatformFailure {
        switch meaning(code: code, text: text) {
        case .duplicateNumber: .duplicateNumber(text)
        case .locked: .transient(reason: text)
        case .throttled: .throttled(reason: text, retryAfter: .seconds(2))
        case .fault: .outcomeUnknown(text)
        case .unknownObject: .notFound(text)
        case .sessionLost: .sessionLost(text)
        case .refused: .rejected(reason: text)
        }
    }
}
