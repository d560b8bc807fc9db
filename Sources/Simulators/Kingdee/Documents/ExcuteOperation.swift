extension KingdeeOperation {
    /// An operation by its number. The SDK spells it so.
    static let excuteOperation = numberedOperation("ExcuteOperation")
    /// The same, as the manual and other clients spell it.
    static let executeOperation = numberedOperation("ExecuteOperation")

    private static func numberedOperation(_ name: String) -> KingdeeOperation {
        documentOperation(name, parameters: ["formid", "opNumber", "data"], key: DocumentSelection.key) {
            call throws(KingdeeRefusal) in
            let number = call.arguments.text("opNumber")
            switch number.lowercased() {
            case "submit": return try take(.submit, call)
            case "audit": return try take(.audit, call)
            case "unaudit": return try take(.unAudit, call)
            case "cancelassign": return try take(.cancelAssign, call)
            case "delete": return try performDelete(call)
            case "forbid": return try forbid(call, true, "禁用")
            case "enable": return try forbid(call, false, "反禁用")
            default:
                if let operation = call.services.form(call.arguments.formID)?.operation(number) {
                    return try perform(operation, call)
                }
                guard let change = FlagChange(number: number) else { throw .noSuchOperation(number) }
                return try mark(change, call)
            }
        }
    }

    private static func forbid(
        _ call: KingdeeCall, _ isForbidden: Bool, _ verb: String
    ) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        guard form.definition.isBaseData else { throw .noSuchOperation(call.arguments.text("opNumber")) }
        let status = try DocumentSelection(call.data()).perform(call, verb) {
            state, id, effect throws(KingdeeRefusal) in
            try state.forbid(id, form, isForbidden, effect)
        }
        return KingdeeReply(status)
    }

    private static func perform(
        _ operation: FormOperation, _ call: KingdeeCall
    ) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        let status = try DocumentSelection(call.data()).perform(call, operation.name) {
            state, id, effect throws(KingdeeRefusal) in
            try state.perform(operation, on: id, form, effect)
        }
        return KingdeeReply(status)
    }

    private static func mark(_ change: FlagChange, _ call: KingdeeCall) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        guard !form.definition.isBaseData else { throw .noSuchOperation(call.arguments.text("opNumber")) }
        let data = try call.data()
        let rows = FlagChange.rows(data)
        let status = try DocumentSelection(data).perform(call, change.verb) {
            state, id, effect throws(KingdeeRefusal) in
            try state.mark(id, form, change, rows: rows[id] ?? [], effect)
        }
        return KingdeeReply(status)
    }
}
