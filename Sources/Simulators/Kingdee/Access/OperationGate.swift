import Seams

/// Decides whether a logged-in user may perform an operation: licence, call limit, administrator, permission.
enum OperationGate {
    /// The Chinese names of what permissions are given for, by operation.
    private static let verbs = [
        "Save": "保存", "BatchSave": "保存", "Draft": "暂存", "Submit": "提交", "Audit": "审核", "UnAudit": "反审核",
        "Delete": "删除", "CancelAssign": "撤销", "View": "查看", "Push": "下推", "Allocate": "分配",
        "CancelAllocate": "取消分配", "Forbid": "禁用", "Enable": "反禁用", "Cancel": "作废", "UnCancel": "反作废",
        "BillClose": "关闭", "BillUnClose": "反关闭", "GroupSave": "分组保存", "GroupDelete": "分组删除",
        "Disassembly": "拆单", "WorkflowAudit": "审批",
    ]

    /// Why `user` may not perform `operation`; nil when it may.
    static func refusal(
        of operation: KingdeeOperation, _ arguments: KingdeeArguments, user account: String,
        _ services: KingdeeServices, at now: Timestamp
    ) -> KingdeeRefusal? {
        let (user, isAdmitted, behaviour) = services.access.transact { state in
            (state.user(account), state.admitCall(of: account, at: now), state.behaviour)
        }
        guard isAdmitted else { return .sample(.callLimit) }
        guard let user else { return .sessionLost }
        guard user.hasLicence else { return .sample(.licence) }
        if user.isAdministrator, behaviour.forbidsAdministrator { return .sample(.administratorLogIn) }
        guard user.permissions != nil, let form = services.form(arguments.formID)?.definition else { return nil }
        let name = permission(of: operation, arguments)
        return user.may(name, on: form.id) ? nil : .noPermission(form, verbs[name] ?? name)
    }

    /// The operation's name as in permissions: queries and attachments are looks at documents.
    private static func permission(of operation: KingdeeOperation, _ arguments: KingdeeArguments) -> String {
        switch operation.name {
        case "ExcuteOperation", "ExecuteOperation": arguments.text("opNumber")
        case "ExecuteBillQuery", "BillQuery", "QueryGroupInfo", "GetSysReportData", "AttachmentDownLoad",
            "QueryBusinessInfo":
            "View"
        case "BatchSave", "AttachmentUpload": "Save"
        default: operation.name
        }
    }
}
