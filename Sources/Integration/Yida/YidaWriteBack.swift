/// Which fields of a Yida form are told what became of it. They belong to the core: what they say is no part of the form's
/// content.
package struct YidaWriteBack: Hashable, Sendable {
    /// The text field that gets the bill number.
    package var number: String?
    /// The text field that gets 已审核 or 未生成.
    package var state: String?
    /// The text field that gets why there is no document; emptied when there is one.
    package var reason: String?

    package init(number: String? = nil, state: String? = nil, reason: String? = nil) {
        self.number = number
        self.state = state
        self.reason = reason
    }

    /// The fields.
    package var fields: [String] { [number, state, reason].compactMap(\.self) }

    private static let reasonCharactersMax = 200

    /// What the fields are to say at an item's end; nil when there is nothing to tell. JSON text, fields sorted by name.
    func notice(of progress: ItemProgress) -> Notice.Draft? {
        var told: [(String?, String)]
        switch progress.state {
        case .done:
            guard let document = progress.document else { return nil }
            told = [(number, document.number), (state, "已审核"), (reason, "")]
        case .dead:
            let text = Notice.Draft.shown(progress.reason ?? "", charactersMax: YidaWriteBack.reasonCharactersMax)
            told = [(state, "未生成"), (reason, text)]
        default: return nil
        }
        told = told.filter { $0.0 != nil }.sorted { ($0.0 ?? "") < ($1.0 ?? "") }
        let members = told.compactMap { field, text in field.map { JSONValue.Member($0, .string(text)) } }
        guard !members.isEmpty else { return nil }
        return Notice.Draft(kind: .form, text: JSONValue.object(members).jsonText)
    }
}

extension YidaWriteBack {
    /// Reads `write-back:` of a mapping file; nil when there is none, or when it is none, which is noted.
    init?(_ file: inout MappingSection, _ subject: Mapping.Subject?, _ notes: MappingNotes) {
        guard let member = file.take("write-back") else { return nil }
        let opened = MappingSection(
            member.node, name: "write-back", line: member.line, notes: notes,
            write: "write-back: {number: textField_k1a2b3c4, state: textField_k1a2b3c5}")
        guard var section = opened else { return nil }
        defer { section.finish() }
        if let subject {
            guard case .yida = subject else {
                file.note(member, "belongs to Yida forms only; approvals are told by a comment (dingtalk.commentUser)")
                return nil
            }
        }
        self.init(
            number: section.text("number", write: "textField_k1a2b3c4"),
            state: section.text("state", write: "textField_k1a2b3c5"),
            reason: section.text("reason", write: "textField_k1a2b3c6"))
        if Set(fields).count != fields.count {
            file.note(member, "names one field twice; give each its own")
        }
        if fields.isEmpty {
            file.note(member, "names no field; write for example number: textField_k1a2b3c4")
        }
    }
}
