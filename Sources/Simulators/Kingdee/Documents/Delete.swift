extension KingdeeOperation {
    /// 删除.
    static let delete = documentOperation("Delete", parameters: ["formid", "data"], key: DocumentSelection.key) {
        call throws(KingdeeRefusal) in
        try performDelete(call)
    }

    /// Deletes the selected documents.
    static func performDelete(_ call: KingdeeCall) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        let status = try DocumentSelection(call.data()).perform(call, "删除") {
            state, id, effect throws(KingdeeRefusal) in
            try state.delete(id, form, effect)
        }
        return KingdeeReply(status)
    }
}
