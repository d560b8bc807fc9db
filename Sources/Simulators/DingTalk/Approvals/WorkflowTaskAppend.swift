/// `POST /v1.0/workflow/premium/tasks/append`: asks others to decide too, before a task goes on or after its node
/// (「加签审批任务」). The page does not say what becomes of the operator's own task: here it waits (`PAUSED`) for those
/// asked before, and goes on running when others are asked after.
enum WorkflowTaskAppend: DingTalkEndpoint {
    static let path = "/v1.0/workflow/premium/tasks/append"
    static let scope: String? = "Premium.Workflow.ReadWrite.All"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        for name in ["taskId", "processInstanceId", "operateUserId", "activateType", "type"]
        where request.text(name) == nil { throw .blank(name) }
        let added = (request.body["appenderUserIds"]?.array ?? []).compactMap(\.string)
        guard !added.isEmpty else { throw .blank("appenderUserIds") }
        guard let number = request.body["taskId"]?.integer, let (id, index) = state.approvals.task(number),
            id == request.text("processInstanceId"), let instance = state.approvals[id]
        else { throw .modernInvalid("param.illegal", "不合法的参数taskId") }
        guard instance.status == .running else {
            throw .modernInvalid("instance.status.error", "当前流程实例状态不是运行中不支持加签操作")
        }
        guard instance.tasks[index].status == .running else {
            throw .modernInvalid("task.status.error", "当前任务状态不是运行中不支持加签操作")
        }
        let user = instance.tasks[index].user
        guard request.text("operateUserId") == user else {
            throw .modernInvalid("param.illegal.operator", "操作人的userId必须为当前任务的审批人")
        }
        guard !added.contains(user) else {
            throw .modernInvalid("appender.contains.currentOperator", "加签任务，加签人不能包含当前操作人")
        }
        guard added.count <= 20, Set(added).count == added.count,
            added.allSatisfy({ state.contacts.employee($0) != nil })
        else { throw .modernInvalid("user.not.exist", "用户ID不存在，请检查operatorId、appenderUserIds中的用户ID是否正确") }
        state.append(
            try nodes(added, request), to: id, task: index, before: request.text("type") == "before",
            remark: request.text("remark") ?? "", step)
        return ["result": true]
    }

    private static func nodes(
        _ users: [String], _ request: DingTalkRequest
    ) throws(DingTalkRefusal) -> [ApproverNode] {
        guard ["before", "after"].contains(request.text("type")) else {
            throw .modernInvalid("param.illegal", "不合法的参数type")
        }
        let mode: ApproverNode.Mode = request.body["agreeAll"]?.boolean ?? true ? .all : .any
        switch request.text("activateType") {
        case "ALL": return [ApproverNode(users: users, mode: mode)]
        case "ONE_BY_ONE": return users.map { ApproverNode(users: [$0], mode: .any) }
        default: throw .modernInvalid("param.illegal", "不合法的参数activateType")
        }
    }
}
