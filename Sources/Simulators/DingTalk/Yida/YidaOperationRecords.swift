import Seams

/// `GET /v1.0/yida/processes/operationRecords`: what happened to a process instance, the oldest first
/// (「获取审批记录」). The members are the official client's; no capture of their values is known.
enum YidaOperationRecords: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/yida/processes/operationRecords"
    static let scope: String? = "Yida.Process.Read"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        let flow = try call.process(id, state).flow
        let records = flow.records.enumerated().map { index, record in
            json(record, number: index + 1, of: flow, state.contacts)
        }
        return ["result": .array(records)]
    }

    private static func json(
        _ record: OperationRecord, number: Int, of flow: ApprovalInstance, _ contacts: ContactBook
    ) -> JSON {
        let name = JSON.string(contacts.employee(record.user)?.name ?? record.user)
        let task = flow.tasks.last { $0.user == record.user && $0.activity == record.activity }
        let began = task?.created ?? record.time
        let (action, exit, kind) = words(record)
        return [
            "processInstanceId": .string(flow.id), "dataId": .number(number),
            "activityId": .string(record.activity ?? "sid-restartevent"),
            "taskId": .string(task.map { String($0.id) } ?? ""), "type": .string(kind),
            "showName": .string(kind == "TODO" ? "审批人" : "发起"), "action": .string(action),
            "actionExit": .string(exit), "operateType": .string(record.type), "taskType": .string(kind),
            "taskExecuteType": "NORMAL", "remark": .string(record.remark ?? ""), "files": "", "digitalSign": "",
            "size": 1, "operatorUserId": .string(record.user), "operatorName": name, "operatorDisplayName": name,
            "operatorNickName": name, "operatorPhotoUrl": "", "operatorStatus": "NORMAL",
            "activeTimeGMT": .string(ShanghaiTime.minuteText(began)),
            "operateTimeGMT": .string(ShanghaiTime.minuteText(record.time)),
            "taskHoldTimeGMT": .number(record.time.milliseconds - began.milliseconds), "domainList": [],
        ]
    }

    private static func words(_ record: OperationRecord) -> (action: String, exit: String, kind: String) {
        switch (record.type, record.result) {
        case ("START_PROCESS_INSTANCE", _): ("提交", "submit", "HISTORY")
        case ("TERMINATE_PROCESS_INSTANCE", _): ("撤销", "terminate", "HISTORY")
        case ("REDIRECT_TASK", _): ("转交", "forward", "TODO")
        case (_, "AGREE"): ("同意", "agree", "TODO")
        case (_, "REFUSE"): ("拒绝", "disagree", "TODO")
        default: (record.remark ?? "", "", "HISTORY")
        }
    }
}
