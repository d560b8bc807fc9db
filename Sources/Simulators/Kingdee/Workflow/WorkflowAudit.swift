extension KingdeeOperation {
    /// 工作流审批: decides on running workflow instances for a user: `ApprovalType` 1 approves, 2 rejects, 3 terminates.
    ///
    /// The elements of `OperationResults` are an assumption. A rejected document is to be reviewed again (D), as sources
    /// say; that a terminated one is too is an assumption.
    static let workflowAudit = documentOperation(
        "WorkflowAudit", parameters: ["data"], key: DocumentSelection.key
    ) { call throws(KingdeeRefusal) in
        let form = try call.form()
        let data = try call.data()
        let decision = try Decision(data)
        let approver = try approver(data, call)
        var results: [JSON] = []
        let status = try DocumentSelection(data).perform(call, decision.change.verb, by: approver) {
            state, id, effect throws(KingdeeRefusal) in
            let key = DocumentSide.Key(form: form.definition.id, id: id)
            guard let record = state.books[form.position][id] else { throw .noSuchDocument(String(id)) }
            guard state.side.workflows[key] != nil else {
                throw .document(record.number, form.definition, "没有运行中的工作流实例")
            }
            let moved = try state.move(id, form, decision.change, effect, verifiesWorkflow: false)
            results.append([
                "Id": .number(id), "Number": .string(moved.number), "IsSuccess": true, "Message": "",
            ])
            return moved
        }
        for refusal in status.errors {
            results.append(["Id": 0, "Number": nil, "IsSuccess": false, "Message": .string(refusal.message)])
        }
        return KingdeeReply(
            ["Result": ["ResponseStatus": status.json, "OperationResults": .array(results)]], error: status.error)
    }

    private static func approver(_ data: JSON, _ call: KingdeeCall) throws(KingdeeRefusal) -> String {
        let access = call.services.access.current
        let id = data.member(ignoringCase: "UserId")?.integer ?? 0
        let name = data.member(ignoringCase: "UserName")?.scalarText ?? ""
        guard id != 0 || !name.isEmpty else { throw .parameterEmpty("UserId、UserName") }
        if id != 0 {
            let user = access.allUsers.first { call.services.userID($0.account) == id }
            guard let user else { throw .noSuchDocument(String(id)) }
            return user.account
        }
        guard let user = access.user(name) else { throw .noSuchDocument(name) }
        return user.account
    }
}

/// What an approver decided.
private struct Decision {
    let change: StatusChange

    init(_ data: JSON) throws(KingdeeRefusal) {
        let type = data.member(ignoringCase: "ApprovalType")
        switch type?.integer {
        case 1: change = Decision.change("审批通过", to: .audited)
        case 2: change = Decision.change("审批驳回", to: .toBeReviewedAgain)
        case 3: change = Decision.change("审批终止", to: .toBeReviewedAgain)
        default: throw .badParameter("ApprovalType", type?.text ?? "")
        }
    }

    private static func change(_ verb: String, to status: DocumentStatus) -> StatusChange {
        StatusChange(
            operation: "WorkflowAudit", verb: verb, from: [.underReview], to: status, rule: "只有审核中的数据才允许审批")
    }
}
