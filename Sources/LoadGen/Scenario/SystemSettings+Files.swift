import Foundation
import Yams

extension ScenarioSection {
    /// What the run writes itself.
    private static let configuration = "core.yaml"

    /// A team's own files, by the name that they have beside the core's configuration: a list of paths as seen from the
    /// scenario's file, or a mapping of names to texts.
    mutating func files() -> [String: String] {
        if let member = peek("files"), member.node.mapping != nil {
            let files = textsByName("files")
            for file in files { refuseName(file.name, at: file.line) }
            return files.byName
        }
        let folder = URL(fileURLWithPath: notes.file).deletingLastPathComponent()
        var files: [String: String] = [:]
        for (file, member) in texts("files", example: "files: [our-claims.yaml, items.csv]") ?? [] {
            let place = URL(fileURLWithPath: file, relativeTo: folder)
            let name = place.lastPathComponent
            refuseName(name, at: member.line)
            if files[name] != nil { note(member, "has two files of the name \(name); rename one of them") }
            guard let data = try? Data(contentsOf: place) else {
                note(member, "\(file) cannot be read; give its path as seen from the folder of this scenario")
                continue
            }
            guard let text = String(data: data, encoding: .utf8) else {
                note(member, "\(file) is no text in UTF-8; save it as UTF-8")
                continue
            }
            files[name] = text
        }
        return files
    }

    /// Names of shipped mappings, or of `files`.
    mutating func mappings(beside files: [String: String]) -> [String] {
        let names = texts("mappings", example: "mappings: [standard-expense]") ?? []
        for (name, member) in names where name.hasSuffix(".yaml") && files[name] == nil {
            note(member, "\(name) is not among files; write files: [\(name)] beside it, with its path")
        }
        return names.map(\.text)
    }

    private func refuseName(_ name: String, at line: Int) {
        let cannot = name == ScenarioSection.configuration || name.isEmpty || name.contains("/") || name.hasPrefix(".")
        guard cannot else { return }
        notes.note(
            line: line, "\(path("files")): '\(name)' cannot lie beside the core's configuration; give it another name")
    }
}
