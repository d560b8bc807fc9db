/// How approval instances of one template, or other records, become documents of one form: read from a file, checked
/// whole, then pure.
package struct Mapping: Sendable {
    /// What a mapping maps.
    package enum Subject: Hashable, Sendable {
        /// Approval instances of the template with this process code.
        case approval(String)
        /// Filled forms of Yida (宜搭).
        case yida(YidaForm)
        /// Records of a kind, such as `user`, `department`, or any other name.
        case record(String)
    }

    /// Tells mappings apart: the first 16 hexadecimal digits of a hash of the file and the files it names.
    package let version: String
    package let subject: Subject
    /// The form's id, such as `ER_ExpReimbursement`.
    package let form: String
    /// The field that carries the instance's id: by it the documents of an instance are found. Empty for a record without.
    package let sourceField: String
    /// The field that carries our own number, such as `FBillNo`; empty where Kingdee allots it.
    package let numberField: String
    /// How Kingdee tells the form's documents apart.
    let documents: DocumentForm
    /// The form whose document of the same approval must be audited before this one is made; nil for none.
    package let after: String?
    /// What becomes of the document when the approval is revoked; nil as the configuration says.
    package let onRevoke: RevocationRule?
    /// What becomes of a Save without an answer whose document no look-up finds.
    package let onNotFound: NotFoundRule
    /// Which of the approval's files the document gets; nil for none.
    package let attachments: AttachmentRule?
    /// The dictionaries that are asked of Kingdee.
    package let queries: [QueriedDictionary]
    /// The languages of its scripts that run outside the process, such as `python`.
    package let workerLanguages: [String]
    /// The Yida form's fields that are told what became of it; nil for none.
    package let writeBack: YidaWriteBack?
    private let condition: Condition?
    private let marks: DocumentMarks
    /// The head's fields, then the entries.
    private let document: ObjectRule<DocumentMember>
    private let script: ScriptTransform?
    /// How many different names its rules take values from.
    private let names: Int

    init(
        version: String, subject: Subject, documents: DocumentForm, after: String?, onRevoke: RevocationRule?,
        onNotFound: NotFoundRule, attachments: AttachmentRule?, numberField: String, queries: [QueriedDictionary],
        workerLanguages: [String], writeBack: YidaWriteBack?, condition: Condition?, marks: DocumentMarks,
        members: [DocumentMember], script: ScriptTransform?,
        names: Int
    ) {
        self.version = version
        self.subject = subject
        self.documents = documents
        self.after = after
        self.onRevoke = onRevoke
        self.onNotFound = onNotFound
        form = documents.id
        sourceField = documents.sourceField
        self.numberField = numberField
        self.attachments = attachments
        self.queries = queries
        self.workerLanguages = workerLanguages
        self.writeBack = writeBack
        self.condition = condition
        self.marks = marks
        document = ObjectRule(members)
        self.script = script
        self.names = names
    }

    /// The approval template; empty for a mapping of other records.
    package var processCode: String {
        if case .approval(let code) = subject { code } else { "" }
    }

    /// What items of it are filed under: the approval template, or the Yida form; empty for a mapping of other records.
    package var flow: String {
        switch subject {
        case .approval(let code): code
        case .yida(let form): form.flow
        case .record: ""
        }
    }

    /// What kind of other records it maps; nil for approvals and Yida forms.
    package var record: String? {
        if case .record(let kind) = subject { kind } else { nil }
    }

    /// The rules of the head's fields, in order.
    var fieldRules: [FieldRule] {
        document.members.compactMap { if case .field(let rule) = $0 { rule } else { nil } }
    }

    /// The names of the entries, in order.
    var entryNames: [String] {
        document.members.compactMap { if case .rows(let rule) = $0 { rule.name } else { nil } }
    }

    /// Makes the document of `instance`, with our own `number`. The same input always gives the same bytes.
    ///
    /// - Parameter knowledge: what the outside told already.
    /// - Throws: `MappingError` with everything that stands against it, or `DocumentNotWanted`.
    package func map(
        _ instance: ApprovalInstance, number: String, knowledge: MappingKnowledge = MappingKnowledge()
    ) throws -> MappedDocument {
        guard let record = instance.record else {
            return try map(RecordContext(.approval(instance), number: number, knowledge: knowledge, names: names))
        }
        return try map(record: record, number: number, knowledge: knowledge)
    }

    /// Makes the document of a record that is no approval, JSON text.
    ///
    /// - Throws: `MappingError`, `DocumentNotWanted`, or `RecordTextError` when the text is no JSON.
    package func map(
        record text: String, number: String = "", knowledge: MappingKnowledge = MappingKnowledge()
    ) throws -> MappedDocument {
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch { throw RecordTextError(reason: "\(error)") }
        return try map(record: value, number: number, knowledge: knowledge)
    }

    /// As above, of a record that is read already.
    func map(
        record: JSONValue, number: String = "", knowledge: MappingKnowledge = MappingKnowledge()
    ) throws -> MappedDocument {
        try map(RecordContext(.record(record), number: number, knowledge: knowledge, names: names))
    }

    private func map(_ record: RecordContext) throws -> MappedDocument {
        do {
            guard try condition?.holds(record) ?? true else { throw DocumentNotWanted() }
        } catch let refusal as TransformRefusal {
            throw MappingError(refusal, field: "only-when", sources: [])
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Mapping.usualLength)
        try document.write(record, .head, to: &bytes)
        guard script != nil || !marks.areSure else { return MappedDocument(form: form, bytes: bytes) }
        var model = JSONValue.written(bytes)
        if let script {
            model = try finished(model, by: script, record)
            bytes = Array(model.jsonText.utf8)
        }
        try marks.check(model, record)
        return MappedDocument(form: form, bytes: bytes)
    }

    /// Most documents are no longer, in bytes.
    private static let usualLength = 4096

    /// What the document's script makes of it. By number and source we find the document again: those stay ours.
    private func finished(
        _ model: JSONValue, by script: ScriptTransform, _ record: RecordContext
    ) throws(MappingError) -> JSONValue {
        guard var changed = try script.object(from: model, record, path: form) else {
            throw MappingError(
                TransformRefusal(
                    value: "", reason: "the document's script returns nothing",
                    remedy: "return the document, or say with only-when which instances become none"),
                field: "script", sources: [])
        }
        for field in [numberField, sourceField] where !field.isEmpty {
            if let value = model.at(path: field) { changed.set(field, to: value) }
        }
        return changed
    }
}

/// A record that is no JSON.
package struct RecordTextError: Error, Hashable, CustomStringConvertible {
    package var reason: String

    package var description: String { "the record is \(reason)" }
}

/// One member of a document.
enum DocumentMember: MemberRule {
    case field(FieldRule)
    case rows(EntryRule)

    var name: String {
        switch self {
        case .field(let rule): rule.name
        case .rows(let rule): rule.name
        }
    }

    func write(_ record: RecordContext, _ place: FieldPlace, to bytes: inout [UInt8]) throws(MappingError) -> Bool {
        switch self {
        case .field(let rule): try rule.write(record, place, to: &bytes)
        case .rows(let rule): try rule.write(record, place, to: &bytes)
        }
    }
}
