/// What the calls that send a work notification share.
enum WorkNotification {
    /// Sends `message` to whom the request names, and returns the task's id. What exceeds a limit is dropped and still
    /// answered with success (「发送工作通知」).
    static func send(
        _ message: JSON, _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard try request.requiredInteger("agent_id") == state.world.agentID else { throw .agentWrong }
        let message = try WorkMessage(message, media: state.media)
        let audience = try audience(of: request, state.contacts)
        let isForbidden = state.world.forbiddenWords.contains { message.words.contains($0) }
        let delivery = state.messages.send(
            message, to: audience, isForbidden: isForbidden, state.world.notifications, at: step.now)
        if !delivery.received.isEmpty {
            step.history.record(.notificationSent(users: delivery.received, text: message.words))
        }
        return ["task_id": .number(delivery.task)]
    }

    /// The task that a request asks for.
    ///
    /// - Throws: 40056 for another application's agent, 40035 when the task is unknown or older than a day.
    static func task(
        of request: DingTalkRequest, _ state: DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> MessageLog.Delivery {
        if let agent = try request.integer("agent_id"), agent != state.world.agentID { throw .agentWrong }
        guard let delivery = state.messages.delivery(try request.requiredInteger("task_id"), at: step.now) else {
            throw request.invalid("task_id")
        }
        return delivery
    }

    private static func audience(
        of request: DingTalkRequest, _ contacts: ContactBook
    ) throws(DingTalkRefusal) -> MessageLog.Audience {
        let ids = request.list("userid_list")
        let departments = request.list("dept_id_list")
        let isForAll = request.argument("to_all_user")?.boolean ?? false
        guard ids.count <= 100 else { throw request.invalid("userid_list") }
        guard departments.count <= 20 else { throw request.invalid("dept_id_list") }
        guard isForAll || !ids.isEmpty || !departments.isEmpty else {
            throw .business(40035, "缺少参数 userid_list, dept_id_list or to_all_user")
        }
        var audience = MessageLog.Audience(users: [])
        var seen: Set<String> = []
        for id in ids where seen.insert(id).inserted {
            if contacts.employee(id) == nil { audience.unknown.append(id) } else { audience.users.append(id) }
        }
        func add(_ employees: [Company.Employee]) {
            for employee in employees where seen.insert(employee.userID).inserted {
                audience.users.append(employee.userID)
            }
        }
        if isForAll { add(contacts.employees) }
        for department in departments {
            if let id = Int64(department), contacts.department(id) != nil {
                add(contacts.allEmployees(of: id))
            } else {
                audience.unknownDepartments.append(department)
            }
        }
        return audience
    }
}
