/// `POST /topapi/process/get_by_name`: a template's code, not under `result` (「获取模板code」).
enum ProcessGetByName: DingTalkEndpoint {
    static let path = "/topapi/process/get_by_name"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let name = try request.requiredText("name")
        guard let template = state.world.templates.first(where: { $0.name == name }) else { throw .templateUnknown }
        return ["process_code": .string(template.code)]
    }
}
