import Seams

extension KingdeeSimulator {
    package func state() -> JSON {
        let documents = services.forms.forms.filter { !$0.definition.isBaseData }.map { form in
            JSON.Member(form.definition.id, .array(self.documents(form: form.definition.id).map(\.json)))
        }
        let (counts, rules) = services.documents.transact { state in
            (state.books.prefix(services.forms.baseDataCount).map(\.all.count), state.rules)
        }
        let baseData = zip(services.forms.forms, counts).map { JSON.Member($0.definition.id, .number($1)) }
        let ruleMembers = rules.sorted { $0.key < $1.key }.map { form, rule in
            JSON.Member(
                form,
                [
                    "enforcesUniqueNumber": .bool(rule.enforcesUniqueNumber),
                    "overwritesNumber": .bool(rule.overwritesNumber),
                    "verifiesBaseData": .bool(rule.verifiesBaseData),
                    "hidesCreated": .bool(rule.hidesCreated),
                ])
        }
        return [
            "documents": .object(documents), "baseData": .object(baseData), "formRules": .object(ruleMembers),
            "sessions": .number(services.sessions.count), "attachments": .array(attachmentList),
        ]
    }

    /// `GET documents/{form}`; `POST documents/{form}` with a `Model`: somebody enters a document by hand; `POST documents/{form}/{number}/edit` with fields as in `Model`: somebody edits the
    /// document behind the integration's back, whatever its status, and with `"IsDeleteEntry": true` deletes the rows of
    /// an entry that are not sent with it; `POST documents/{form}/{number}/delete`.
    /// `POST interactions` with `{"form","operation","flag","message"?,"times"?,"isIgnorable"?}` arms a prompt, see
    /// `InteractionPrompt`; `GET interactions` lists those that are armed. `GET|POST inventory`, `POST materials`.
    package func control(_ method: String, _ path: [String], _ body: JSON) async throws -> JSON? {
        switch (method, path.count, path.first, path.last) {
        case ("GET", 2, "documents", _):
            let form = try form(path[1])
            return ["documents": .array(documents(form: form.definition.id).map(\.json))]
        case ("POST", 2, "documents", _): return try enter(try form(path[1]), body).json
        case ("POST", 4, "documents", "edit"):
            return try edit(try form(path[1]), number: path[2], body).json
        case ("POST", 4, "documents", "delete"):
            return try remove(try form(path[1]), number: path[2]).json
        case ("POST", 1, "interactions", _):
            let prompt = try InteractionPrompt(body, form: try form(body["form"]?.string ?? "").definition.id)
            services.documents.transact { $0.prompts.arm(prompt) }
            return prompt.json
        case ("GET", 1, "interactions", _):
            return ["interactions": .array(services.documents.transact { $0.prompts.armed }.map(\.json))]
        default:
            if let answer = try controlStock(method, path, body) { return answer }
            return try accessControl(method, path, body)
        }
    }

    private var journal: DocumentJournal { DocumentJournal(history: services.history, call: nil) }

    private func form(_ id: String) throws -> KingdeeForm {
        guard let form = services.form(id) else {
            let ids = services.forms.forms.map(\.definition.id)
            throw ControlError(
                "unknown form '\(id)'" + suggestion(id, ids, otherwise: "known are \(ids.joined(separator: ", "))"))
        }
        return form
    }

    private func edit(_ form: KingdeeForm, number: String, _ body: JSON) throws -> StoredDocument {
        guard let members = body.members, !members.isEmpty else {
            throw ControlError(#"send the fields to change as in Model, such as {"FCausa":"改过的事由"}"#)
        }
        let others = ["FForbidStatus", "IsDeleteEntry"]
        let keys = form.definition.fields.map(\.key) + form.definition.entries.map(\.key) + others
        // Of the entries only those that were sent.
        let updated = members.map(\.key).filter { !others.contains($0) }
        for member in members
        where !others.contains(member.key) && form.headField(member.key) == nil
            && form.entry(member.key) == nil
        {
            throw ControlError(
                "unknown field '\(member.key)'" + suggestion(member.key, keys, otherwise: "see QueryBusinessInfo"))
        }
        let draft = ModelReader.read(body, as: form)
        let deletesRows = body["IsDeleteEntry"]?.boolean == true
        let options = SaveOptions(
            [
                "IsDeleteEntry": .bool(deletesRows),
                "NeedUpDateFields": deletesRows ? .array(updated.map { .string($0) }) : [],
            ], isDraft: false)
        return try services.documents.transact { state in
            guard var record = state.books[form.position].first(number: number) else { throw missing(form, number) }
            let refusals =
                draft.refusals + ModelMerge.merge(draft, into: &record, form, options, state.books, services.forms)
            guard refusals.isEmpty else { throw ControlError(refusals.map(\.message).joined(separator: "; ")) }
            if let status = body["FForbidStatus"]?.string { record.isForbidden = status == "B" }
            record.modified = services.time.now
            record.modifier = PresetBaseData.creator
            state.books[form.position].store(&record)
            journal.saved(record, form, created: false)
            return StoredDocument(record, form: form)
        }
    }

    private func enter(_ form: KingdeeForm, _ model: JSON) throws -> StoredDocument {
        let draft = ModelReader.read(model, as: form)
        guard draft.id == 0 else {
            throw ControlError("a new document has no \(form.definition.key) yet; POST …/{number}/edit changes one")
        }
        let effect = DocumentState.Effect(user: PresetBaseData.creator, now: services.time.now, journal: journal)
        return try services.documents.transact { state in
            do throws(DocumentState.SaveError) {
                let record = try state.save(draft, as: form, SaveOptions([:], isDraft: false), effect)
                return StoredDocument(record, form: form)
            } catch {
                throw ControlError(error.refusals.map(\.message).joined(separator: "; "))
            }
        }
    }

    private func remove(_ form: KingdeeForm, number: String) throws -> StoredDocument {
        try services.documents.transact { state in
            guard let record = state.books[form.position].first(number: number) else { throw missing(form, number) }
            state.books[form.position].remove(record)
            journal.deleted(record, form)
            return StoredDocument(record, form: form)
        }
    }

    private func missing(_ form: KingdeeForm, _ number: String) -> ControlError {
        ControlError("no document '\(number)' of \(form.definition.id); GET documents/\(form.definition.id) lists them")
    }

    private func suggestion(_ name: String, _ names: [String], otherwise: String) -> String {
        Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? "; \(otherwise)"
    }
}
