import Seams
import Yams

/// Reads the parts of a mapping file in turn.
struct MappingReader {
    let text: String
    let library: MappingLibrary

    var notes: MappingNotes { library.notes }

    func mapping(_ root: Node) -> Mapping? {
        let opened = MappingSection(
            root, name: "", line: root.mark?.line ?? 1, notes: notes,
            write: "process: PROC-… and form: ER_ExpReimbursement")
        guard var file = opened else { return nil }
        let subject = subject(&file)
        let form = file.requiredText("form", write: "ER_ExpReimbursement")
        let isRecord = if case .record? = subject { true } else { false }
        let writeBack = YidaWriteBack(&file, subject, notes)
        let key = file.text("key", write: "FVOUCHERID") ?? "FID"
        let after = file.text("after", write: "ER_ExpReimbursement")
        let onRevoke = file.choice("on-revoke", RevocationRule.self)
        let onNotFound = file.choice("not-found", NotFoundRule.self) ?? .saveAgain
        let number = numberField(&file, default: isRecord ? "" : "FBillNo")
        let source = isRecord && !file.members.contains { $0.key == "source" } ? ("", nil) : sourceField(&file)
        let attachments = attachments(&file, of: subject)
        readDictionaries(file.take("dictionaries"))
        let condition = Condition(&file, "only-when", library)
        let script = ScriptTransform(&file, library)
        let head = members(of: file.take("head"), in: file, "head", write: "FBillTypeID: {constant: FYBX001_SYS}")
        let rows = members(
            of: file.take("rows"), in: nil, "rows", write: "FEntity: {from: TableField_DETAIL, fields: {…}}")
        file.finish()
        var rules = head.compactMap { FieldRule($0, in: "head", library) }
        let entries = rows.compactMap { EntryRule($0, library) }
        checkNesting(head + rows)
        guard let subject, let form, let source else { return nil }
        var marks = DocumentMarks(source: library.name("instance"), areSure: script == nil)
        // A record may have a number of its own.
        if number.isOurs, !number.name.isEmpty, !isRecord || !head.contains(where: { $0.key == number.name }) {
            marks.numberField = number.name
            complete(&rules, field: number.name, with: "number", because: "number", head)
        }
        if let entry = source.entry {
            checkSource(source.field, in: entry, entries, line: file.line)
            marks.areSure = false
        } else {
            complete(&rules, field: source.field, with: "instance", because: "source", head)
        }
        if !source.field.isEmpty { (marks.sourceField, marks.sourceEntry) = source }
        let marked = [number.name, source.field]
        if rules.contains(where: { marked.contains($0.name) && $0.hasScript }) { marks.areSure = false }
        let version = MappedDocument.hash(of: ([text] + library.texts).joined(separator: "\u{0}")).prefix(16)
        let queries = library.dictionaries.values.compactMap(\.query).sorted { $0.name < $1.name }
        return Mapping(
            version: String(version), subject: subject,
            documents: DocumentForm(
                id: form, keyField: key, numberField: number.name.isEmpty ? "FBillNo" : number.name,
                sourceField: source.field, isNumberOurs: number.isOurs),
            after: after, onRevoke: onRevoke, onNotFound: onNotFound, attachments: attachments,
            numberField: number.isOurs ? number.name : "", queries: queries, workerLanguages: library.workerLanguages,
            writeBack: writeBack, condition: condition, marks: marks,
            members: rules.map(DocumentMember.field) + entries.map(DocumentMember.rows), script: script,
            names: library.names.count)
    }

    /// `process: PROC-…`, `yida: {form: FORM-…}`, or `record: user`.
    private func subject(_ file: inout MappingSection) -> Mapping.Subject? {
        if let member = file.take("yida") {
            for other in ["process", "record"] {
                if let beside = file.take(other) { file.note(beside, "stands beside yida; keep one of them") }
            }
            return YidaForm(member, notes).map(Mapping.Subject.yida)
        }
        if let kind = file.text("record", write: "user") {
            if let process = file.take("process") {
                file.note(process, "stands beside record; keep one of them")
            }
            return .record(kind)
        }
        return file.requiredText("process", write: "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8").map(
            Mapping.Subject.approval)
    }

