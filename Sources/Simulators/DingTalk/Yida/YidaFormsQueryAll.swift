/// `POST /v2.0/yida/forms/instances/advances/queryAll`: the advanced query, with tables
/// (「通过高级查询条件获取表单实例数据（包括子表单组件数据）」).
enum YidaFormsQueryAll<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/forms/instances/advances/queryAll" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/advances/queryAll" }
    static var scope: String? { "Yida.Form.Read" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        return try YidaFormsQuery.answer(request, call, state, step, tables: true)
    }
}
