extension KingdeeOperation {
    /// 保存: creates a document, or changes the one whose primary key `Model` names.
    static let save = documentOperation("Save", parameters: ["formid", "data"], key: modelKey) {
        call throws(KingdeeRefusal) in
        try performSave(call, isDraft: false)
    }

    /// Saves one document.
    static func performSave(_ call: KingdeeCall, isDraft: Bool) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        let data = try call.data()
        guard let model = data.member(ignoringCase: "Model"), model.members != nil else {
            throw .parameterEmpty("Model")
        }
        let options = SaveOptions(data, isDraft: isDraft)
        return SaveReply.reply([SaveStep.perform(model, form, options, call)], form, options)
    }

    /// The number that the first document brings along, or else what tells it from others: the custom field for the
    /// source, or the cause.
    static func modelKey(_ arguments: KingdeeArguments, _ documents: DocumentStore) -> String? {
        guard let sent = arguments.data?.member(ignoringCase: "Model"),
            let model = sent.array?.first ?? sent.members.map(JSON.object),
            let form = documents.forms.form(arguments.formID)
        else { return nil }
        let keys =
            [form.definition.number.key] + form.definition.number.otherSpellings
            + ["F_DT_SourceId", "FCausa", "FReason"]
        let texts = keys.lazy.compactMap { model.member(ignoringCase: $0)?.scalarText }
        let firstRow = model.member(ignoringCase: "FEntity")?.array?.first
        return texts.first { !$0.isEmpty } ?? firstRow?.member(ignoringCase: "FEXPLANATION")?.scalarText
    }
}
