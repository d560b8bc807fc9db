import Foundation
import Seams
package import Simulators

extension ScenarioFile {
    /// The scenario files that `paths` name: each path is a file, or a folder that is searched with all its subfolders
    /// for `.yaml` and `.yml`. A folder's files come in the order of their paths; none comes twice. The core's mappings, which
    /// may lie beside the scenarios that use them, are left out.
    ///
    /// - Throws: `ScenarioError`, with every path that is missing or unreadable, or a folder that holds none.
    package static func find(paths: [String]) throws(ScenarioError) -> [String] {
        var files: [String] = []
        var mistakes: [ScenarioMistake] = []
        for path in paths {
            do throws(ScenarioMistakeError) {
                files += try find(path).filter { !files.contains($0) }
            } catch {
                mistakes.append(ScenarioMistake(file: path, line: nil, message: error.message))
            }
        }
        guard mistakes.isEmpty else { throw ScenarioError(mistakes) }
        return files
    }

    /// Reads the scenarios that `paths` name (see `find(paths:)`), each with its file.
    ///
    /// - Throws: `ScenarioError` with the mistakes of all files, also when two scenarios have one name.
    package static func load(
        paths: [String], refusalReasons: [Platform: [String]] = [:], world: RunWorld = .wire,
        settingMistakes: SettingsCheck = { _ in [] }
    ) throws(ScenarioError) -> [(file: String, scenario: Scenario)] {
        var loaded: [(file: String, scenario: Scenario)] = []
        var mistakes: [ScenarioMistake] = []
        for file in try find(paths: paths) {
            do {
                let scenario = try parse(
                    text: try text(of: file), file: file, refusalReasons: refusalReasons, world: world,
                    settingMistakes: settingMistakes)
                if let other = loaded.first(where: { $0.scenario.name == scenario.name }) {
                    let message = "the name '\(scenario.name)' is taken by \(other.file); choose another"
                    mistakes.append(ScenarioMistake(file: file, line: nil, message: message))
                }
                loaded.append((file, scenario))
            } catch {
                mistakes += error.mistakes
            }
        }
        guard mistakes.isEmpty else { throw ScenarioError(mistakes) }
        return loaded
    }

    private static func find(_ path: String) throws(ScenarioMistakeError) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ScenarioMistakeError(message: "there is no such file or folder")
        }
        guard isFolder.boolValue else {
            guard isReadable(path) else {
                throw ScenarioMistakeError(message: "is not readable; check its permissions")
            }
            return [path]
        }
        let root = path.hasSuffix("/") ? String(path.dropLast()) : path
        let names: [String]
        do {
            names = try FileManager.default.subpathsOfDirectory(atPath: path)
        } catch {
            throw ScenarioMistakeError(message: "the folder is not readable; check its permissions")
        }
        let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(root)/\($0)" }
            .filter { !isMapping($0) }
        guard !files.isEmpty else { throw ScenarioMistakeError(message: "the folder holds no scenario (*.yaml)") }
        return files
    }

    private static func text(of file: String) throws(ScenarioError) -> String {
        guard isReadable(file), let data = FileManager.default.contents(atPath: file) else {
            throw ScenarioError([
                ScenarioMistake(file: file, line: nil, message: "is not readable; check its permissions")
            ])
        }
        guard data.count <= 1 << 20 else {
            let message = "has \(data.count) bytes; a scenario has at most 1048576"
            throw ScenarioError([ScenarioMistake(file: file, line: nil, message: message)])
        }
        do throws(NotUTF8) {
            return try TextFile.text(data, of: file)
        } catch {
            throw ScenarioError([
                ScenarioMistake(file: file, line: nil, message: "is no text in UTF-8; save it as UTF-8")
            ])
        }
    }

    /// Whether a file says what a mapping says at its top, and no scenario's name. What cannot be read is told when it is read.
    private static func isMapping(_ file: String) -> Bool {
        guard let text = try? text(of: file) else { return false }
        let keys = Set(text.split(separator: "\n").compactMap { $0.split(separator: ":").first })
        guard !keys.contains("scenario"), keys.contains("form") else { return false }
        return keys.contains("process") || keys.contains("record")
    }

    private static func isReadable(_ file: String) -> Bool { FileManager.default.isReadableFile(atPath: file) }
}

/// Why one path could not be used; becomes a `ScenarioMistake` of that path.
private struct ScenarioMistakeError: Error {
    let message: String
}
