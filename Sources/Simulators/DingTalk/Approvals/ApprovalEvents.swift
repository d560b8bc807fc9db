import Seams

/// The events that subscribers get when an approval changes (「审批事件」; the HTTP payload as observed in 2023).
struct ApprovalEvents {
    let instance: ApprovalInstance
    let corpID: String

    /// The events that a step's changes make, in order. Some make none.
    func make(_ changes: [ApprovalInstance.Change], _ step: DingTalkStep) -> [PlatformEvent] {
        changes.map { change in
            let (type, data) = content(of: change)
            // 26 hexadecimal digits, as in the event pages.
            let id = step.randomness.bytes(13, "dingtalk.event").map { String(hexadecimal: $0) }.joined()
            return PlatformEvent(id: id, type: type, instance: instance.id, born: step.now, data: data)
        }
    }

    private func content(of change: ApprovalInstance.Change) -> (type: String, data: [JSON.Member]) {
        switch change {
        case .started: ("bpms_instance_change", instanceData("start"))
        case .finished: ("bpms_instance_change", instanceData("finish"))
        case .terminated: ("bpms_instance_change", instanceData("terminate"))
        // The page's title names it without a value; `delete` is a guess.
        case .deleted: ("bpms_instance_change", instanceData("delete"))
        case .taskStarted(let index): ("bpms_task_change", taskData("start", instance.tasks[index]))
        case .taskFinished(let index): ("bpms_task_change", taskData("finish", instance.tasks[index]))
        case .taskCanceled(let index): ("bpms_task_change", taskData("cancel", instance.tasks[index]))
        }
    }

    /// `result` is there only on `finish`: a withdrawn instance has none.
    private func instanceData(_ type: String) -> [JSON.Member] {
        var members = head + [JSON.Member("businessType", ""), JSON.Member("type", .string(type))]
        if type == "finish", let result = instance.result { members.append(JSON.Member("result", .string(result))) }
        members.append(JSON.Member("createTime", ApprovalEvents.seconds(instance.created)))
        if type != "start", let finished = instance.finished {
            members.append(JSON.Member("finishTime", ApprovalEvents.seconds(finished)))
        }
        return members + [JSON.Member("staffId", .string(instance.originator)), JSON.Member("url", .string(url))]
    }

    private func taskData(_ type: String, _ task: ApprovalTask) -> [JSON.Member] {
        var members = head + [JSON.Member("type", .string(type))]
        if type == "finish" {
            members.append(JSON.Member("result", .string(ApprovalEvents.word(task.result))))
            if task.result != .redirected { members.append(JSON.Member("remark", .string(remark(of: task)))) }
        }
        members.append(JSON.Member("createTime", ApprovalEvents.seconds(task.created)))
        if let finished = task.finished { members.append(JSON.Member("finishTime", ApprovalEvents.seconds(finished))) }
        return members + [JSON.Member("taskId", .number(task.id)), JSON.Member("staffId", .string(task.user))]
    }

    private var head: [JSON.Member] {
        [
            JSON.Member("processInstanceId", .string(instance.id)),
            JSON.Member("processCode", .string(instance.processCode)),
            JSON.Member("businessId", .string(instance.businessID)), JSON.Member("bizCategoryId", ""),
            JSON.Member("title", .string(instance.title)),
        ]
    }

    /// A transferred task finishes with `redirect`.
    private static func word(_ result: ApprovalTask.Result) -> String {
        switch result {
        case .agree: "agree"
        case .refuse: "refuse"
        case .redirected: "redirect"
        case .none: "none"
        }
    }

    private func remark(of task: ApprovalTask) -> String {
        instance.records.last { $0.user == task.user && $0.activity == task.activity }?.remark ?? ""
    }

    /// Milliseconds, rounded down to whole seconds.
    private static func seconds(_ time: Timestamp) -> JSON { .number(time.seconds * 1000) }

    private var url: String {
        "https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid=\(corpID)&dd_share=false&showmenu=false"
            + "&dd_progress=false&back=native&procInstId=\(instance.id)&taskId=&swfrom=isv&dinghash=approval"
            + "&dtaction=os&dd_from=corp#approval"
    }
}
