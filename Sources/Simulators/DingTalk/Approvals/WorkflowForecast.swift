/// `POST /v1.0/workflow/processes/forecast`: who would decide, were it started (「获取审批单流程中的节点信息」).
enum WorkflowForecast: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processes/forecast"
    static let scope: String? = "Workflow.Instance.Write"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let body = request.body
        guard let user = request.text("userId") else { throw .modernUserMissing }
        guard let person = state.contacts.employee(user) else { throw .modernUserUnknown }
        guard let template = state.world.templates.first(where: { $0.code == request.text("processCode") }) else {
            throw .modernTemplateUnknown
        }
        guard let values = SubmittedForm.values(body["formComponentValues"], extended: "extValue"), !values.isEmpty
        else { throw .modernInvalid("componentIsNull", "表单数据为空") }
        do {
            _ = try FormReader(
                template: template, contacts: state.contacts, approvals: state.approvals, randomness: step.randomness
            ).assigned(values, to: template.components)
        } catch {
            throw .modernInvalid("forecastError", "流程预测失败")
        }
        let steps =
            template.flow.isEmpty
            ? [ProcessTemplate.FlowStep(users: [state.contacts.approver(otherThan: person.userID)])] : template.flow
        let rules = steps.enumerated().map { rule($1, number: $0, state.contacts) }
        let nodes = steps.indices.map { number -> JSON in
            ["activityId": .string(activity(number)), "outId": .string("line-\(activity(number))")]
        }
        return [
            "result": [
                "isForecastSuccess": true, "processCode": .string(template.code), "userId": .string(user),
                "processId": 63_657_309_999, "isStaticWorkflow": true, "workflowActivityRules": .array(rules),
                "workflowForecastNodes": .array(nodes),
            ]
        ]
    }

    private static func activity(_ number: Int) -> String {
        ApprovalInstance.activity(of: number)
    }

    private static func rule(_ step: ProcessTemplate.FlowStep, number: Int, _ contacts: ContactBook) -> JSON {
        let people = step.users.compactMap { contacts.employee($0) }
        var members = [
            JSON.Member("activityId", .string(activity(number))),
            JSON.Member("prevActivityId", .string(number == 0 ? "sid-startevent" : activity(number - 1))),
            JSON.Member("activityName", "审批人"),
            JSON.Member("activityType", step.selectionKey == nil ? "target_approval" : "target_select"),
            JSON.Member("isTargetSelect", .bool(step.selectionKey != nil)),
        ]
        guard let key = step.selectionKey else {
            let actioners = people.map { person -> JSON in
                ["userId": .string(person.userID), "name": .string(person.name), "avatar": ""]
            }
            return .object(members + [JSON.Member("activityActioners", .array(actioners))])
        }
        let range = people.map { person -> JSON in
            ["workNo": .string(person.userID), "userName": .string(person.name)]
        }
        members.append(
            JSON.Member(
                "workflowActor",
                [
                    "actorKey": .string(key), "actorType": "approver",
                    "actorSelectionType": people.isEmpty ? "allStaff" : "approvals",
                    "actorSelectionRange": ["approvals": .array(range), "labels": []], "allowedMulti": true,
                    "approvalType": "MANUAL", "approvalMethod": step.needsAll ? "AND" : "OR",
                    "actorActivateType": "ALL", "required": true,
                ]))
        return .object(members + [JSON.Member("activityActioners", [])])
    }
}
