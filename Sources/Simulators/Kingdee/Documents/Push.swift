extension KingdeeOperation {
    /// 下推: makes documents of another form from audited ones, one from each. `SuccessEntitys` holds the new documents,
    /// `ConvertResponseStatus` what became of each source; its members beyond `IsSuccess` and `Message` are an assumption.
    static let push = documentOperation("Push", parameters: ["formid", "data"], key: DocumentSelection.key) {
        call throws(KingdeeRefusal) in
        let request = try PushRequest(call)
        let effect = DocumentState.Effect(user: call.user, now: call.now, journal: call.journal)
        let outcomes = call.services.documents.transact { state in
            state.sources(of: request).map { source in
                Result { () throws(KingdeeRefusal) -> DocumentState.Pushed in
                    let (id, rows) = try source.get()
                    return try state.push(id, rows: rows, request, effect)
                }
            }
        }
        return PushReply.reply(outcomes)
    }
}

/// The reply of Push.
enum PushReply {
    /// One outcome for each source, in their order. Of a target that was kept as a draft the status block tells success,
    /// without a number; why it is a draft stands with its source.
    static func reply(_ outcomes: [Result<DocumentState.Pushed, KingdeeRefusal>]) -> KingdeeReply {
        var status = StatusBlock()
        var sources: [JSON] = []
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let pushed):
                status.entities.append(.init(id: pushed.record.id, number: pushed.record.number, index: index))
                sources.append(source(index, isSuccess: true, pushed.problem?.message, pushed.record.id))
            case .failure(let refusal):
                status.errors.append(refusal.at(index))
                sources.append(source(index, isSuccess: false, refusal.message, nil))
            }
        }
        let result: JSON = ["ResponseStatus": status.json, "ConvertResponseStatus": .array(sources)]
        return KingdeeReply(["Result": result], error: status.error)
    }

    private static func source(_ index: Int, isSuccess: Bool, _ message: String?, _ target: Int64?) -> JSON {
        [
            "IsSuccess": .bool(isSuccess), "Message": .string(message ?? ""),
            "TargetId": target.map { .number($0) } ?? nil, "DIndex": .number(index),
        ]
    }
}
