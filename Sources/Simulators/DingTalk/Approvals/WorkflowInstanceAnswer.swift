import Seams

/// An approval instance as the new family shows it (「获取单个审批实例详情」): other names, task ids as numbers, times in
/// UTC without seconds.
enum WorkflowInstanceAnswer {
    static func json(_ instance: ApprovalInstance) -> JSON {
        var members = [
            JSON.Member("title", .string(instance.title)),
            JSON.Member("createTime", .string(ShanghaiTime.minuteText(instance.created))),
        ]
        if let finished = instance.finished {
            members.append(JSON.Member("finishTime", .string(ShanghaiTime.minuteText(finished))))
        }
        members += [
            JSON.Member("originatorUserId", .string(instance.originator)),
            JSON.Member("originatorDeptId", .string(String(instance.department))),
            JSON.Member("originatorDeptName", .string(instance.departmentName)),
            JSON.Member("status", .string(instance.status.rawValue)),
        ]
        if let result = instance.result { members.append(JSON.Member("result", .string(result))) }
        members += [
            JSON.Member("businessId", .string(instance.businessID)),
            JSON.Member("approverUserIds", .array(instance.nodes.flatMap(\.users).map(JSON.string))),
            JSON.Member("ccUserIds", .array(instance.copies.map(JSON.string))),
            JSON.Member("bizAction", instance.main == nil ? "NONE" : "REVOKE"), JSON.Member("bizData", ""),
            JSON.Member("attachedProcessInstanceIds", .array(instance.attached.map(JSON.string))),
            JSON.Member("mainProcessInstanceId", .string(instance.main ?? "")),
            JSON.Member("operationRecords", .array(instance.records.map(record))),
            JSON.Member("tasks", .array(instance.tasks.map { task($0, of: instance) })),
            JSON.Member("formComponentValues", .array(instance.values.map(component))),
        ]
        return .object(members)
    }

    private static func component(_ reading: FormReading) -> JSON {
        var members = [
            JSON.Member("id", .string(reading.component.id)), JSON.Member("name", .string(reading.component.label)),
            JSON.Member("value", .string(reading.value)),
        ]
        if let extended = reading.extended { members.append(JSON.Member("extValue", .string(extended))) }
        members.append(JSON.Member("componentType", .string(reading.component.type)))
        return .object(members + [JSON.Member("bizAlias", .string(reading.component.bizAlias))])
    }

    private static func record(_ record: OperationRecord) -> JSON {
        var members = [
            JSON.Member("userId", .string(record.user)),
            JSON.Member("date", .string(ShanghaiTime.minuteText(record.time))),
            JSON.Member("type", .string(record.type)), JSON.Member("result", .string(record.result)),
            JSON.Member("remark", .string(record.remark ?? "")),
            JSON.Member("attachments", .array(record.file.attachments.map(attachment))),
            JSON.Member("ccUserIds", .array(record.copies.map(JSON.string))),
        ]
        if let activity = record.activity {
            members += [JSON.Member("activityId", .string(activity)), JSON.Member("showName", "审批人")]
        }
        return .object(members + [JSON.Member("images", .array(record.file.photos.map(JSON.string)))])
    }

    private static func attachment(_ file: AttachmentReference) -> JSON {
        [
            "fileName": .string(file.name), "fileSize": .string(file.size), "fileId": .string(file.id),
            "fileType": .string(file.type), "spaceId": .string(file.space),
        ]
    }

    private static func task(_ task: ApprovalTask, of instance: ApprovalInstance) -> JSON {
        let query = "procInsId=\(instance.id)&taskId=\(task.id)&businessId=\(instance.businessID)"
        var members = [
            JSON.Member("taskId", .number(task.id)), JSON.Member("userId", .string(task.user)),
            JSON.Member("status", .string(task.status.rawValue)),
            JSON.Member("result", .string(task.result.rawValue)),
            JSON.Member("createTime", .string(ShanghaiTime.minuteText(task.created))),
        ]
        if let finished = task.finished {
            members.append(JSON.Member("finishTime", .string(ShanghaiTime.minuteText(finished))))
        }
        members += [
            JSON.Member("mobileUrl", .string("https://aflow.dingtalk.com/mobile?\(query)")),
            JSON.Member("pcUrl", .string("https://aflow.dingtalk.com/pc?\(query)")),
            JSON.Member("processInstanceId", .string(instance.id)),
            JSON.Member("activityId", .string(task.activity)), JSON.Member("taskGroupName", "审批人1"),
        ]
        return .object(members)
    }
}
