/// `POST /topapi/processinstance/file/url/get`: a link to an attachment of the form, good for fifteen minutes; its
/// arguments are in `request`, `success` stands beside `result` (「下载审批附件」).
enum ProcessFileURL: DingTalkEndpoint {
    static let path = "/topapi/processinstance/file/url/get"

    static func key(of request: DingTalkRequest) -> String? {
        request.argument("request")?["process_instance_id"]?.string
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let id = key(of: request) else { throw request.missing("process_instance_id") }
        guard let file = request.argument("request")?["file_id"]?.scalarText else { throw request.missing("file_id") }
        guard let instance = state.approvals[id] else { throw .instanceUnknown }
        guard let found = instance.attachment(file, inRecords: false) else { throw request.invalid("file_id") }
        return [
            "result": [
                "file_id": .string(file), "space_id": .number(Int64(found.space) ?? ApprovalFiles.space),
                "download_uri": .string(state.files.link(to: found, lasting: state.world.fileLinkLifetime, step)),
            ], "success": true,
        ]
    }
}
