/// `GET /v1.0/yida/processes/tasks/getRunningTasks`: the tasks of a process instance that wait
/// (「获取流程运行任务」). Task ids are text here and numbers where they are sent.
enum YidaRunningTasks: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/yida/processes/tasks/getRunningTasks"
    static let scope: String? = "Yida.Process.Read"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        let (record, _, flow) = try call.process(id, state)
        let tasks = flow.tasks.filter { $0.status == .running }.map { task -> JSON in
            [
                "taskId": .string(String(task.id)), "taskType": "APPROVAL", "status": "NEW",
                "activityId": .string(task.activity), "actualActionerId": .string(task.user),
                "originatorId": .string(record.creator), "processInstanceId": .string(id),
                "title": .string(flow.title), "titleInEnglish": .string(flow.title),
                "createTimeGMT": .string(ShanghaiTime.minuteText(task.created)),
                "activeTimeGMT": .string(ShanghaiTime.minuteText(task.created)),
            ]
        }
        return ["result": .array(tasks)]
    }
}
