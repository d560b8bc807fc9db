import Seams
import Yams

/// `script: {lua: "return value:upper()"}`: what a script makes of the value, in Lua inside the process, or in Python or
/// Groovy (`{python: rates.py, function: convert}`) in a worker process. Without another source the script is the source.
///
/// Numbers reach a script as text, digit for digit. `steps` raises what one Lua call may do.
struct ScriptTransform: Transform {
    private enum Engine {
        case lua(LuaScript)
        case worker(language: String, text: String, file: String)
    }

    private let engine: Engine
    private let function: String

    var canBegin: Bool { true }
    var leavesText: Bool { true }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("script") else { return nil }
        let opened = MappingSection(
            member.node, name: rule.path("script"), line: member.line, notes: rule.notes,
            write: "script: {lua: \"return value\"}")
        guard var section = opened else { return nil }
        defer { section.finish() }
        let steps = ScriptTransform.steps(&section)
        let name = section.text("function", write: "convert")
        let lua = section.take("lua")
        let workers = ScriptLanguage.allCases.compactMap { language in
            section.take(language.rawValue).map { (language, $0) }
        }
        guard (lua == nil ? 0 : 1) + workers.count == 1 else {
            section.notes.note(
                line: member.line, "\(section.name) names no single script; write one of lua:, python: and groovy:")
            return nil
        }
        if let name, name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
            section.notes.note(line: member.line, "\(section.path("function")) '\(name)' is no name of a function")
            return nil
        }
        function = name ?? ""
        if let lua {
            guard let script = LuaScript(lua, in: section, function: name, steps: steps, library) else { return nil }
            engine = .lua(script)
            return
        }
        guard let (language, file) = workers.first else { return nil }
        guard let path = file.text, let text = library.script(path, at: file, in: section) else {
            if file.text == nil { section.note(file, "is no name of a file; put the script beside the mapping") }
            return nil
        }
        guard text.utf8.count <= LuaScript.sizeMax else {
            section.note(file, "'\(path)' is larger than \(LuaScript.sizeMax / 1024) KiB")
            return nil
        }
        library.runs(language, at: file, in: section)
        engine = .worker(language: language.rawValue, text: text, file: path)
    }

    private static func steps(_ section: inout MappingSection) -> Int {
        guard let member = section.take("steps") else { return LuaLimits.stepsDefault }
        guard let steps = member.text.flatMap({ Int($0) }), (1000...10_000_000).contains(steps) else {
            section.note(member, "is no number of steps from 1000 to 10000000; write 200000")
            return LuaLimits.stepsDefault
        }
        return steps
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        let shown = value.map { $0.text ?? $0.jsonText } ?? ""
        switch engine {
        case .lua(let script):
            do { return try script.run(value, record) } catch { throw refusal(error.message, shown) }
        case .worker(let language, let text, let file):
            let call = ScriptCall(
                language: language, text: text, file: file, function: function.isEmpty ? "map" : function,
                input: ScriptInput.json(value, record))
            let question = MappingQuestion.script(call)
            switch record.knowledge.answers[question] {
            case .value(let json): return try? JSONValue(parsing: json).nonNull  // it was checked when it came
            case .refused(let reason): throw refusal(reason, shown)
            case nil:
                throw TransformRefusal(
                    value: shown, reason: "\(file) was not called yet", remedy: "start the core with its workers",
                    question: question)
            }
        }
    }

    private func refusal(_ reason: String, _ value: String) -> TransformRefusal {
        TransformRefusal(
            value: value, reason: "the script says: \(ReplyText.brief(reason))",
            remedy: "correct it in the form, or the script")
    }

    /// What the script makes of a whole row or document; nil leaves it out. Members keep the order they came in, new ones
    /// follow by name.
    func object(from object: JSONValue, _ record: RecordContext, path: String) throws(MappingError) -> JSONValue? {
        let result: JSONValue?
        do {
            result = try apply(object, record)
        } catch {
            throw MappingError(error, field: "\(path).script", sources: [])
        }
        guard let result else { return nil }
        if result == .array([]) { return .object([]) }  // an empty table of Lua is both
        guard case .object = result else {
            throw MappingError(
                TransformRefusal(
                    value: result.text ?? "", reason: "the script returns no table of fields",
                    remedy: "return for example {FRemark = \"…\"}"), field: "\(path).script", sources: [])
        }
        return result.ordered(like: object)
    }
}

/// The languages that run in worker processes.
enum ScriptLanguage: String, CaseIterable, Sendable {
    case python, groovy
}

extension JSONValue {
    /// The same value with the members of its objects in the order of `model`, and those it does not know after them by
    /// name.
    func ordered(like model: JSONValue?) -> JSONValue {
        switch self {
        case .object(let members):
            var places: [String: Int] = [:]
            for (index, name) in (model?.memberNames ?? []).enumerated() { places[name] = index }
            let sorted = members.sorted {
                (places[$0.name] ?? .max, $0.name) < (places[$1.name] ?? .max, $1.name)
            }
            return .object(sorted.map { Member($0.name, $0.value.ordered(like: model?.member($0.name))) })
        case .array(let elements):
            return .array(
                elements.enumerated().map { index, element in
                    let models = model?.elements ?? []
                    return element.ordered(like: models.indices.contains(index) ? models[index] : models.first)
                })
        case .null, .bool, .number, .string: return self
        }
    }

    /// The member with exactly this name.
    private func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// Nil for `null`.
    var nonNull: JSONValue? { isNull ? nil : self }
}
