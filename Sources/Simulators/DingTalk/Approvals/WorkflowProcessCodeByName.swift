import Seams

/// `GET /v1.0/workflow/processCentres/schemaNames/processCodes?name=`: a template's code (「获取模板code」).
enum WorkflowProcessCodeByName: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/processCentres/schemaNames/processCodes"
    static let scope: String? = "Workflow.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let name = request.text("name") else { throw request.missing("name") }
        guard let template = state.world.templates.first(where: { $0.name == name }) else {
            throw .modernTemplateUnknown
        }
        return [
            "result": [
                "processCode": .string(template.code),
                "gmtModified": .string(String(template.modified.milliseconds)),
            ]
        ]
    }
}
