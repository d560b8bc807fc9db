extension KingdeeOperation {
    /// 批量保存. Not one transaction: good documents are kept when others are refused. `DIndex` counts over the whole
    /// batch, whatever `BatchCount` says.
    static let batchSave = documentOperation("BatchSave", parameters: ["formid", "data"], key: modelKey) {
        call throws(KingdeeRefusal) in
        let form = try call.form()
        let data = try call.data()
        guard let models = data.member(ignoringCase: "Model")?.array, !models.isEmpty else {
            throw .parameterEmpty("Model")
        }
        let options = SaveOptions(data, isDraft: false)
        let outcomes = models.map { SaveStep.perform($0, form, options, call) }
        return SaveReply.reply(outcomes, form, options)
    }
}
