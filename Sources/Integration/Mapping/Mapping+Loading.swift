import Foundation
import Yams

extension Mapping {
    /// Reads a mapping from the text of a file.
    ///
    /// - Parameters:
    ///   - file: the file's path, for messages, and for finding dictionaries' files beside it.
    ///   - readFile: gives the text of a dictionary's file by the path written in the mapping; by default from the
    ///     mapping's folder.
    /// - Throws: `MappingFileError` with all mistakes at once.
    package static func load(
        yaml: String, file: String, readFile: ((String) throws -> String)? = nil
    ) throws(MappingFileError) -> Mapping {
        let notes = MappingNotes(file: file)
        let root = try root(of: yaml, file: file)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let read = readFile ?? { try String(contentsOf: URL(fileURLWithPath: $0, relativeTo: folder), encoding: .utf8) }
        var reader = MappingReader(text: yaml, notes: notes, readFile: read)
        let mapping = reader.mapping(root)
        if let error = notes.error { throw error }
        // Without a mistake there is a mapping; this keeps the promise even if a reader forgot its note.
        guard let mapping else {
            throw MappingFileError([MappingMistake(file: file, line: 1, message: "is incomplete")])
        }
        return mapping
    }

    private static func root(of yaml: String, file: String) throws(MappingFileError) -> Node {
        do {
            if let node = try Yams.compose(yaml: yaml) { return node }
        } catch {
            throw MappingFileError([MappingMistake(yaml: error, file: file)])
        }
        throw MappingFileError([
            MappingMistake(file: file, line: 1, message: "is empty; begin with process: and the template's PROC code")
        ])
    }
}

extension MappingMistake {
    /// A text that is no YAML, in the words of a person who never heard of a scanner.
    fileprivate init(yaml error: any Error, file: String) {
        let remedy = "check the indentation, the quotes and the brackets here"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, message: "is no YAML: \(problem); \(remedy)")
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(
                file: file, line: context.mark.line,
                message: "the key '\(keys.first ?? "?")' stands twice in this block; keep one")
        default: self.init(file: file, line: 1, message: "is no YAML: \(error)")
        }
    }
}

/// Reads the parts of a mapping file in turn.
private struct MappingReader {
    let text: String
    let notes: MappingNotes
    let readFile: (String) throws -> String
    /// The texts of the dictionaries' files: they belong to the version.
    private var read: [String] = []

    init(text: String, notes: MappingNotes, readFile: @escaping (String) throws -> String) {
        self.text = text
        self.notes = notes
        self.readFile = readFile
    }

    mutating func mapping(_ root: Node) -> Mapping? {
        let opened = MappingSection(
            root, name: "", line: root.mark?.line ?? 1, notes: notes,
            write: "process: PROC-… and form: ER_ExpReimbursement")
        guard var file = opened else { return nil }
        let process = file.requiredText("process", write: "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8")
        let form = file.requiredText("form", write: "ER_ExpReimbursement")
        let number = file.text("number", write: "FBillNo") ?? "FBillNo"
        let source = sourceField(&file)
        let dictionaries = dictionaries(file.take("dictionaries"))
        let head = members(of: file.take("head"), in: file, "head", write: "FBillTypeID: {constant: FYBX001_SYS}")
        let rows = members(
            of: file.take("rows"), in: nil, "rows", write: "FEntity: {from: TableField_DETAIL, fields: {…}}")
        file.finish()
        var rules = head.compactMap { FieldRule($0, in: "head", dictionaries, notes) }
        let tables = rows.compactMap { TableRule($0, dictionaries, notes) }
        checkNesting(head + rows)
        guard let process, let form, let source else { return nil }
        complete(&rules, field: number, with: "number", because: "number", head)
        complete(&rules, field: source, with: "instance", because: "source", head)
        let version = MappedDocument.hash(of: ([text] + read).joined(separator: "\u{0}")).prefix(16)
        return Mapping(
            version: String(version), processCode: process, form: form, sourceField: source, numberField: number,
            head: rules, tables: tables)
    }

    /// `source: FCausa`, or `source: {field: FCausa}`.
    private func sourceField(_ file: inout MappingSection) -> String? {
        let example = "{field: FCausa}"
        guard let member = file.take("source") else {
            notes.note(line: file.line, "source is missing; write for example source: \(example)")
            return nil
        }
        if let text = member.node.scalar?.string, !text.isEmpty { return text }
        let opened = MappingSection(
            member.node, name: "source", line: member.line, notes: notes, write: "source: \(example)")
        guard var section = opened else { return nil }
        defer { section.finish() }
        return section.requiredText("field", write: "FCausa")
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
        guard let member = head.first(where: { $0.key == field }) else {
            rules.append(FieldRule(field: field, copying: name))
            return
        }
        // A rule that could not be read has its own note.
        guard let rule = rules.first(where: { $0.field == field }), !rule.sources.contains(name) else { return }
        notes.note(
            line: member.line,
            "head.\(field) does not carry the \(name), but \(key): says so; write {from: \(name)} or ${\(name)} in a template"
        )
    }

    /// A field cannot be a value and hold others.
    private func checkNesting(_ members: [MappingSection.Member]) {
        for member in members {
            guard let inner = members.first(where: { $0.key.hasPrefix("\(member.key).") }) else { continue }
            notes.note(line: inner.line, "'\(inner.key)' lies inside '\(member.key)', which has a value; keep one")
        }
    }

    private mutating func dictionaries(_ member: MappingSection.Member?) -> [String: MappingDictionary] {
        let members = members(of: member, in: nil, "dictionaries", write: "staff: {file: staff.csv}")
        let named = members.map { ($0.key, MappingDictionary(name: $0.key, entries: entries($0))) }
        return Dictionary(named) { first, _ in first }
    }

    /// `{file: staff.csv}`, or the entries themselves.
    private mutating func entries(_ member: MappingSection.Member) -> [String: String] {
        let name = "dictionaries.\(member.key)"
        let opened = MappingSection(
            member.node, name: name, line: member.line, notes: notes, write: "\(member.key): {file: \(member.key).csv}")
        guard let section = opened else { return [:] }
        if section.members.count == 1, let only = section.members.first, only.key == "file",
            let path = only.node.scalar?.string
        {
            return fileEntries(path, line: only.line, name)
        }
        var entries: [String: String] = [:]
        for entry in section.members {
            guard let value = entry.node.scalarValue?.text else {
                section.note(entry, "is no text; write for example \(entry.key): CI001")
                continue
            }
            entries[entry.key] = value
        }
        return entries
    }

    private mutating func fileEntries(_ path: String, line: Int, _ name: String) -> [String: String] {
        do {
            let text = try readFile(path)
            read.append(text)
            return MappingDictionary.entries(csv: text, file: path, notes: notes)
        } catch {
            notes.note(
                line: line, "\(name).file '\(path)' cannot be read; put a file with lines key,value beside the mapping")
            return [:]
        }
    }
}
