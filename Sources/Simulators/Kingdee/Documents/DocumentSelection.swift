/// The documents that Submit, Audit, Delete and their like are asked to act on.
///
/// `Ids` is text such as `"1,2"` or an array; `Numbers` is an array. A number that several documents have means all of
/// them.
struct DocumentSelection: Sendable {
    private enum Item: Hashable, Sendable {
        case id(String)
        case number(String)
    }

    private let items: [Item]

    /// Reads the selection out of `data`.
    ///
    /// - Throws: the platform's refusal when nothing is selected.
    init(_ data: JSON) throws(KingdeeRefusal) {
        let ids = DocumentSelection.texts(data.member(ignoringCase: "Ids")).map(Item.id)
        let numbers = DocumentSelection.texts(data.member(ignoringCase: "Numbers")).map(Item.number)
        items = ids + numbers
        guard !items.isEmpty else { throw .parameterEmpty("Ids、Numbers") }
    }

    /// Lets `act` have each selected document, each in a step of its own, and reports what became of it.
    func perform(
        _ call: KingdeeCall, _ verb: String,
        _ act: (inout DocumentState, Int64, DocumentState.Effect) throws(KingdeeRefusal) -> DocumentRecord
    ) throws(KingdeeRefusal) -> KingdeeReply {
        let form = try call.form()
        let effect = DocumentState.Effect(user: call.user, now: call.now, journal: call.journal)
        var status = StatusBlock()
        for (index, item) in items.enumerated() {
            call.services.documents.transact { state in
                do throws(KingdeeRefusal) {
                    for id in try DocumentSelection.ids(item, state.books[form.position]) {
                        let record = try act(&state, id, effect)
                        status.entities.append(.init(id: record.id, number: record.number, index: index))
                        status.messages.append(
                            ("单据编号为“\(record.number)”的\(form.definition.name)，\(verb)成功！", index))
                    }
                } catch {
                    status.errors.append(error.at(index))
                }
            }
        }
        return KingdeeReply(status)
    }

    /// The number of the first document that `data` selects: the call's business key.
    static func key(_ arguments: KingdeeArguments, _ documents: DocumentStore) -> String? {
        guard let data = arguments.data else { return nil }
        if let number = texts(data.member(ignoringCase: "Numbers")).first { return number }
        if let number = data.member(ignoringCase: "Number")?.scalarText, !number.isEmpty { return number }
        let ids = texts(data.member(ignoringCase: "Ids")) + texts(data.member(ignoringCase: "Id"))
        guard let id = ids.first.flatMap({ Int64($0) }), let form = FormCatalog.form(arguments.formID) else {
            return nil
        }
        return documents.number(of: id, form)
    }

    private static func ids(_ item: Item, _ book: DocumentBook) throws(KingdeeRefusal) -> [Int64] {
        switch item {
        case .id(let text):
            guard let id = Int64(text) else { throw .noSuchDocument(text) }
            return [id]
        case .number(let number):
            let ids = book.ids(of: number)
            guard !ids.isEmpty else { throw .noSuchDocument(number) }
            return ids
        }
    }

    private static func texts(_ list: JSON?) -> [String] {
        let texts =
            list?.array?.compactMap(\.scalarText) ?? list?.scalarText?.split(separator: ",").map(String.init) ?? []
        return texts.map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }
}