    /// `number: FBillNo` carries our own; `number: {allotted: FVOUCHERGROUPNO}` is Kingdee's.
    private func numberField(
        _ file: inout MappingSection, default standard: String
    ) -> (name: String, isOurs: Bool) {
        guard file.members.first(where: { $0.key == "number" })?.node.mapping != nil, let member = file.take("number")
        else { return (file.text("number", write: "FBillNo") ?? standard, true) }
        let example = "{allotted: FVOUCHERGROUPNO}"
        let opened = MappingSection(
            member.node, name: "number", line: member.line, notes: notes, write: "number: \(example)")
        guard var section = opened else { return (standard, true) }
        defer { section.finish() }
        return (section.requiredText("allotted", write: "FVOUCHERGROUPNO") ?? standard, false)
    }

    /// The source must stand in a row, or the document could never be found again.
    private func checkSource(_ field: String, in entry: String, _ entries: [EntryRule], line: Int) {
        guard !entries.contains(where: { $0.entry == entry && $0.surelyCarries("instance", in: field) }) else { return }
        let isNamed = entries.contains { $0.entry == entry && $0.carries("instance", in: field) }
        notes.note(
            line: line,
            "source: no row of \(entry) \(isNamed ? "surely " : "")carries the instance in \(field); write \(field): "
                + "{template: \"… ${instance}\"} there\(isNamed ? ", \(MappingReader.withoutMore)" : "")")
    }

    /// `source: FCausa`, `source: {field: FCausa}`, or `source: {field: FEXPLANATION, in: FEntity}` for a field of rows.
    private func sourceField(_ file: inout MappingSection) -> (field: String, entry: String?)? {
        let example = "{field: FCausa}"
        guard let member = file.take("source") else {
            notes.note(line: file.line, "source is missing; write for example source: \(example)")
            return nil
        }
        if let text = member.node.scalar?.string, !text.isEmpty { return (text, nil) }
        let opened = MappingSection(
            member.node, name: "source", line: member.line, notes: notes, write: "source: \(example)")
        guard var section = opened else { return nil }
        defer { section.finish() }
        let entry = section.text("in", write: "FEntity")
        return section.requiredText("field", write: "FCausa").map { ($0, entry) }
    }

    private func members(
        of member: MappingSection.Member?, in file: MappingSection?, _ name: String, write example: String
    ) -> [MappingSection.Member] {
        guard let member else {
            if let file { notes.note(line: file.line, "\(name) is missing; write for example \(name): {\(example)}") }
            return []
        }
        return MappingSection(member.node, name: name, line: member.line, notes: notes, write: example)?.members ?? []
    }

    /// Adds the rule for a field that must carry `name`, or checks the one that the file has.
    private func complete(
        _ rules: inout [FieldRule], field: String, with name: String, because key: String,
        _ head: [MappingSection.Member]
    ) {
        guard !field.isEmpty else { return }
        guard let member = head.first(where: { $0.key == field }) else {
            rules.append(FieldRule(field: field, copying: library.name(name)))
            return
        }
        // A rule that could not be read has its own note.
        guard let rule = rules.first(where: { $0.name == field }), !rule.carries(name) else { return }
        guard !rule.sources.contains(name) else {
            notes.note(
                line: member.line,
                "head.\(field) may lack the \(name), but \(key): says that it is there, and without it the document would be "
                    + "made again; write {from: \(name)} or ${\(name)} in a template, \(MappingReader.withoutMore)")
            return
        }
        notes.note(
            line: member.line,
            "head.\(field) does not carry the \(name), but \(key): says so; write {from: \(name)} or ${\(name)} in a template"
        )
    }

    /// What may follow the number and the source in their fields.
    private static let withoutMore = "without when:, match:, dictionary: or another name before it"

