import Seams

/// `GET /v1.0/workflow/processes/managements/templates?userId=`: the templates that a person manages
/// (「获取当前企业所有可管理的表单」).
enum WorkflowManagedTemplates: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/processes/managements/templates"
    static let scope: String? = "Workflow.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let user = request.text("userId") else { throw .modernUserMissing }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        let list = state.world.templates.map { template -> JSON in
            [
                "flowTitle": .string(template.name), "processCode": .string(template.code),
                "gmtModified": .string(ShanghaiTime.minuteText(template.modified)), "attendanceType": 0,
                "iconName": "common", "iconUrl": .string(VisibleTemplate.icon), "newProcess": true,
            ]
        }
        return ["result": .array(list), "success": true]
    }
}
