import Seams

/// `GET /v1.0/workflow/forms/schemas/processCodes?processCode=`: a template's form (「获取表单 schema」).
enum WorkflowFormSchema: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/forms/schemas/processCodes"
    static let scope: String? = "Workflow.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let code = request.text("processCode") else {
            throw .modernInvalid("invalidParameter", "参数错误，具体可能为：企业ID、审批模板code等参数错误")
        }
        guard let template = state.world.templates.first(where: { $0.code == code }) else {
            throw .modernInvalid("aflowProcessCodeIsError", "获取审批模板失败或审批模板已被删除")
        }
        let modified = JSON.string(String(template.modified.milliseconds))
        return [
            "result": [
                "creatorUserId": .string(state.contacts.employees.first?.userID ?? ""),
                "appUuid": .string(state.world.corpID), "formCode": .string(code),
                "formUuid": .string(template.formUUID), "name": .string(template.name), "memo": "",
                "ownerIdType": "orgId",
                "schemaContent": [
                    "title": .string(template.name), "icon": "common", "items": .array(template.components.map(item)),
                ], "icon": "common", "appType": 0, "bizType": "", "engineType": 0, "status": "PUBLISHED",
                "listOrder": 1, "customSetting": "", "procType": "inner",
                "visibleRange": template.audience.isEmpty ? "PUBLIC" : "PRIVATE", "gmtCreate": modified,
                "gmtModified": modified,
            ]
        ]
    }

    private static func item(_ component: FormComponent) -> JSON {
        var properties = FormReader.properties(of: component).members ?? []
        if !component.format.isEmpty { properties.append(JSON.Member("format", .string(component.format))) }
        if !component.options.isEmpty {
            properties.append(JSON.Member("options", .array(component.options.map(JSON.string))))
        }
        if component.type == "TableField" { properties.append(JSON.Member("tableViewMode", "table")) }
        var members = [
            JSON.Member("componentName", .string(component.type)), JSON.Member("props", .object(properties)),
        ]
        if !component.children.isEmpty {
            members.append(JSON.Member("children", .array(component.children.map(item))))
        }
        return .object(members)
    }
}
