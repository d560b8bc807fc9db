extension KingdeeOperation {
    /// The operation that takes documents through `change`.
    static func statusOperation(_ change: StatusChange) -> KingdeeOperation {
        documentOperation(change.operation, parameters: ["formid", "data"], key: DocumentSelection.key) {
            call throws(KingdeeRefusal) in
            try take(change, call)
        }
    }

    /// Takes the selected documents through `change`.
    static func take(_ change: StatusChange, _ call: KingdeeCall) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        let data = try call.data()
        let verifiesWorkflow = data.member(ignoringCase: "IsVerifyProcInst")?.boolean ?? true
        let answers = InteractionAnswers(data)
        let status = try DocumentSelection(data).perform(call, change.verb) {
            state, id, effect throws(KingdeeRefusal) in
            try state.move(id, form, change, effect, verifiesWorkflow: verifiesWorkflow, answers: answers)
        }
        return KingdeeReply(status)
    }

    /// An operation on documents. A refusal of the whole call becomes its reply.
    static func documentOperation(
        _ name: String, parameters: [String], service: Service = .forms, family: Family = .result,
        key: @escaping @Sendable (KingdeeArguments, DocumentStore) -> String? = { _, _ in nil },
        _ body: @escaping @Sendable (KingdeeCall) throws(KingdeeRefusal) -> KingdeeReply
    ) -> KingdeeOperation {
        KingdeeOperation(service: service, name: name, parameters: parameters, family: family, key: key) { call in
            do throws(KingdeeRefusal) {
                return try body(call)
            } catch {
                return KingdeeReply(refusal: error, family)
            }
        }
    }
}
