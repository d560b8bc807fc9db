import Seams
package import Simulators
import Yams

/// Reads scenario files.
package enum ScenarioFile {
    /// Reads a scenario from the text of a file.
    ///
    /// - Parameters:
    ///   - file: its path, for messages.
    ///   - refusalReasons: the reasons a platform can refuse with (`SimulatedPlatform.refusalReasons`). Those of a
    ///     platform that is not listed are not checked.
    ///   - world: where it is going to run; a rule that only the other world can carry out is a mistake.
    ///   - settingMistakes: what is wrong with settings of the built-in core, which nobody here knows.
    /// - Throws: `ScenarioError` with all mistakes at once.
    package static func parse(
        text: String, file: String, refusalReasons: [Platform: [String]] = [:], world: RunWorld = .wire,
        settingMistakes: SettingsCheck = { _ in [] }
    ) throws(ScenarioError) -> Scenario {
        let notes = MistakeNotes(file: file)
        let root = try root(of: text, file: file)
        guard let section = ScenarioSection(root, name: "", line: root.mark?.line ?? 1, notes: notes) else {
            throw notes.error ?? ScenarioError([])
        }
        let scenario = Scenario(section, refusalReasons, world, settingMistakes)
        if let error = notes.error { throw error }
        // Without a mistake there is a scenario; the other branch keeps that promise even if a reader forgot its note.
        guard let scenario else {
            throw ScenarioError([ScenarioMistake(file: file, line: 1, message: "is incomplete")])
        }
        return scenario
    }

    private static func root(of text: String, file: String) throws(ScenarioError) -> Node {
        do {
            if let node = try Yams.compose(yaml: text), !node.isBlank { return node }
        } catch {
            throw ScenarioError([ScenarioMistake(yaml: error, text: text, file: file)])
        }
        throw ScenarioError([
            ScenarioMistake(file: file, line: 1, message: "is empty; begin with scenario: and a name")
        ])
    }
}

extension ScenarioMistake {
    /// A text that is no YAML, in the words of a person who may never have heard of a scanner.
    fileprivate init(yaml error: any Error, text: String, file: String) {
        let remedy = "check the indentation, the quotes and the brackets here"
        let place: Mark? =
            switch error as? YamlError {
            case .scanner(_, _, let mark, _), .parser(_, _, let mark, _): mark
            default: nil
            }
        if let place, let slip = YAMLSlip(near: place.line, in: text) {
            self.init(file: file, line: slip.line, message: "is no YAML: \(slip.advice)")
            return
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, message: "is no YAML: \(problem); \(remedy)")
        case .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, message: "is no scenario: \(problem); a file holds one scenario")
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? "?"
            let line = ScenarioMistake.secondLine(of: key, in: text, after: context.mark.line)
            self.init(file: file, line: line, message: "the key '\(key)' stands here twice; keep one")
        case .reader(let problem, _, _, _):
            self.init(file: file, line: nil, message: "is no text in UTF-8: \(problem)")
        default:
            self.init(file: file, line: nil, message: "is no YAML: \(error)")
        }
    }

    /// Where the key is repeated: Yams tells the first place only. The first place, when no line begins with the key.
    private static func secondLine(of key: String, in text: String, after first: Int) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indentation =
            lines.indices.contains(first - 1) ? lines[first - 1].prefix { $0 == " " || $0 == "-" }.count : 0
        for (index, line) in lines.enumerated().dropFirst(first) {
            let rest = line.dropFirst(indentation)
            if line.prefix(while: { $0 == " " }).count == indentation, rest.hasPrefix("\(key):") { return index + 1 }
        }
        return first
    }
}
