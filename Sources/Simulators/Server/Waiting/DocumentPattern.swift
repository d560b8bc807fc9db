import Seams

/// Which Kingdee document an expectation means:
/// `{"form":"ER_ExpReimbursement","number":"EXP-1","status":"C","where":{"FCausa":"客户拜访"}}`. `status` may also be
/// `deleted`.
struct DocumentPattern: Sendable {
    let form: String
    let number: String?
    let status: String?
    let fields: [JSON.Member]

    static let keys = ["form", "number", "status", "where"]
    static let statuses = [
        "Z", "A", "B", "C", "D", "temporary", "created", "submitted", "audited", "reaudit", "deleted",
    ]

    /// Reads a pattern.
    ///
    /// - Throws: `ControlError` that names the unknown or wrong part.
    init(_ json: JSON) throws(ControlError) {
        for member in json.members ?? [] where !DocumentPattern.keys.contains(member.key) {
            throw ControlError(
                "document: unknown '\(member.key)'" + Spelling.hint(for: member.key, among: DocumentPattern.keys))
        }
        guard let form = json["form"]?.string, json["number"] != nil || json["where"]?.members?.isEmpty == false else {
            throw ControlError(
                #"document: name the form and the number, such as {"form":"ER_ExpReimbursement","number":"EXP-1","status":"C"}"#
            )
        }
        self.form = form
        number = json["number"]?.scalarText
        fields = json["where"]?.members ?? []
        guard let status = json["status"]?.scalarText else {
            self.status = nil
            return
        }
        guard DocumentPattern.statuses.contains(status) else {
            throw ControlError(
                "document: unknown status '\(status)'; known are \(DocumentPattern.statuses.joined(separator: ", "))")
        }
        let letters = ["temporary": "Z", "created": "A", "submitted": "B", "audited": "C", "reaudit": "D"]
        self.status = letters[status] ?? status
    }

    /// What of `document` differs from the pattern; empty when it fits.
    func differences(_ document: SeenDocument) -> [String] {
        var differences: [String] = []
        if document.form.lowercased() != form.lowercased() {
            differences.append("form is '\(document.form)', expected '\(form)'")
        }
        if let number, document.number != number {
            differences.append("number is '\(document.number)', expected '\(number)'")
        }
        if let status, document.status != status {
            differences.append("status is '\(document.status)', expected '\(status)'")
        }
        if status == nil, document.status == "deleted" { differences.append("it was deleted") }
        for member in fields {
            let found = document.content.value(at: member.key)
            let expected = member.value.scalarText ?? member.value.text
            let text = found.map { $0.scalarText ?? $0.text }
            if text != expected {
                differences.append("\(member.key) is \(text.map { "'\($0)'" } ?? "missing"), expected '\(expected)'")
            }
        }
        return differences
    }
}

/// A document as the history tells it.
struct SeenDocument: Sendable {
    let form: String
    let id: String
    var number: String
    /// The letter, or `deleted`.
    var status: String
    /// As saved last.
    var content: JSON
}

/// All documents that a history tells of, in the order of their appearance.
struct SeenDocuments: Sendable {
    private(set) var all: [SeenDocument] = []
    private var places: [String: Int] = [:]

    /// Takes one more event in, and returns the place of the document that it changed; nil when it is about none.
    mutating func absorb(_ fact: HistoryFact) -> Int? {
        switch fact {
        case .documentSaved(_, let form, let id, let number, _, let status, let content):
            let content = (try? JSON(parsing: content)) ?? .null  // our own writing, always JSON
            let document = SeenDocument(form: form, id: id, number: number, status: status, content: content)
            guard let place = places["\(form) \(id)"] else {
                places["\(form) \(id)"] = all.count
                all.append(document)
                return all.count - 1
            }
            all[place] = document
            return place
        case .documentStatusChanged(_, let form, let id, let number, _, _, let status):
            guard let place = places["\(form) \(id)"] else { return nil }
            all[place].number = number
            all[place].status = status
            return place
        case .documentDeleted(_, let form, let id, _):
            guard let place = places["\(form) \(id)"] else { return nil }
            all[place].status = "deleted"
            return place
        default: return nil
        }
    }
}
