/// Saves one document of a call, and submits and audits it when asked: one step that nobody gets between, but not one
/// that is undone. What was saved stays when submitting or auditing it is refused, and the reply is the refusal, without
/// the document's id.
enum SaveStep {
    static func perform(
        _ model: JSON, _ form: KingdeeForm, _ options: SaveOptions, _ call: KingdeeCall
    ) -> Result<DocumentRecord, DocumentState.SaveError> {
        let draft = ModelReader.read(model, as: form)
        let effect = DocumentState.Effect(user: call.user, now: call.now, journal: call.journal)
        return Result { () throws(DocumentState.SaveError) in
            try call.services.documents.transact { state throws(DocumentState.SaveError) in
                guard !options.refusesRepeated || !state.payloads.contains(model, form) else {
                    throw DocumentState.SaveError(refusals: [.repeatedPayload])
                }
                let record = try state.save(draft, as: form, options, effect)
                if options.refusesRepeated { state.payloads.add(model, form) }
                guard options.submitsAndAudits else { return record }
                do throws(KingdeeRefusal) {
                    _ = try state.move(record.id, form, .submit, effect, answers: options.answers)
                    return try state.move(record.id, form, .audit, effect, answers: options.answers)
                } catch {
                    throw DocumentState.SaveError(refusals: [error])
                }
            }
        }
    }
}
