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
    /// The internal ids of the organisations that `Numbers` are looked up in; 0 means any.
    private let useOrganization: Int64
    private let createOrganization: Int64

    /// Reads the selection out of `data`.
    ///
    /// - Throws: the platform's refusal when nothing is selected.
    init(_ data: JSON) throws(KingdeeRefusal) {
        let ids = DocumentSelection.texts(data.member(ignoringCase: "Ids")).map(Item.id)
        let numbers = DocumentSelection.texts(data.member(ignoringCase: "Numbers")).map(Item.number)
        let rows = (data.member(ignoringCase: "PkEntryIds")?.array ?? []).compactMap {
            $0.member(ignoringCase: "Id")?.scalarText.map(Item.id)
        }
        items = ids.isEmpty && numbers.isEmpty ? rows : ids + numbers
        useOrganization = data.member(ignoringCase: "UseOrgId")?.integer ?? 0
        createOrganization = data.member(ignoringCase: "CreateOrgId")?.integer ?? 0
        guard !items.isEmpty else { throw .parameterEmpty("Ids、Numbers") }
    }

    /// Lets `act` have each selected document, each in a step of its own, and reports what became of it.
    func perform(
        _ call: KingdeeCall, _ verb: String, by user: String? = nil,
        _ act: (inout DocumentState, Int64, DocumentState.Effect) throws(KingdeeRefusal) -> DocumentRecord
    ) throws(KingdeeRefusal) -> StatusBlock {
        let form = try call.form()
        let effect = DocumentState.Effect(user: user ?? call.user, now: call.now, journal: call.journal)
        var status = StatusBlock()
        for (index, item) in items.enumerated() {
            call.services.documents.transact { state in
                do throws(KingdeeRefusal) {
                    for id in try ids(item, form, state) {
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
        return status
    }

    /// The number of the first document that `data` selects: the call's business key.
    static func key(_ arguments: KingdeeArguments, _ documents: DocumentStore) -> String? {
        guard let data = arguments.data else { return nil }
        if let number = texts(data.member(ignoringCase: "Numbers")).first { return number }
        if let number = data.member(ignoringCase: "Number")?.scalarText, !number.isEmpty { return number }
        let ids = texts(data.member(ignoringCase: "Ids")) + texts(data.member(ignoringCase: "Id"))
        guard let id = ids.first.flatMap({ Int64($0) }), let form = documents.forms.form(arguments.formID) else {
            return nil
        }
        return documents.number(of: id, form)
    }

    /// `UseOrgId` and `CreateOrgId` choose among documents of one number; they are no obstacle to a number that is alone.
    private func ids(_ item: Item, _ form: KingdeeForm, _ state: DocumentState) throws(KingdeeRefusal) -> [Int64] {
        let book = state.books[form.position]
        switch item {
        case .id(let text):
            guard let id = Int64(text) else { throw .noSuchDocument(text) }
            return [id]
        case .number(let number):
            var ids = book.ids(of: number)
            for (key, organization) in [("FUseOrgId", useOrganization), ("FCreateOrgId", createOrganization)]
            where organization != 0 && ids.count > 1 {
                ids = ids.filter { state.organization(key, of: book[$0], form) == organization }
            }
            guard !ids.isEmpty else { throw .noSuchDocument(number) }
            return ids
        }
    }

    static func texts(_ list: JSON?) -> [String] {
        let texts =
            list?.array?.compactMap(\.scalarText) ?? list?.scalarText?.split(separator: ",").map(String.init) ?? []
        return texts.map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }
}

extension DocumentState {
    /// The internal id of the organisation in a field of a document.
    fileprivate func organization(_ key: String, of record: DocumentRecord?, _ form: KingdeeForm) -> Int64? {
        guard let place = form.headField(key), case .reference(let formID, let number)? = record?.head[place],
            let organizations = forms.form(formID)
        else { return nil }
        return books[organizations.position].first(number: number)?.id
    }
}
