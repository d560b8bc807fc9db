extension KingdeeOperation {
    /// 暂存: keeps a document in status Z. Required fields and references are not checked, and it may have no number.
    static let draft = documentOperation("Draft", parameters: ["formid", "data"], key: modelKey) {
        call throws(KingdeeRefusal) in
        try performSave(call, isDraft: true)
    }
}
