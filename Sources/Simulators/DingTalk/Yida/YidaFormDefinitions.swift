/// `GET /v1.0/yida/forms/definitions/{appType}/{formUuid}`: a form's components (「获取表单组件定义列表」).
enum YidaFormDefinitions: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/yida/forms/definitions/{appType}/{formUuid}"
    static let operation = "yida/forms/definitions"
    static let scope: String? = "Yida.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state, appType: request.segment(fromEnd: 1))
        let form = try call.form(request.segment(fromEnd: 0))
        let fields = form.fields.flatMap { field in
            [definition(field, parent: "")] + field.children.map { definition($0, parent: field.id) }
        }
        return ["result": .array(fields)]
    }

    private static func definition(_ field: YidaField, parent: String) -> JSON {
        [
            "fieldId": .string(field.id), "componentName": .string(field.type), "label": .string(field.label),
            "parentId": .string(parent),
        ]
    }
}
