/// `GET /v1.0/workflow/processes/userVisibilities/templates`: the templates that a person sees, or all
/// (「获取用户可见的审批模板」).
enum WorkflowVisibleTemplates: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/processes/userVisibilities/templates"
    static let scope: String? = "Workflow.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let user = request.text("userId")
        if let user, state.contacts.employee(user) == nil { throw .modernUserUnknown }
        guard let size = try request.integer("maxResults"), (1...100).contains(size) else {
            throw request.invalid("maxResults")
        }
        guard let offset = try request.integer("nextToken"), offset >= 0 else { throw request.invalid("nextToken") }
        let visible = state.world.templates.filter { template in user.map(template.isVisible(to:)) ?? true }
        let rest = visible.dropFirst(Int(clamping: offset))
        let list = rest.prefix(Int(size)).map { template -> JSON in
            [
                "name": .string(template.name), "processCode": .string(template.code),
                "iconUrl": .string(VisibleTemplate.icon), "url": .string(VisibleTemplate.url(template, state.world)),
                "dirName": "其他", "dirId": "other",
            ]
        }
        var members = [JSON.Member("processList", .array(list))]
        if rest.count > list.count { members.append(JSON.Member("nextToken", .number(offset + size))) }
        return ["result": .object(members)]
    }
}
