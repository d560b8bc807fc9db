extension DocumentState {
    /// A document that was made by pushing; `problem` is why it could be kept as a draft only.
    struct Pushed: Sendable {
        var record: DocumentRecord
        var problem: KingdeeRefusal?
    }

    /// The documents that are to be pushed, each with the rows that were named; no rows means all. Rows of one document
    /// are pushed together.
    func sources(
        of request: PushRequest
    ) -> [Result<(id: Int64, rows: Set<Int64>), KingdeeRefusal>] {
        let book = books[request.source.position]
        switch request.selection {
        case .ids(let ids):
            return ids.map { text in
                guard let id = Int64(text), book[id] != nil else { return .failure(.noSuchDocument(text)) }
                return .success((id, []))
            }
        case .numbers(let numbers):
            return numbers.map { number in
                guard let record = book.first(number: number) else { return .failure(.noSuchDocument(number)) }
                return .success((record.id, []))
            }
        case .rows(let rows):
            var sources: [Result<(id: Int64, rows: Set<Int64>), KingdeeRefusal>] = []
            var places: [Int64: Int] = [:]
            for text in rows {
                guard let row = Int64(text), let record = book.document(ofRow: row) else {
                    sources.append(.failure(.noSuchSourceRow(text)))
                    continue
                }
                if let place = places[record.id], case .success(var source) = sources[place] {
                    source.rows.insert(row)
                    sources[place] = .success(source)
                } else {
                    places[record.id] = sources.count
                    sources.append(.success((record.id, [row])))
                }
            }
            return sources
        }
    }

    /// Pushes one document, or some of its rows, down: makes and stores the target.
    ///
    /// The source must be audited. What was pushed to a target that still exists is not pushed again by the same rule,
    /// unless the rule allows it. The platform's texts for both are not known.
    mutating func push(
        _ id: Int64, rows named: Set<Int64>, _ request: PushRequest, _ effect: Effect
    ) throws(KingdeeRefusal) -> Pushed {
        let form = request.source
        guard let source = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard source.status == .audited else {
            throw .document(source.number, form.definition, "只有已审核的数据才允许下推")
        }
        let flags = side.flags[DocumentSide.Key(form: form.definition.id, id: id)] ?? BillFlags()
        guard !flags.isCancelled, !flags.isClosed else {
            throw .document(source.number, form.definition, "单据已作废或已关闭，不允许下推")
        }
        let links = linksToMake(source, named, request)
            .filter { !flags.closedRows.contains($0.row) }
        guard !links.isEmpty else { throw .document(source.number, form.definition, "没有可下推的数据，单据已经下推") }
        var target = try converted(source, Set(links.map(\.row)), request, effect)
        let problem = try saveTarget(&target, request, effect)
        for link in links {
            pushes.link(link, to: PushLinks.Target(form: request.target.position, document: target.id))
        }
        return Pushed(record: target, problem: problem)
    }

    /// The rows that are pushed: those named, or all, as far as they were not pushed before.
    private func linksToMake(
        _ source: DocumentRecord, _ named: Set<Int64>, _ request: PushRequest
    ) -> [PushLinks.Source] {
        let mapped = request.rule.entries.compactMap { request.source.entry($0.source) }
        var rows = mapped.flatMap { source.entries[$0].map(\.id) }
        if mapped.isEmpty { rows = [0] }
        if !named.isEmpty { rows = rows.filter { named.contains($0) } }
        let links = rows.map {
            PushLinks.Source(
                form: request.source.position, document: source.id, row: $0, rule: request.rule.id)
        }
        guard !request.rule.allowsRepeat else { return links }
        return links.filter { link in
            !pushes[link].contains { books[$0.form][$0.document] != nil }
        }
    }

    /// The target as the rule makes it. Fields that either form lacks are left out.
    private func converted(
        _ source: DocumentRecord, _ rows: Set<Int64>, _ request: PushRequest, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        let (form, rule) = (request.source, request.rule)
        var target = DocumentRecord(form: request.target, by: effect.user, at: effect.now)
        for field in rule.head {
            guard let from = form.headField(field.source), let to = request.target.headField(field.target),
                let value = source.head[from]
            else { continue }
            target.head[to] = value
        }
        for entry in rule.entries {
            guard let from = form.entry(entry.source), let to = request.target.entry(entry.target) else { continue }
            for row in source.entries[from] where rows.contains(row.id) {
                var copy = request.target.emptyRow(of: to)
                for field in entry.fields {
                    guard let place = form.entryField(field.source, entry: from),
                        let targetPlace = request.target.entryField(field.target, entry: to),
                        let value = row.fields[place]
                    else { continue }
                    copy.fields[targetPlace] = value
                }
                target.entries[to].append(copy)
            }
        }
        let billType = request.billType.isEmpty ? rule.billType ?? "" : request.billType
        try set("BOS_BillType", billType, in: &target, request.target)
        try set("ORG_Organizations", request.organization, in: &target, request.target)
        return target
    }

    /// Sets the first head field that refers to `formID` to the base data that `label` names by number or by id.
    private func set(
        _ formID: String, _ label: String, in record: inout DocumentRecord, _ form: KingdeeForm
    ) throws(KingdeeRefusal) {
        guard !label.isEmpty, let base = forms.form(formID),
            let place = form.definition.fields.firstIndex(where: { $0.kind == .base(form: formID) })
        else { return }
        let book = books[base.position]
        guard let found = book.first(number: label) ?? Int64(label).flatMap({ book[$0] }) else {
            throw .noSuchBaseData(form.definition.fields[place], label)
        }
        record.head[place] = .reference(form: formID, number: found.number)
    }

    /// Stores the target, or keeps it as a draft without number when something is missing and the call wants that.
    private mutating func saveTarget(
        _ target: inout DocumentRecord, _ request: PushRequest, _ effect: Effect
    ) throws(KingdeeRefusal) -> KingdeeRefusal? {
        let form = request.target
        var problem = complete(&target, form, validates: true).first ?? form.missingNumber(of: target)
        problem = problem ?? side.hindrance(to: target, form, user: effect.user, at: effect.now)
        if let problem, !request.keepsDrafts { throw problem }
        target.status = problem == nil ? .created : .temporary
        if problem == nil { giveNumber(to: &target, form, effect) }
        for rule in form.rules { rule.store(&target, form, &self, effect) }
        books[form.position].store(&target)
        effect.journal.saved(target, form, created: true)
        return problem
    }
}
