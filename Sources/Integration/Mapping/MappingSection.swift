import Seams
import Yams

/// One block of a mapping file while it is read: hands out its members by key, notes what is wrong with them, and in the
/// end notes the keys that nobody asked for.
struct MappingSection {
    struct Member {
        let key: String
        let line: Int
        let column: Int?
        let node: Node

        /// The single value behind the key, as text; nil for a block or a list.
        var text: String? { node.scalar?.string }
    }

    /// What messages call the block, such as `head.FDate`; empty for the file itself.
    let name: String
    let line: Int
    let notes: MappingNotes
    private(set) var members: [Member]
    private var known: [String] = []

    /// Opens a block; nil, and a noted mistake, when `node` is none. `example` is what could stand there instead.
    init?(_ node: Node, name: String, line: Int, notes: MappingNotes, write example: String) {
        guard let mapping = node.mapping else {
            notes.note(
                line: line, "\(name.isEmpty ? "the file" : name) is no block of keys; write for example \(example)")
            return nil
        }
        self.name = name
        self.line = line
        self.notes = notes
        members = mapping.map { key, value in
            Member(
                key: key.scalar?.string ?? "?", line: key.mark?.line ?? line, column: key.mark?.column, node: value)
        }
    }

    /// The member `key`, once; nil when there is none.
    mutating func take(_ key: String) -> Member? {
        known.append(key)
        guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
        return members.remove(at: index)
    }

    /// The text behind `key`; nil when there is none, and noted when it is no text.
    mutating func text(_ key: String, write example: String) -> String? {
        guard let member = take(key) else { return nil }
        guard let text = member.node.scalar?.string, !text.isEmpty else {
            note(member, "is no text; write for example \(key): \(example)")
            return nil
        }
        return text
    }

    /// The text behind a key that must be there.
    mutating func requiredText(_ key: String, write example: String) -> String? {
        guard members.contains(where: { $0.key == key }) else {
            known.append(key)
            notes.note(line: line, "\(path(key)) is missing; write for example \(key): \(example)")
            return nil
        }
        return text(key, write: example)
    }

    /// The texts behind `key`: one, or a list.
    mutating func texts(_ key: String, write example: String) -> [String]? {
        guard let member = take(key) else { return nil }
        let nodes = member.node.sequence.map(Array.init) ?? [member.node]
        let texts = nodes.compactMap { $0.scalar?.string }.filter { !$0.isEmpty }
        guard texts.count == nodes.count, !texts.isEmpty else {
            note(member, "is neither a name nor a list of names; write for example \(key): \(example)")
            return nil
        }
        return texts
    }

    /// `true` or `false` behind `key`; `standard` when there is none.
    mutating func flag(_ key: String, default standard: Bool) -> Bool {
        guard let member = take(key) else { return standard }
        guard case .bool(let flag)? = member.node.scalarValue else {
            note(member, "is neither true nor false")
            return standard
        }
        return flag
    }

    /// A constant behind `key`: text, number or truth value.
    mutating func constant(_ key: String) -> JSONValue? {
        guard let member = take(key) else { return nil }
        guard let value = member.node.scalarValue else {
            note(member, "is no single value; write for example \(key): \"1\"")
            return nil
        }
        return value
    }

    /// One of the names of `choices` behind `key`; nil when there is none, and noted when it is another.
    mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String, _ choices: Choice.Type
    ) -> Choice? {
        guard let member = take(key) else { return nil }
        let text = member.node.scalar?.string ?? ""
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = Spelling.nearest(to: text, among: names).map { "did you mean '\($0)'?" }
        note(member, "unknown '\(text)'; " + (near ?? "write one of \(names.joined(separator: ", "))"))
        return nil
    }

    /// Notes that a key is missing.
    func noteMissing(_ key: String, write example: String) {
        notes.note(line: line, "\(path(key)) is missing; write for example \(example)")
    }

    /// Notes that `key` is there without `other`, of which it only says more. Before either is taken.
    func noteIfAlone(_ key: String, without other: String) {
        guard let member = members.first(where: { $0.key == key }), !members.contains(where: { $0.key == other }) else {
            return
        }
        note(member, "says nothing without '\(other)'; add \(other): or take it out")
    }

    /// Notes every member that nobody asked for, with the nearest known key.
    mutating func finish() {
        for member in members {
            let near = Spelling.nearest(to: member.key, among: known).map { "did you mean '\($0)'?" }
            let place = name.isEmpty ? "" : "\(name): "
            notes.note(
                line: member.line, column: member.column,
                "\(place)unknown key \(ShownText().key(member.key)); "
                    + (near ?? "known are \(known.joined(separator: ", "))"))
        }
        members = []
    }

    /// Notes a mistake of the value at `member`.
    func note(_ member: Member, _ message: String) {
        notes.note(line: member.line, column: member.column, "\(path(member.key)) \(message)")
    }

    /// The key as messages call it, such as `head.FDate.zone`.
    func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
}

extension Node {
    /// A single value as YAML means it: quoted is text, plain may be a number or a truth value. Nil for blocks and lists.
    var scalarValue: JSONValue? {
        guard let scalar else { return nil }
        let text = scalar.string
        guard scalar.style == .plain else { return .string(text) }
        switch text {
        case "true": return true
        case "false": return false
        case "", "~", "null": return nil
        default:
            // Plain 007 stays text: a number would lose its zeros.
            let isNumber = DecimalText.plain(text) != nil && (try? JSONValue(parsing: text)) != nil
            return isNumber ? .number(text) : .string(text)
        }
    }
}
