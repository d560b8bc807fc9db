import Seams

/// Comparing a document with the `Model` that we meant to save: `ExecuteBillQuery`.
extension KingdeeClient {
    /// How the document with this id differs from `model`. The head and its first entry are asked for in one query, which
    /// gives a row for each row of the entry; a second entry would multiply them, and has a query of its own.
    ///
    /// - Throws: `rejected` when none of the fields can be asked for.
    package func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference {
        guard let model = try? JSONValue(parsing: model) else { throw .rejected(reason: "the model is no JSON") }
        var questions = DocumentDifference.questions(model)
        // The number told whose document it is, or a code rule of Kingdee's overwrote it: it is no content.
        let head = questions.isEmpty ? [] : questions.removeFirst().keys.filter { $0 != form.numberField }
        let filter = "\(form.keyField)=\(KingdeeClient.literal(document))"
        let first = questions.isEmpty ? nil : questions.removeFirst()
        var comparison = DocumentComparison(model: model)
        let answer = try await answer(head + (first?.keys ?? []), form, filter)
        guard !answer.columns.isEmpty, !answer.rows.isEmpty else {
            throw .rejected(reason: "none of its fields could be read")
        }
        comparison.compareHead(answer, head.count)
        if let first { comparison.compareRows(of: first.entry ?? "", answer, from: head.count) }
        for question in questions {
            let answer = try await self.answer(question.keys, form, filter)
            comparison.compareRows(of: question.entry ?? "", answer, from: 0)
        }
        return comparison.difference
    }

    /// Asks for fields. Where the server refuses them because of one, they are asked for in halves, and what cannot be asked
    /// for is left out: what a model may hold and what a query may ask for differ, for example in dimensions.
    private func answer(
        _ columns: [String], _ form: DocumentForm, _ filter: String
    ) async throws(PlatformFailure) -> DocumentComparison.Answer {
        guard !columns.isEmpty else { return DocumentComparison.Answer() }
        do {
            let rows = try await allRows(form: form.id, columns: columns, filter: filter, order: "\(form.keyField) ASC")
            return DocumentComparison.Answer(columns: columns, asked: columns, rows: rows)
        } catch .rejected where columns.count > 1 {
            let middle = columns.count / 2
            let left = try await answer(Array(columns[..<middle]), form, filter)
            let right = try await answer(Array(columns[middle...]), form, filter)
            return left.beside(right)
        } catch .rejected {
            return DocumentComparison.Answer(columns: [], asked: columns, rows: [])
        }
    }
}

/// Compares what Kingdee shows of a document with a model, without false alarms: spellings, defaults and roundings of
/// Kingdee's are no differences.
struct DocumentComparison {
    /// Rows of cells in the order of `columns`, of which some that were `asked` for may be missing.
    struct Answer {
        var columns: [String] = []
        var asked: [String] = []
        var rows: [[JSONValue]] = []

        /// Both of the same document. One without rows has none of its columns.
        func beside(_ other: Answer) -> Answer {
            guard !rows.isEmpty else {
                return Answer(columns: other.columns, asked: asked + other.asked, rows: other.rows)
            }
            guard other.rows.count > 1 || rows.count > 1, rows.count != other.rows.count else {
                let rows = other.rows.isEmpty ? rows : zip(rows, other.rows).map { $0 + $1 }
                return Answer(columns: columns + other.columns, asked: asked + other.asked, rows: rows)
            }
            // One half has fields of the head alone, and one row: it stands beside each row of the other.
            let count = max(rows.count, other.rows.count)
            guard rows.count == 1 || other.rows.count <= 1 else {
                return Answer(columns: columns, asked: asked + other.asked, rows: rows)
            }
            let rows = (0..<count).map { index in
                self.rows[min(index, self.rows.count - 1)]
                    + (other.rows.isEmpty ? [] : other.rows[min(index, other.rows.count - 1)])
            }
            return Answer(columns: columns + other.columns, asked: asked + other.asked, rows: rows)
        }
    }

