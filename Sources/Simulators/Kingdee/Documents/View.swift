extension KingdeeOperation {
    /// 查看: one document in the platform's own dialect.
    static let view = documentOperation("View", parameters: ["formid", "data"], key: DocumentSelection.key) {
        call throws(KingdeeRefusal) in
        let form = try call.form()
        let data = try call.data()
        let number = data.member(ignoringCase: "Number")?.scalarText ?? ""
        let id = data.member(ignoringCase: "Id")?.scalarText ?? ""
        guard !number.isEmpty || !id.isEmpty else { throw .parameterEmpty("Number、Id") }
        let (found, bases) = call.services.documents.transact { state in
            let book = state.books[form.position]
            return (number.isEmpty ? Int64(id).flatMap { book[$0] } : book.first(number: number), state.baseData)
        }
        guard let found else { throw .noSuchDocument(number.isEmpty ? id : number) }
        let view = DocumentView(bases: bases)
        let status = call.services.access.behaviour.viewHasStatusBlock ? StatusBlock().json : .null
        return KingdeeReply(["Result": ["ResponseStatus": status, "Result": view.json(found, form)]])
    }
}
