import Foundation
import Seams
import Yams

extension Configuration {
    /// What is wrong with single settings by dotted key, such as `catchUp.every`: an unknown key, or a value that cannot
    /// be. What is missing beside them is not told, since they are only a part of a configuration.
    ///
    /// - Returns: the position in `settings` with what is wrong there.
    package static func mistakes(inSettings settings: [(key: String, value: String)]) -> [(index: Int, message: String)]
    {
        let members = settings.enumerated().map { index, setting in
            (path: setting.key.split(separator: ".").map(String.init)[...], value: setting.value, index: index)
        }
        let lines = Configuration.lines(members)
        let mistakes = MistakeList()
        // Quoted keys and values are YAML, whatever they hold.
        let node = (try? Yams.compose(yaml: lines.map(\.text).joined(separator: "\n"))) ?? nil
        var root = SettingsSection(node, name: "", mistakes: mistakes)
        var configuration = Configuration()
        configuration.take(from: &root, environment: [:], mistakes)
        root.finish()
        return mistakes.mistakes.compactMap { mistake in
            guard let line = mistake.line, lines.indices.contains(line - 1), !mistake.message.contains("is missing")
            else { return nil }
            return (lines[line - 1].index, mistake.message)
        }
    }

    /// Dotted keys as nested YAML; each line belongs to the first setting that needs it.
    private static func lines(
        _ settings: [(path: ArraySlice<String>, value: String, index: Int)], indentation: String = ""
    ) -> [(text: String, index: Int)] {
        var keys: [String] = []
        for setting in settings {
            if let key = setting.path.first, !keys.contains(key) { keys.append(key) }
        }
        return keys.flatMap { key -> [(text: String, index: Int)] in
            let own = settings.filter { $0.path.first == key }
            if let single = own.first(where: { $0.path.count == 1 }) {
                return [("\(indentation)\(quoted(key)): \(quoted(single.value))", single.index)]
            }
            let inner = own.map { ($0.path.dropFirst(), $0.value, $0.index) }
            return [("\(indentation)\(quoted(key)):", own[0].index)] + lines(inner, indentation: indentation + "  ")
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''").replacing("\n", with: " ") + "'"
    }

    /// The values of a configuration file that still are what a template of the gallery wrote, as `file:line: key …`.
    package static func placeholders(path: String, environment: [String: String]) -> [String] {
        // Whoever asks has read it: a file that is gone meanwhile has none.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let root = try? Yams.compose(yaml: text)
        else { return [] }
        let ofEnvironment = environment["REHEARSAL_DINGTALK_APP_KEY"] == nil ? nil : "dingtalk.appKey"
        return root.scalars(below: "").filter { $0.text.contains("YOUR-") && $0.key != ofEnvironment }.map { scalar in
            "\(path):\(scalar.line ?? 1): \(scalar.key) is still \(scalar.text); write your own"
        }
    }
}

extension Node {
    /// All single values with their dotted keys.
    fileprivate func scalars(below key: String) -> [(key: String, text: String, line: Int?)] {
        switch self {
        case .scalar(let scalar): [(key, scalar.string, mark?.line)]
        case .sequence(let nodes): nodes.flatMap { $0.scalars(below: key) }
        case .mapping(let members):
            members.flatMap { $0.value.scalars(below: (key.isEmpty ? "" : key + ".") + ($0.key.string ?? "?")) }
        case .alias: []
        }
    }
}
