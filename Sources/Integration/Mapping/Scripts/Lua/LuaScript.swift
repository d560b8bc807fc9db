import Synchronization
import Yams

/// A Lua script of a mapping: compiled once per state, and as many states as calls run at a time.
final class LuaScript: Sendable {
    /// The longest script, in bytes.
    static let sizeMax = 256 << 10

    /// A state that nobody uses.
    private struct Idle: @unchecked Sendable {
        // Taken out of the list by one call, and put back when that call is over: never shared.
        let state: LuaState
    }

    private let text: String
    private let name: String
    private let function: String?
    private let steps: Int
    /// Which globals the script speaks of: the others are not made.
    private let wanted: Set<String>
    private let idle: Mutex<[Idle]>

    private init(_ text: String, name: String, function: String?, steps: Int) throws(ScriptFailure) {
        self.text = text
        self.name = name
        self.function = function
        self.steps = steps
        wanted = Set(["form", "ext", "row", "number", "record"].filter { text.contains($0) })
        idle = Mutex([Idle(state: try LuaState(text: text, name: name))])
    }

    /// Reads the script behind `lua:`: its text, or the name of a file that ends in `.lua`. Nil when it does not compile,
    /// which is noted at its line.
    convenience init?(
        _ member: MappingSection.Member, in section: MappingSection, function: String?, steps: Int,
        _ library: MappingLibrary
    ) {
        guard let written = member.text, !written.isEmpty else {
            section.note(member, "is no script; write for example lua: \"return value\"")
            return nil
        }
        let isFile = written.hasSuffix(".lua") && !written.contains(where: { $0.isWhitespace || $0 == "(" })
        var text = written
        var name = library.notes.file.split(separator: "/").last.map(String.init) ?? library.notes.file
        if isFile {
            guard let read = library.script(written, at: member, in: section) else { return nil }
            (text, name) = (read, written)
        } else {
            // Lua then counts the lines of the mapping file.
            text = String(repeating: "\n", count: max(0, LuaScript.firstLine(member) - 1)) + written
        }
        guard text.utf8.count <= LuaScript.sizeMax else {
            section.note(member, "is larger than \(LuaScript.sizeMax / 1024) KiB")
            return nil
        }
        do {
            try self.init(text, name: String(name.suffix(50)), function: function, steps: steps)
        } catch {
            let place = LuaScript.place(error.message)
            library.notes.note(
                line: place?.line ?? member.line, "\(section.path("lua")) \(place?.problem ?? error.message)",
                file: isFile ? written : nil)
            return nil
        }
    }

    /// What the script makes of `value`; nil when it returns nothing.
    func run(_ value: JSONValue?, _ record: RecordContext) throws(ScriptFailure) -> JSONValue? {
        let known = idle.withLock { $0.popLast() }?.state
        let state = if let known { known } else { try LuaState(text: text, name: name) }
        defer {
            let idleState = Idle(state: state)
            idle.withLock { $0.append(idleState) }
        }
        return try state.run(arguments(value, record), function: function, steps: steps)
    }

    private func arguments(_ value: JSONValue?, _ record: RecordContext) -> [(name: String, value: JSONValue?)] {
        var arguments: [(name: String, value: JSONValue?)] = [("value", value)]
        if wanted.contains("number") { arguments.append(("number", .string(record.number))) }
        if wanted.contains("row") { arguments.append(("row", record.row.map(ScriptInput.row))) }
        if wanted.contains("ext") { arguments.append(("ext", ScriptInput.ext(record))) }
        if wanted.contains("form") { arguments.append(("form", ScriptInput.form(record))) }
        if wanted.contains("record") { arguments.append(("record", ScriptInput.form(record))) }
        return arguments
    }

    /// The line of the mapping file where the text begins.
    private static func firstLine(_ member: MappingSection.Member) -> Int {
        let line = member.node.mark?.line ?? member.line
        switch member.node.scalar?.style {
        case .literal, .folded: return line + 1
        default: return line
        }
    }

    /// `m.yaml:14: unexpected symbol near 'x'` taken apart.
    private static func place(_ message: String) -> (line: Int, problem: String)? {
        guard let match = message.firstMatch(of: /^[^:]*:(\d+): (.*)$/), let line = Int(match.1) else { return nil }
        return (line, String(match.2))
    }
}
