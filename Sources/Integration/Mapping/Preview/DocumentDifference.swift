/// How a mapped document differs from what is in Kingdee.
package struct DocumentDifference: Hashable, Sendable {
    /// One line of it.
    package struct Change: Hashable, Sendable {
        package enum Kind: String, Sendable {
            /// Kingdee has another value.
            case changed
            /// Kingdee has no such value or row.
            case added
            /// Kingdee has a row that we do not.
            case removed
        }

        package var kind: Kind
        /// The field, such as `FEntity[2].FExpenseAmount`.
        package var field: String
        /// In Kingdee; empty for `added`.
        package var there: String
        /// Of the mapping; empty for `removed`.
        package var here: String
    }

    /// The document's status in Kingdee, such as `C`; nil when there is no such document.
    package var status: String?
    package var changes: [Change] = []

    init() {}

    /// What a model asks of Kingdee: a query for its head, and one for each entry.
    struct Question: Hashable {
        /// Nil for the head.
        var entry: String?
        /// The keys of the query, which are also the paths in the model.
        var keys: [String]
    }

    /// The queries that a model needs.
    static func questions(_ model: JSONValue) -> [Question] {
        guard case .object(let members) = model else { return [] }
        var head: [String] = []
        var entries: [Question] = []
        for member in members {
            guard let rows = member.value.elements else {
                head += leaves(member.value, member.name)
                continue
            }
            var keys: [String] = []
            for row in rows {
                guard case .object(let cells) = row else { continue }
                for key in cells.flatMap({ leaves($0.value, $0.name) }) where !keys.contains(key) { keys.append(key) }
            }
            if !keys.isEmpty { entries.append(Question(entry: member.name, keys: keys)) }
        }
        return [Question(entry: nil, keys: head)] + entries
    }

    /// The paths of the single values in `value`; lists inside rows are not compared.
    private static func leaves(_ value: JSONValue, _ path: String) -> [String] {
        switch value {
        case .object(let members): members.flatMap { leaves($0.value, "\(path).\($0.name)") }
        case .array: []
        case .null, .bool, .number, .string: [path]
        }
    }

    /// Compares one question's answer: rows of cells in the order of its keys.
    mutating func compare(_ question: Question, of model: JSONValue, with rows: [[JSONValue]]) {
        let ours: [JSONValue]
        if let entry = question.entry { ours = model[entry]?.elements ?? [] } else { ours = [model] }
        for (index, row) in ours.enumerated() {
            let prefix = question.entry.map { "\($0)[\(index + 1)]." } ?? ""
            guard index < rows.count else {
                changes.append(
                    Change(
                        kind: .added, field: question.entry.map { "\($0)[\(index + 1)]" } ?? "document", there: "",
                        here: row.jsonText))
                continue
            }
            for (key, there) in zip(question.keys, rows[index]) {
                guard let here = row.at(path: key), !DocumentDifference.isSame(here, there) else { continue }
                let shown = there.text ?? (there.isNull ? "" : there.jsonText)
                changes.append(
                    Change(
                        kind: shown.isEmpty ? .added : .changed, field: prefix + key, there: shown,
                        here: here.text ?? here.jsonText))
            }
        }
        guard let entry = question.entry else { return }
        for (index, row) in rows.enumerated().dropFirst(ours.count) {
            let named = JSONValue.object(zip(question.keys, row).map { JSONValue.Member($0, $1) })
            changes.append(Change(kind: .removed, field: "\(entry)[\(index + 1)]", there: named.jsonText, here: ""))
        }
    }

    /// What becomes different when a model takes the place of a former one, value by value; `there` is the former's.
    init(from former: JSONValue, to model: JSONValue) {
        compare(former, model, at: "")
    }

    private mutating func compare(_ former: JSONValue?, _ model: JSONValue?, at path: String) {
        switch (former, model) {
        case (.object(let old)?, .object(let new)?):
            var names = old.map(\.name)
            names += new.map(\.name).filter { !names.contains($0) }
            for name in names {
                let (there, here) = (old.first { $0.name == name }?.value, new.first { $0.name == name }?.value)
                compare(there, here, at: path.isEmpty ? name : "\(path).\(name)")
            }
        case (.array(let old)?, .array(let new)?):
            for index in 0..<max(old.count, new.count) {
                let (there, here) = (index < old.count ? old[index] : nil, index < new.count ? new[index] : nil)
                compare(there, here, at: "\(path)[\(index + 1)]")
            }
        case (let old, let new):
            guard old != new else { return }
            let kind: Change.Kind = old == nil ? .added : new == nil ? .removed : .changed
            let (there, here) = (old.map { $0.text ?? $0.jsonText }, new.map { $0.text ?? $0.jsonText })
            changes.append(Change(kind: kind, field: path, there: there ?? "", here: here ?? ""))
        }
    }

    /// Whether Kingdee shows the same value, in its own spelling: `2026-01-15T00:00:00` for a day, `1.0000000000` for 1.
    static func isSame(_ here: JSONValue, _ there: JSONValue) -> Bool {
        if here == there { return true }
        if let flag = here.flag, there.flag == flag || there.text == (flag ? "1" : "0") { return true }
        guard let left = here.text, let right = there.text else { return false }
        if left == right { return true }
        if let a = DecimalText.plain(left), let b = DecimalText.plain(right) { return a == b }
        let day = right.replacing("T", with: " ")
        return left.count >= 10 && (day == left || day.hasPrefix("\(left) 00:00:00"))
            && left.wholeMatch(of: /\d{4}-\d{2}-\d{2}.*/) != nil
    }
}

extension KingdeeClient {
    /// Compares a mapped document with the one in Kingdee that has its number, or where Kingdee allots numbers, the one that
    /// was made of the same instance.
    package func difference(
        of mapping: Mapping, model: String, number: String, instance: String?
    ) async throws(PlatformFailure) -> DocumentDifference {
        guard let model = try? JSONValue(parsing: model) else { throw .rejected(reason: "the model is no JSON") }
        let form = mapping.form
        var filter =
            "\(mapping.numberField.isEmpty ? "FNumber" : mapping.numberField)=\(KingdeeClient.literal(number))"
        if !mapping.documents.isNumberOurs {
            guard let instance else { return DocumentDifference() }
            // A search by source also finds ids that only begin like ours.
            let found = try await find(.source(instance), of: mapping.documents)
            guard let document = found.first(where: { $0.names(instance: instance) }) else {
                return DocumentDifference()
            }
            filter = "\(mapping.documents.keyField)=\(KingdeeClient.literal(document.id))"
        }
        let head = try await allRows(form: form, columns: ["FDocumentStatus"], filter: filter, order: "")
        var difference = DocumentDifference()
        guard let first = head.first else { return difference }
        difference.status = first.first?.text ?? ""
        for question in DocumentDifference.questions(model) where !question.keys.isEmpty {
            let rows = try await allRows(form: form, columns: question.keys, filter: filter, order: "")
            difference.compare(question, of: model, with: question.entry == nil ? Array(rows.prefix(1)) : rows)
        }
        return difference
    }
}