    /// A field cannot be a value and hold others.
    private func checkNesting(_ members: [MappingSection.Member]) {
        for member in members {
            guard let inner = members.first(where: { $0.key.hasPrefix("\(member.key).") }) else { continue }
            notes.note(line: inner.line, "'\(inner.key)' lies inside '\(member.key)', which has a value; keep one")
        }
    }

    private func readDictionaries(_ member: MappingSection.Member?) {
        for member in members(of: member, in: nil, "dictionaries", write: "staff: {file: staff.csv}") {
            library.dictionaries[member.key] = dictionary(member)
        }
    }

    /// `{file: staff.csv}`, `{kingdee: {form: …}}`, or the entries themselves.
    private func dictionary(_ member: MappingSection.Member) -> MappingDictionary {
        let name = "dictionaries.\(member.key)"
        let opened = MappingSection(
            member.node, name: name, line: member.line, notes: notes, write: "\(member.key): {file: \(member.key).csv}")
        guard let section = opened else { return MappingDictionary(name: member.key, entries: [:]) }
        if section.members.count == 1, let only = section.members.first {
            if only.key == "file", let path = only.node.scalar?.string {
                return MappingDictionary(name: member.key, entries: fileEntries(path, line: only.line, name))
            }
            if only.key == "kingdee", only.node.mapping != nil {
                return MappingDictionary(
                    name: member.key, entries: [:], query: query(only, named: member.key, "\(name).kingdee"))
            }
        }
        var entries: [String: String] = [:]
        for entry in section.members {
            guard let value = entry.node.scalarValue?.text else {
                let isWide = entry.key.contains("：")
                section.note(
                    entry,
                    isWide
                        ? "has a full-width colon '：'; write a plain colon and a blank"
                        : "is no text; write for example \(entry.key): CI001")
                continue
            }
            entries[entry.key] = value
        }
        return MappingDictionary(name: member.key, entries: entries)
    }

    private func query(
        _ member: MappingSection.Member, named dictionary: String, _ name: String
    ) -> QueriedDictionary? {
        let opened = MappingSection(
            member.node, name: name, line: member.line, notes: notes,
            write: "kingdee: {form: BD_MATERIAL, key: FName, value: FNumber}")
        guard var section = opened else { return nil }
        defer { section.finish() }
        let form = section.requiredText("form", write: "BD_MATERIAL")
        let key = section.requiredText("key", write: "FName")
        let value = section.requiredText("value", write: "FNumber")
        let filter = section.text("filter", write: "\"FForbidStatus='A'\"") ?? ""
        let refresh = duration(&section, "refresh", in: .seconds(10) ... .seconds(86_400)) ?? .seconds(600)
        for (key, text) in [("form", form), ("key", key), ("value", value)] {
            guard let text, text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.]*/) == nil else { continue }
            notes.note(line: member.line, "\(name).\(key) '\(text)' is no name in Kingdee; write for example FName")
        }
        guard let form, let key, let value else { return nil }
        return QueriedDictionary(
            name: dictionary, form: form, key: key, value: value, filter: filter, refresh: refresh)
    }

    private func duration(
        _ section: inout MappingSection, _ key: String, in bounds: ClosedRange<Duration>
    ) -> Duration? {
        guard let member = section.take(key) else { return nil }
        guard let duration = member.text.flatMap({ Duration(unitText: $0) }), bounds.contains(duration) else {
            section.note(
                member, "is no time from \(bounds.lowerBound.unitText) to \(bounds.upperBound.unitText); write 10m")
            return nil
        }
        return duration
    }

    private func fileEntries(_ path: String, line: Int, _ name: String) -> [String: String] {
        do {
            return MappingDictionary.entries(csv: try library.text(of: path), file: path, notes: notes)
        } catch is NotUTF8 {
            notes.note(line: line, "\(name).file '\(path)' \(NotUTF8.advice)")
            return [:]
        } catch {
            notes.note(
                line: line, "\(name).file '\(path)' cannot be read; put a file with lines key,value beside the mapping")
            return [:]
        }
    }
}
