import Seams

/// Approval instances (OA 审批), new API family.
extension DingTalkClient {
    /// Reads an approval instance: `GET /v1.0/workflow/processInstances` (《获取单个审批实例详情》).
    package func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance {
        let target = "v1.0/workflow/processInstances?processInstanceId=\(PercentEncoding.encode(id))"
        let body = try await call(target, isWrite: false)
        guard let result = body["result"], let instance = ApprovalInstance(id: id, reading: result) else {
            throw .outcomeUnknown("the reply for instance \(id) has no instance: \(ReplyText.brief(body.jsonText))")
        }
        return instance
    }

    /// The texts of the comments on an instance: its records of the type `ADD_REMARK` (《获取单个审批实例详情》).
    package func comments(on instance: String) async throws(PlatformFailure) -> [String] {
        let target = "v1.0/workflow/processInstances?processInstanceId=\(PercentEncoding.encode(instance))"
        let body = try await call(target, isWrite: false)
        guard let records = body["result"]?["operationRecords"]?.elements else {
            throw .outcomeUnknown("the reply for instance \(instance) has no operationRecords")
        }
        return records.filter { $0["type"]?.text == "ADD_REMARK" }.compactMap { $0["remark"]?.text }
    }

    /// Comments on an instance in the name of `commentUserID`: `POST /v1.0/workflow/processInstances/comments`.
    package func comment(on instance: String, text: String) async throws(PlatformFailure) {
        guard let user = settings.commentUserID else {
            throw .rejected(reason: "no comment without a commenter; set the comment user's userid")
        }
        let body: JSONValue = .members([
            "processInstanceId": .string(instance), "text": .string(text), "commentUserId": .string(user),
        ])
        let reply = try await call("v1.0/workflow/processInstances/comments", body: body, isWrite: true)
        if reply["result"]?.flag == false { throw .rejected(reason: "DingTalk did not take the comment") }
    }
}

extension ApprovalInstance {
    /// Reads the `result` of the new family's instance call; nil when it is no instance.
    init?(id: String, reading result: some JSONReadable) {
        guard let status = result["status"]?.text else { return nil }
        self.init(
            id: id, title: result["title"]?.text ?? "", businessID: result["businessId"]?.text ?? "",
            status: status, result: result["result"]?.text ?? "",
            originatorUserID: result["originatorUserId"]?.text ?? "",
            originatorDepartmentID: result["originatorDeptId"]?.text ?? "",
            bizAction: result["bizAction"]?.text ?? "", mainInstanceID: result["mainProcessInstanceId"]?.text ?? "",
            values: (result["formComponentValues"]?.elements ?? []).flatMap { FormValue(reading: $0).unfolded },
            recordedFiles: ApprovalInstance.recordedFiles(result["operationRecords"]?.elements ?? []))
    }

    /// Of the operation records those that carry files: `attachments` with the members of an attachment component, `images`
    /// with addresses (the reference's section 3.5). The old family's names are read too.
    static func recordedFiles(_ records: [some JSONReadable]) -> String? {
        var kept: [JSONValue] = []
        for record in records {
            var files: [JSONValue] = []
            for entry in record["attachments"]?.elements ?? [] { files.append(file(entry)) }
            var pictures: [JSONValue] = []
            for entry in record["images"]?.elements ?? [] { pictures.append(.string(entry.text ?? "")) }
            guard !files.isEmpty || !pictures.isEmpty else { continue }
            kept.append(
                .members([
                    "type": .string(record["type"]?.text ?? record["operation_type"]?.text ?? ""),
                    "attachments": .array(files), "images": .array(pictures),
                ]))
        }
        return kept.isEmpty ? nil : JSONValue.array(kept).jsonText
    }

    private static func file(_ entry: some JSONReadable) -> JSONValue {
        func text(_ name: String, _ old: String) -> JSONValue { .string(entry[name]?.text ?? entry[old]?.text ?? "") }
        return .members([
            "fileId": text("fileId", "file_id"), "fileName": text("fileName", "file_name"),
            "fileSize": text("fileSize", "file_size"), "fileType": text("fileType", "file_type"),
        ])
    }
}

extension FormValue {
    /// Reads one of `formComponentValues`.
    init(reading value: some JSONReadable) {
        let ext = value["extValue"]?.text
        self.init(
            id: value["id"]?.text ?? "", name: value["name"]?.text ?? "",
            componentType: value["componentType"]?.text ?? "", value: value["value"]?.text ?? "null",
            extValue: ext == "" ? nil : ext, alias: value["bizAlias"]?.text.flatMap { $0.isEmpty ? nil : $0 })
    }
}
