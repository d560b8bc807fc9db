/// Saves one document of a call, and submits and audits it when asked: one atomic step.
enum SaveStep {
    static func perform(
        _ model: JSON, _ form: KingdeeForm, _ options: SaveOptions, _ call: KingdeeCall
    ) -> Result<DocumentRecord, DocumentState.SaveError> {
        let draft = ModelReader.read(model, as: form)
        let effect = DocumentState.Effect(user: call.user, now: call.now, journal: call.journal)
        return Result { () throws(DocumentState.SaveError) in
            try call.services.documents.transact { state throws(DocumentState.SaveError) in
                let record = try state.save(draft, as: form, options, effect)
                guard options.submitsAndAudits else { return record }
                do throws(KingdeeRefusal) {
                    _ = try state.move(record.id, form, .submit, effect)
                    return try state.move(record.id, form, .audit, effect)
                } catch {
                    throw DocumentState.SaveError(refusals: [error])
                }
            }
        }
    }
}
