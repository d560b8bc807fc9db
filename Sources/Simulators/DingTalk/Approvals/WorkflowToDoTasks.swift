import Seams

/// `GET /v1.0/workflow/tasks/todoTasks`: the tasks that wait for a person, the oldest first (「查询待处理的审批任务」).
enum WorkflowToDoTasks: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/tasks/todoTasks"
    static let scope: String? = "Workflow.Instance.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let user = request.text("actionerUserId") else { throw .modernUserMissing }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        let size = try request.integer("maxResults") ?? 20
        guard (1...100).contains(size) else { throw request.invalid("maxResults") }
        let offset = try request.integer("nextToken") ?? 0
        guard offset >= 0 else { throw request.invalid("nextToken") }
        let rest = state.approvals.todo(of: user).dropFirst(Int(clamping: offset))
        let tasks = rest.prefix(Int(size)).compactMap { task, id -> JSON? in
            guard let instance = state.approvals[id], let found = instance.tasks.first(where: { $0.id == task }) else {
                return nil
            }
            return [
                "userId": .string(user), "taskId": .number(task), "title": .string(instance.title),
                "businessId": .string(instance.businessID), "processInstanceId": .string(id),
                "processCode": .string(instance.processCode), "createTime": .number(found.created.milliseconds),
                "canRedirect": true,
            ]
        }
        return ["result": ["hasMore": .bool(rest.count > tasks.count), "list": .array(tasks)]]
    }
}
