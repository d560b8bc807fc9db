import HTTPTypes
import Seams

/// `/api/mappings`: which mappings are in force, loading them again, and what one makes of an instance.
///
/// `GET /api/mappings`, `POST /api/mappings/reload`, `POST /api/mappings/preview`.
struct MappingResource: APIResource {
    /// A preview's instance and mapping are texts that people paste.
    private static let bytesMax = 4 << 20
    /// The files that a pasted mapping may name: lists and scripts.
    private static let endings = [".csv", ".lua", ".py", ".groovy"]

    let name = "mappings"
    let routes = [ServedRoute.get(), .post("reload", .administer), .post("preview", .look)]
    /// Nil where no files are watched.
    let reload: MappingReload?
    let store: ItemStore
    let files: (any FileSource)?
    let oracle: any MappingOracle
    /// Nil without clients.
    let clients: PlatformClients?
    let gate: CallGate

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path.first, request.path.count) {
        case ("GET", nil, 0): return reply(list)
        case ("POST", "reload", 1):
            try request.require(.administer)
            guard let reload else { throw APIError(.conflict, "this core does not read its mappings from files") }
            await reload.look()
            return reply(list)
        case ("POST", "preview", 1): return try await preview(request)
        default: throw APIError.noPage(request)
        }
    }

    private var list: JSONValue {
        let mappings = (reload?.all ?? []).map { status -> JSONValue in
            .members([
                "name": .string(MappingResource.name(of: status.file)), "file": .string(status.file.path),
                "version": status.mapping.map { .string($0.version) } ?? .null,
                "form": status.mapping.map { .string($0.form) } ?? .null,
                "process": status.mapping.map { .string($0.flow) } ?? .null,
                "record": status.mapping?.record.map(JSONValue.string) ?? .null,
                "loadedAt": status.loadedAt.map { .string($0.isoText) } ?? .null,
                "error": status.problem.map(JSONValue.string) ?? .null,
            ])
        }
        return .members(["mappings": .array(mappings)])
    }

    private static func name(of file: MappingFile) -> String {
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    }

    // MARK: Preview

    private func preview(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        guard request.body.count <= MappingResource.bytesMax else {
            throw APIError(.contentTooLarge, "send at most \(MappingResource.bytesMax / 1_048_576) MiB")
        }
        guard let body = try? JSONValue(parsing: request.body), case .object = body else {
            throw APIError(
                .badRequest,
                "send JSON such as {\"mapping\":\"expense\",\"instanceId\":\"…\"} or {\"yaml\":\"…\",\"instance\":{…}}")
        }
        // A mapping reads files beside the configuration, and asks Kingdee whatever it likes.
        if body["yaml"] != nil { try request.require(.administer) }
        // What is in an approval is for people who are known, see `MonitorAnswers.ItemStory`.
        guard request.caller != .anonymous else {
            throw APIError(.forbidden, "log in to see what a mapping makes of an instance")
        }
        let mapping: Mapping
        do {
            mapping = try self.mapping(body)
        } catch let error as MappingFileError {
            return reply(.members(["mistakes": .array(error.mistakes.map(MappingResource.mistake))]), .badRequest)
        }
        var preview: MappingPreview
        do {
            preview = try await made(mapping, body, request)
        } catch let error as OracleFailure {
            throw APIError(.serviceUnavailable, "\(error)")
        } catch let error as PastedTextError {
            throw APIError(.badRequest, "\(error)")
        } catch let error as RecordTextError {
            throw APIError(.badRequest, "\(error)")
        } catch let error as MendingError {
            throw APIError(.badRequest, "\(error)")
        }
        let difference = body["diff"]?.flag == true ? await difference(mapping, preview) : nil
        let seesAll = request.caller.role.allows(.seePersonalFields)
        if !seesAll { preview = preview.masked }
        return reply(preview.json(difference, seesAll: seesAll))
    }

    private func mapping(_ body: JSONValue) throws -> Mapping {
        if let yaml = body["yaml"]?.text {
            // Lists and scripts of a pasted mapping lie beside the first mapping of the configuration.
            let folder = reload?.all.first.flatMap { file in
                file.file.path.lastIndex(of: "/").map { String(file.file.path[...$0]) }
            }
            return try Mapping.load(yaml: yaml, file: "pasted.yaml") { [files] name in
                // Whatever else lies there, such as the configuration, is no business of a pasted text.
                guard let files, !name.contains(".."), !name.hasPrefix("/"),
                    MappingResource.endings.contains(where: name.hasSuffix)
                else { throw UnreadableMapping(path: name) }
                return try files.text(of: (folder ?? "") + name)
            }
        }
        let known = reload?.all ?? []
        let wanted = body["mapping"]?.text
        let found = known.first {
            wanted == nil || MappingResource.name(of: $0.file) == wanted || $0.file.path == wanted
        }
        guard let mapping = found?.mapping else {
            let names = known.map { MappingResource.name(of: $0.file) }
            throw APIError(
                .notFound, "no mapping is called '\(wanted ?? "")'\(Spelling.hint(for: wanted ?? "", among: names))")
        }
        return mapping
    }

    private func made(
        _ mapping: Mapping, _ body: JSONValue, _ request: APIRequest
    ) async throws -> MappingPreview {
        let values = try mended(body)
        if let given = body["instance"] {
            guard values.isEmpty else {
                throw APIError(.badRequest, "set belongs to instanceId: mend a pasted text itself")
            }
            return try await MappingPreview(mapping, pasted: given.text ?? given.jsonText, oracle: oracle)
        }
        guard let id = body["instanceId"]?.text, !id.isEmpty else {
            throw APIError(
                .badRequest, "send instance: the pasted JSON, or instanceId: the id of one that the core knows")
        }
        if case .record(let kind) = mapping.subject {
            throw APIError(.badRequest, "the mapping is for \(kind) records, not for approvals: paste a record's JSON")
        }
        if let stored = try await store.instance(id, for: mapping) {
            return try await MappingPreview(
                mapping, try stored.instance.mended(values), number: stored.number, oracle: oracle)
        }
        // What the core does not know yet is asked of DingTalk, which counts our calls.
        guard request.caller.role.allows(.decide), let clients else {
            throw APIError(.notFound, "no item belongs to the approval instance '\(id)'")
        }
        if let held = gate.admit(.readInstance) {
            throw APIError(.serviceUnavailable, "DingTalk is not asked before \(held.until.isoText)")
        }
        switch await gate.call(.readInstance, { try await clients.dingTalk.instance(id) }) {
        case .success(let instance):
            return try await MappingPreview(mapping, try instance.mended(values), oracle: oracle)
        case .failure(.notFound(let reason)): throw APIError(.notFound, reason)
        case .failure(let failure): throw APIError(.serviceUnavailable, "DingTalk: \(failure)")
        }
    }

    /// The member `set`: form values to put into the stored instance first, as a replay takes them.
    private func mended(_ body: JSONValue) throws(APIError) -> [String: String] {
        guard let given = body["set"] else { return [:] }
        guard case .object(let members) = given else {
            throw APIError(.badRequest, #"set should be an object such as {"MoneyField_1":"12.50"}"#)
        }
        var values: [String: String] = [:]
        for member in members {
            guard let text = member.value.text else {
                throw APIError(.badRequest, "set.\(member.name) should be a text")
            }
            values[member.name] = text
        }
        return values
    }

    private func difference(_ mapping: Mapping, _ preview: MappingPreview) async -> Result<DocumentDifference, APIError>
    {
        guard case .document(let model) = preview.outcome else {
            return .failure(APIError(.conflict, "there is no document to compare"))
        }
        guard let clients else { return .failure(APIError(.conflict, "this core has no client of Kingdee")) }
        if let held = gate.admit(.find) {
            return .failure(APIError(.serviceUnavailable, "Kingdee is not asked before \(held.until.isoText)"))
        }
        let result = await gate.call(.find) {
            try await clients.kingdee.difference(
                of: mapping, model: model, number: preview.number, instance: preview.instance)
        }
        return result.mapError { APIError(.serviceUnavailable, "Kingdee: \($0)") }
    }

    // MARK: JSON

    private func reply(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> HTTPReply {
        HTTPReply(status, contentType: "application/json; charset=utf-8", body: value.jsonText + "\n")
    }

    private static func mistake(_ mistake: MappingMistake) -> JSONValue {
        .members([
            "file": .string(mistake.file), "line": .number(String(mistake.line)),
            "column": mistake.column.map { .number(String($0)) } ?? .null, "message": .string(mistake.message),
        ])
    }
}

extension DocumentDifference {
    /// As the API and the command line show it.
    func json(seesAll: Bool) -> JSONValue {
        .members([
            "status": status.map(JSONValue.string) ?? .null,
            "changes": .array(
                changes.map { change in
                    .members([
                        "kind": .string(change.kind.rawValue), "field": .string(change.field),
                        "there": .string(seesAll ? change.there : masked(change.there, in: change.field)),
                        "here": .string(seesAll ? change.here : masked(change.here, in: change.field)),
                    ])
                }),
        ])
    }

    /// A value of the field, such as `FBankInfo[1].FBankCode`, without what is personal; a whole row by the names in it.
    private func masked(_ text: String, in field: String) -> String {
        if text.hasPrefix("{"), let row = try? JSONValue(parsing: text) { return PersonalFields.masked(row).jsonText }
        let name = field.split(separator: ".").map(String.init).first(where: PersonalFields.isPersonal) ?? field
        return PersonalFields.masked(.object([JSONValue.Member(name, .string(text))]))[name]?.text ?? ""
    }
}
