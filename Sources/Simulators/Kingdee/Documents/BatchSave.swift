extension KingdeeOperation {
    /// 批量保存. Not one transaction: good documents are kept when others are refused.
    ///
    /// With `BatchCount` the server cuts the batch into that many parts, and `DIndex` counts within a part. How it cuts is
    /// not documented: here all parts but the last are of one size.
    static let batchSave = documentOperation("BatchSave", parameters: ["formid", "data"], key: modelKey) {
        call throws(KingdeeRefusal) in
        let form = try call.form()
        let data = try call.data()
        guard let models = data.member(ignoringCase: "Model")?.array, !models.isEmpty else {
            throw .parameterEmpty("Model")
        }
        let options = SaveOptions(data, isDraft: false)
        let outcomes = models.map { SaveStep.perform($0, form, options, call) }
        let parts = min(max(data.member(ignoringCase: "BatchCount")?.integer ?? 1, 1), Int64(models.count))
        let partSize = (models.count + Int(parts) - 1) / Int(parts)
        return SaveReply.reply(outcomes, form, options, partSize: partSize)
    }
}
