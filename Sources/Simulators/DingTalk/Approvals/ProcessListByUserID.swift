/// `POST /topapi/process/listbyuserid`: the templates that a person sees, or all; the end is the absence of
/// `next_cursor` (「获取用户可见的审批模板」).
enum ProcessListByUserID: DingTalkEndpoint {
    static let path = "/topapi/process/listbyuserid"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let size = try request.integer("size") ?? 100
        guard (1...100).contains(size) else { throw .sizeInvalid }
        let offset = try request.integer("offset") ?? 0
        guard offset >= 0 else { throw .cursorInvalid }
        let user = request.text("userid")
        if let user, state.contacts.employee(user) == nil { throw .userUnknown }
        let visible = state.world.templates.filter { template in user.map(template.isVisible(to:)) ?? true }
        let rest = visible.dropFirst(Int(clamping: offset))
        let list = rest.prefix(Int(size)).map { template -> JSON in
            [
                "name": .string(template.name), "process_code": .string(template.code),
                "icon_url": .string(VisibleTemplate.icon), "url": .string(VisibleTemplate.url(template, state.world)),
            ]
        }
        var members = [JSON.Member("process_list", .array(list))]
        if rest.count > list.count { members.append(JSON.Member("next_cursor", .number(offset + size))) }
        return ["result": .object(members)]
    }
}

/// What the lists of templates show besides name and code.
enum VisibleTemplate {
    static let icon = "https://gw.alicdn.com/tfs/TB1f5cYbQPoK1RjSZKbXXX1IXXa-102-102.png"

    static func url(_ template: ProcessTemplate, _ world: DingTalkWorld) -> String {
        "https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid=\(world.corpID)&dd_share=false&showmenu=true"
            + "&back=native&processCode=\(template.code)&swfrom=isv#custom"
    }
}
