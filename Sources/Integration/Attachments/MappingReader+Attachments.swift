import Seams
import Yams

extension MappingReader {
    /// Reads `attachments: true`, or `attachments: {from: […], components: […], required: …, megabytes: …, types: […]}`;
    /// nil when the document gets no files.
    func attachments(_ file: inout MappingSection, of subject: Mapping.Subject?) -> AttachmentRule? {
        guard let member = file.take("attachments") else { return nil }
        switch subject {
        case .record: file.note(member, "stands beside record; only approvals and forms have attachments: take it out")
        case .approval, .yida, nil: return read(member, in: file)
        }
        return nil
    }

    private func read(_ member: MappingSection.Member, in file: MappingSection) -> AttachmentRule? {
        if case .bool(let isOn)? = member.node.scalarValue { return isOn ? AttachmentRule() : nil }
        let opened = MappingSection(
            member.node, name: "attachments", line: member.line, notes: file.notes,
            write: "attachments: true, or attachments: {components: [DDAttachment_INVOICE], required: false}")
        guard var section = opened else { return nil }
        defer { section.finish() }
        var rule = AttachmentRule()
        rule.places = places(&section)
        rule.components = section.texts("components", write: "[DDAttachment_INVOICE]") ?? []
        rule.isRequired = section.flag("required", default: false)
        if let member = section.take("megabytes") {
            if let number = member.text.flatMap(Int64.init), (1...2048).contains(number) {
                rule.bytesMax = number << 20
            } else {
                section.note(member, "is no whole number from 1 to 2048; write for example megabytes: 100")
            }
        }
        rule.types = (section.texts("types", write: "[pdf, jpg]") ?? []).map { $0.lowercased() }
        if let dotted = rule.types.first(where: { $0.hasPrefix(".") }) {
            section.notes.note(line: section.line, "attachments.types has '\(dotted)'; write it without the dot")
        }
        return rule
    }

    private func places(_ section: inout MappingSection) -> Set<FilePlace> {
        guard let names = section.texts("from", write: "[attachments, pictures]") else {
            return Set(FilePlace.allCases)
        }
        let all = FilePlace.allCases.map(\.rawValue).joined(separator: ", ")
        for name in names where FilePlace(rawValue: name) == nil {
            section.notes.note(
                line: section.line,
                "attachments.from has '\(name)', where no approval carries files; write one of \(all)")
        }
        return Set(names.compactMap(FilePlace.init))
    }
}
