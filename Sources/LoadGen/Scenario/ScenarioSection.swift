import Seams
import Yams

/// One mapping of a scenario file while it is read: hands out its members by key, notes what is wrong with them, and in
/// the end notes the keys that nobody asked for.
struct ScenarioSection {
    /// A key with its value.
    struct Member {
        let key: String
        let line: Int
        let node: Node

        /// The text of a single value; nil for a list or a mapping.
        var text: String? { node.scalar?.string }
    }

    /// What messages call the section, such as `world` or `fault 2`; empty for the file itself.
    let name: String
    let line: Int
    let notes: MistakeNotes
    private var members: [Member]
    private var known: Set<String> = []

    /// Opens a mapping; nil, and a noted mistake, when `node` is none. A section left empty counts as a mapping.
    init?(_ node: Node, name: String, line: Int, notes: MistakeNotes) {
        self.name = name
        self.line = line
        self.notes = notes
        if node.isBlank {
            members = []
            return
        }
        guard let mapping = node.mapping else {
            notes.note(line: line, "\(name.isEmpty ? "the file" : name): is no mapping; write 'key: value' lines")
            return nil
        }
        members = mapping.map { key, value in
            Member(key: key.scalar?.string ?? "?", line: key.mark?.line ?? line, node: value)
        }
    }

    /// The keys that nobody has asked for yet.
    var remaining: [Member] { members }

    /// Whether the file has `key`, and nobody took it yet.
    func has(_ key: String) -> Bool { peek(key) != nil }

    /// Makes `key` one that a misspelt key may have meant, although it is read in some files only.
    mutating func know(_ key: String) {
        known.insert(key)
    }

    /// The member `key` without taking it.
    func peek(_ key: String) -> Member? { members.first { $0.key == key } }

    /// The member `key`, once; nil when the file has none.
    mutating func take(_ key: String) -> Member? {
        known.insert(key)
        guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
        return members.remove(at: index)
    }

    /// The mapping below `key`; nil when there is none.
    mutating func section(_ key: String) -> ScenarioSection? {
        take(key).flatMap { ScenarioSection($0.node, name: path(key), line: $0.line, notes: notes) }
    }

    /// Notes every member that nobody asked for, with the nearest known key.
    mutating func finish() {
        for member in members {
            let near = Spelling.nearest(to: member.key, among: known).map { "; did you mean '\($0)'?" }
            notes.note(
                line: member.line,
                "\(prefix)unknown key \(ShownText().key(member.key))"
                    + (near ?? "; known: \(known.sorted().joined(separator: ", "))"))
        }
        members = []
    }

    /// Notes a mistake of the value at `member`.
    func note(_ member: Member, _ message: String) {
        notes.note(line: member.line, "\(path(member.key)): \(message)")
    }

    /// Whether the file has the required `key`; without it that is noted, with an example of its value.
    mutating func requires(_ key: String, write example: String) -> Bool {
        known.insert(key)
        if has(key) { return true }
        notes.note(line: line, "\(path(key)) is missing; write for example \(key): \(example)")
        return false
    }

    /// The key as messages call it: `world.tls`.
    func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    private var prefix: String { name.isEmpty ? "" : "\(name): " }
}

extension Node {
    /// Whether there is a key with nothing behind it, or `~`.
    var isBlank: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
