import Seams

/// The status of a document (`FDocumentStatus`).
package enum DocumentStatus: String, Codable, Sendable {
    /// 暂存: kept by Draft, mostly unchecked.
    case temporary = "Z"
    /// 创建
    case created = "A"
    /// 审核中: submitted.
    case underReview = "B"
    /// 已审核
    case audited = "C"
    /// 重新审核
    case toBeReviewedAgain = "D"

    /// Whether Save and Delete are allowed.
    var isEditable: Bool { self != .underReview && self != .audited }
}

/// A document as the fake keeps it: values in the order of its form's fields.
struct DocumentRecord: Hashable, Sendable {
    /// A row of an entry.
    struct Row: Hashable, Sendable {
        /// `FEntryID`; 0 until the row is stored.
        var id: Int64 = 0
        var fields: [FieldValue?]
    }

    /// The primary key; 0 until the document is stored.
    var id: Int64 = 0
    /// Empty for a draft without number.
    var number = ""
    var status = DocumentStatus.created
    var head: [FieldValue?]
    /// The rows of each entry.
    var entries: [[Row]]
    var created: Timestamp
    var creator: String
    var modified: Timestamp
    var modifier: String
    var audited: Timestamp?
    var auditor = ""
    /// 禁用: base data that may not be used any more.
    var isForbidden = false

    /// An empty document of `form`.
    init(form: KingdeeForm, by user: String, at now: Timestamp) {
        head = Array(repeating: nil, count: form.definition.fields.count)
        entries = Array(repeating: [], count: form.definition.entries.count)
        created = now
        creator = user
        modified = now
        modifier = user
    }

    /// What the platform itself keeps.
    func value(of field: SystemField) -> FieldValue? {
        switch field {
        case .created: .moment(created)
        case .modified: .moment(modified)
        case .audited: audited.map(FieldValue.moment)
        case .creator: creator.isEmpty ? nil : .reference(form: "SEC_User", number: creator)
        case .modifier: modifier.isEmpty ? nil : .reference(form: "SEC_User", number: modifier)
        case .auditor: auditor.isEmpty ? nil : .reference(form: "SEC_User", number: auditor)
        case .forbidden: .text(isForbidden ? "B" : "A")
        }
    }

    /// The name of base data; empty when it has none.
    func name(in form: KingdeeForm) -> String {
        guard let field = form.headField("FName"), case .text(let name)? = head[field] else { return "" }
        return name
    }

    /// The document in the form of a `Model`: keys as in the form's definition and in its order, empty fields left out,
    /// personal data masked; `FForbidStatus` only of what is forbidden.
    func content(in form: KingdeeForm) -> JSON {
        var members = [
            JSON.Member(form.definition.key, .number(id)),
            JSON.Member(form.definition.number.key, .string(number)),
            JSON.Member("FDocumentStatus", .string(status.rawValue)),
        ]
        if isForbidden { members.append(JSON.Member("FForbidStatus", "B")) }
        members += DocumentRecord.members(head, form.definition.fields)
        for (entry, rows) in zip(form.definition.entries, entries) where !rows.isEmpty {
            let rows = rows.map { row in
                JSON.object(
                    [JSON.Member(entry.rowKey, .number(row.id))] + DocumentRecord.members(row.fields, entry.fields))
            }
            members.append(JSON.Member(entry.key, entry.isSubHead ? rows[0] : .array(rows)))
        }
        return .object(members)
    }

    private static func members(_ values: [FieldValue?], _ fields: [FieldDefinition]) -> [JSON.Member] {
        zip(fields, values).compactMap { field, value in
            value.map { JSON.Member(field.key, $0.content(masked: field.isPersonal)) }
        }
    }
}

/// A stored document, for tests, the control API and checks.
package struct StoredDocument: Hashable, Sendable {
    /// The form id, such as `ER_ExpReimbursement`.
    package var form: String
    /// The primary key (`FID`).
    package var id: Int64
    /// The bill number; empty for a draft without one.
    package var number: String
    package var status: DocumentStatus
    /// The document in the form of a `Model`, as in `HistoryFact.documentSaved`.
    package var content: JSON

    init(_ record: DocumentRecord, form: KingdeeForm) {
        self.form = form.definition.id
        id = record.id
        number = record.number
        status = record.status
        content = record.content(in: form)
    }

    /// The document for the control API.
    var json: JSON {
        [
            "id": .number(id), "number": .string(number), "status": .string(status.rawValue), "content": content,
        ]
    }
}
