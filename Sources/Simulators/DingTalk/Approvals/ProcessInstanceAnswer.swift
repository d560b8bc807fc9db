import Seams

/// An approval instance as the old family shows it (「获取单个审批实例详情」, modelled on an answer observed in 2022).
enum ProcessInstanceAnswer {
    static func json(_ instance: ApprovalInstance) -> JSON {
        var members = [
            JSON.Member("title", .string(instance.title)), JSON.Member("business_id", .string(instance.businessID)),
            JSON.Member("create_time", .string(ShanghaiTime.text(instance.created))),
        ]
        if let finished = instance.finished {
            members.append(JSON.Member("finish_time", .string(ShanghaiTime.text(finished))))
        }
        members += [
            JSON.Member("originator_userid", .string(instance.originator)),
            JSON.Member("originator_dept_id", .string(String(instance.department))),
            JSON.Member("originator_dept_name", .string(instance.departmentName)),
            JSON.Member("status", .string(instance.status.rawValue)),
            JSON.Member("result", .string(instance.result ?? "")),
            JSON.Member("biz_action", instance.main == nil ? "NONE" : "REVOKE"),
            JSON.Member("attached_process_instance_ids", .array(instance.attached.map(JSON.string))),
            JSON.Member("cc_userids", .array(instance.copies.map(JSON.string))),
            JSON.Member("form_component_values", .array(instance.values.map(component))),
            JSON.Member("operation_records", .array(instance.records.map(record))),
            JSON.Member("tasks", .array(instance.tasks.map { task($0, of: instance) })),
        ]
        // Present only in some cases.
        if let main = instance.main { members.append(JSON.Member("main_process_instance_id", .string(main))) }
        return .object(members)
    }

    private static func component(_ reading: FormReading) -> JSON {
        var members = [
            JSON.Member("component_type", .string(reading.component.type)),
            JSON.Member("id", .string(reading.component.id)), JSON.Member("name", .string(reading.component.label)),
            JSON.Member("value", .string(reading.value)),
        ]
        if let extended = reading.extended { members.append(JSON.Member("ext_value", .string(extended))) }
        return .object(members)
    }

    private static func record(_ record: OperationRecord) -> JSON {
        var members = [
            JSON.Member("userid", .string(record.user)),
            JSON.Member("date", .string(ShanghaiTime.text(record.time))),
            JSON.Member("operation_type", .string(record.type)),
            JSON.Member("operation_result", .string(record.result)),
        ]
        if let remark = record.remark { members.append(JSON.Member("remark", .string(remark))) }
        if !record.file.attachments.isEmpty {
            members.append(JSON.Member("attachments", .array(record.file.attachments.map(attachment))))
        }
        return .object(members)
    }

    private static func attachment(_ file: AttachmentReference) -> JSON {
        [
            "file_name": .string(file.name), "file_size": .string(file.size), "file_id": .string(file.id),
            "file_type": .string(file.type),
        ]
    }

    /// `taskid` is text here, and the URL has no scheme.
    private static func task(_ task: ApprovalTask, of instance: ApprovalInstance) -> JSON {
        let url = "aflow.dingtalk.com?procInsId=\(instance.id)&taskId=\(task.id)&businessId=\(instance.businessID)"
        var members = [
            JSON.Member("taskid", .string(String(task.id))), JSON.Member("activity_id", .string(task.activity)),
            JSON.Member("userid", .string(task.user)), JSON.Member("task_status", .string(task.status.rawValue)),
            JSON.Member("task_result", .string(task.result.rawValue)),
            JSON.Member("create_time", .string(ShanghaiTime.text(task.created))),
        ]
        if let finished = task.finished {
            members.append(JSON.Member("finish_time", .string(ShanghaiTime.text(finished))))
        }
        return .object(members + [JSON.Member("url", .string(url))])
    }
}