    let model: JSONValue
    private(set) var difference = DocumentDifference()

    init(model: JSONValue) {
        self.model = model
    }

    /// Compares the head, whose fields are the first `count` that were asked for.
    mutating func compareHead(_ answer: Answer, _ count: Int) {
        let head = Set(answer.asked.prefix(count))
        guard let row = answer.rows.first else { return }
        for (column, there) in zip(answer.columns, row) where head.contains(column) {
            guard let here = model.at(path: column), !DocumentComparison.isOurs(here, there) else { continue }
            add(column, there, here)
        }
    }

    /// Compares the rows of an entry, in whatever order Kingdee gives them; its fields stand from place `start` on.
    mutating func compareRows(of entry: String, _ answer: Answer, from start: Int) {
        let fields = Set(answer.asked.dropFirst(start))
        let places = answer.columns.indices.filter { fields.contains(answer.columns[$0]) }
        guard !places.isEmpty else { return }
        let ours = model[entry]?.elements ?? []
        var theirs = answer.rows.map { row in places.map { (answer.columns[$0], row[$0]) } }
        var missing: [(index: Int, row: JSONValue)] = []
        for (index, row) in ours.enumerated() {
            if let match = theirs.firstIndex(where: { cells in
                cells.allSatisfy { name, there in
                    row.at(path: name).map { DocumentComparison.isOurs($0, there) } ?? true
                }
            }) {
                theirs.remove(at: match)
            } else {
                missing.append((index, row))
            }
        }
        for (offset, (index, row)) in missing.enumerated() {
            guard offset < theirs.count else {
                add("\(entry)[\(index + 1)]", .null, "a row")
                continue
            }
            for (name, there) in theirs[offset] {
                guard let here = row.at(path: name), !DocumentComparison.isOurs(here, there) else { continue }
                add("\(entry)[\(index + 1)].\(name)", there, here)
            }
        }
        for _ in theirs.dropFirst(missing.count) { add(entry, "one row more", .null) }
    }

    private mutating func add(_ field: String, _ there: JSONValue, _ here: JSONValue) {
        difference.changes.append(
            DocumentDifference.Change(
                kind: .changed, field: field, there: there.text ?? (there.isNull ? "" : there.jsonText),
                here: here.text ?? (here.isNull ? "" : here.jsonText)))
    }

    /// Whether Kingdee's value can be what became of ours: the same in its own spelling, a default where we said nothing, or
    /// rounded half up to the decimals that it keeps, two at least.
    static func isOurs(_ here: JSONValue, _ there: JSONValue) -> Bool {
        if DocumentDifference.isSame(here, there) || here.isNull { return true }
        guard let left = here.text else { return false }
        if left.allSatisfy(\.isWhitespace) { return true }
        guard let right = there.text else { return false }
        if left.trimmed == right.trimmed { return true }
        guard let ours = DecimalText.plain(left), let theirs = DecimalText.plain(right) else { return false }
        return (2...8).contains { DecimalText.rounded(ours, to: $0) == theirs }
    }
}

extension DocumentDifference {
    /// How many differences people are told of.
    private static let shownMax = 3

    /// The first differences in words, with personal fields masked; nil when there are none.
    func sentence(personal names: [String]) -> String? {
        guard !changes.isEmpty else { return nil }
        let shown = changes.prefix(DocumentDifference.shownMax).map { change in
            let isPersonal = names.contains { change.field.lowercased().contains($0.lowercased()) }
            guard !isPersonal else { return "\(change.field) differs" }
            let field = change.field.split(separator: ".").last.map(String.init) ?? change.field
            let pair: JSONValue = .members(["there": .string(change.there), "here": .string(change.here)])
            let masked = PersonalFields.masked(pair, named: field == "FNumber" ? change.field : field)
            return "\(change.field) is '\(masked["there"]?.text ?? "")' instead of '\(masked["here"]?.text ?? "")'"
        }
        let more = changes.count - shown.count
        return shown.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
